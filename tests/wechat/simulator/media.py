"""Temporary media: what residents have sent, and what the account has put there.

Sources: 新增临时素材, 获取临时素材 (developers.weixin.qq.com): voice AMR or MP3, 2 MB, 60 s; image PNG, JPEG or GIF, 10 MB;
video MP4, 10 MB; thumb JPEG, 64 KB; kept for 3 days.
"""

from __future__ import annotations

import io
import secrets
from dataclasses import dataclass, field

import av
import av.error

from tests.wechat.simulator.clock import Clock
from tests.wechat.simulator.errors import WeChatError

KEPT = 3 * 86400
LONGEST = 60
"""Seconds of a voice message."""

MOST_BYTES = {"voice": 2 << 20, "image": 10 << 20, "video": 10 << 20, "thumb": 64 << 10}
TOO_LARGE = {"voice": 40010, "image": 40009, "video": 40011, "thumb": 40012}
BEGINNINGS = {
    b"#!AMR-WB\n": "audio/amr-wb",
    b"#!AMR\n": "audio/amr",
    b"ID3": "audio/mp3",
    b"\xff\xfb": "audio/mp3",
    b"\xff\xf3": "audio/mp3",
    b"\xff\xf2": "audio/mp3",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF8": "image/gif",
}
KINDS = {
    "voice": {"audio/amr", "audio/amr-wb", "audio/mp3"},
    "image": {"image/png", "image/jpeg", "image/gif"},
    "video": {"video/mp4"},
    "thumb": {"image/jpeg"},
}


@dataclass(frozen=True)
class Medium:
    """One file."""

    content: bytes
    content_type: str
    ends: float
    """When WeChat throws it away."""


@dataclass
class Media:
    """All files of one account."""

    clock: Clock
    _kept: dict[str, Medium] = field(default_factory=dict)

    def add(self, content: bytes, content_type: str = "") -> str:
        """Puts a file there and gives its media_id. The type is told from the first bytes unless given (`audio/amr`)."""
        media_id = secrets.token_urlsafe(48)
        self._kept[media_id] = Medium(content, content_type or kind_of(content), self.clock.now() + KEPT)
        return media_id

    def get(self, media_id: str) -> Medium:
        """The file. Raises 40007."""
        medium = self._kept.get(media_id)
        if medium is None or medium.ends <= self.clock.now():
            raise WeChatError(40007)
        return medium

    def has(self, media_id: str) -> bool:
        """Whether it is there still."""
        return media_id in self._kept and self._kept[media_id].ends > self.clock.now()

    def upload(self, kind: str, content: bytes) -> dict[str, object]:
        """Answer of /cgi-bin/media/upload. Raises 40004, 41005, 40005, 45007 or the code of a file too large."""
        if kind not in KINDS:
            raise WeChatError(40004)
        if not content:
            raise WeChatError(41005)
        if len(content) > MOST_BYTES[kind]:
            raise WeChatError(TOO_LARGE[kind])
        content_type = kind_of(content)
        if content_type not in KINDS[kind]:
            raise WeChatError(40005)
        if kind == "voice" and seconds_of(content) > LONGEST:
            raise WeChatError(45007)
        return {"type": kind, "media_id": self.add(content, content_type), "created_at": int(self.clock.now())}


def kind_of(content: bytes) -> str:
    """The content type, told from the first bytes."""
    if content[4:8] == b"ftyp":
        return "video/mp4"
    return next((kind for beginning, kind in BEGINNINGS.items() if content.startswith(beginning)), "application/octet-stream")


def seconds_of(content: bytes) -> float:
    """How long a recording plays. Raises 40005 for what cannot be played."""
    try:
        with av.open(io.BytesIO(content), "r") as recording:
            return float(sum((packet.duration or 0) * (packet.time_base or 0) for packet in recording.demux(audio=0)))
    except (av.error.FFmpegError, IndexError) as wrong:
        raise WeChatError(40005) from wrong
