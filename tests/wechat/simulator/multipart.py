"""The one file of a multipart/form-data body (RFC 7578), as media/upload takes it."""

from __future__ import annotations

import re

from tests.wechat.simulator.errors import WeChatError


def uploaded(content_type: str, body: bytes) -> bytes:
    """The content of the part `media`. Raises 41005 when there is none, or it has no file name."""
    boundary = re.search(r'boundary="?([^";]+)"?', content_type)
    if not content_type.startswith("multipart/form-data") or boundary is None:
        raise WeChatError(41005)
    for part in body.split(b"--" + boundary[1].encode()):
        head, _, content = part.partition(b"\r\n\r\n")
        if re.search(rb'[; ]name="media"', head) and b"filename=" in head:
            return content.removesuffix(b"\r\n")
    raise WeChatError(41005)
