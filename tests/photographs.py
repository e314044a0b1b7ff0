"""Files that begin and end as photographs do, with any bytes between."""

from __future__ import annotations

import struct
import zlib


def jpeg(content: bytes) -> bytes:
    """A JPEG in all that is looked at."""
    return b"\xff\xd8\xff\xe0" + content + b"\xff\xd9"


def png(content: bytes) -> bytes:
    """A PNG in all that is looked at."""
    return b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR" + content + b"\0\0\0\0IEND\xae\x42\x60\x82"


def painted(width: int, height: int) -> bytes:
    """A PNG that browsers show: a gradient."""
    rows = b"".join(b"\0" + b"".join(bytes((x * 255 // width, y * 255 // height, 160)) for x in range(width)) for y in range(height))
    parts = (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)), (b"IDAT", zlib.compress(rows)), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts
    )
