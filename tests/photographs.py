"""Files that begin and end as photographs do, with any bytes between."""

from __future__ import annotations


def jpeg(content: bytes) -> bytes:
    """A JPEG in all that is looked at."""
    return b"\xff\xd8\xff\xe0" + content + b"\xff\xd9"


def png(content: bytes) -> bytes:
    """A PNG in all that is looked at."""
    return b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR" + content + b"\0\0\0\0IEND\xae\x42\x60\x82"
