"""What an AMR file holds, told from its first bytes and the lengths of its frames, before any decoder sees it.

The file is a mark and then frames of 20 ms, each with one byte in front that
says how long it is (RFC 4867, sections 5.1 and 5.3).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from voice.audio import FRAME, BadSound

Form = Literal["amrnb", "amrwb"]

LARGEST = 1_000_000
"""Bytes. A minute at the highest rate of AMR-WB takes 183,000."""
LONGEST = 62.0
"""Seconds. A voice message lasts a minute at most."""

_MARKS: Mapping[bytes, Form] = MappingProxyType({b"#!AMR\n": "amrnb", b"#!AMR-WB\n": "amrwb"})
_RATES: Mapping[Form, int] = MappingProxyType({"amrnb": 8_000, "amrwb": 16_000})
_NOTHING = 15
"""The kind of frame that stands for 20 ms in which nothing was sent."""
_QUIET = 6
"""Bytes of a frame that describes the quiet; those in which nothing was sent have one."""
_SIZES: Mapping[Form, Mapping[int, int]] = MappingProxyType(
    {
        "amrnb": dict(enumerate((13, 14, 16, 18, 20, 21, 27, 32, 6))) | {_NOTHING: 1},
        "amrwb": dict(enumerate((18, 24, 33, 37, 41, 47, 51, 59, 61, 6))) | {14: 1, _NOTHING: 1},
    }
)
"""Bytes of a frame of each kind, its first byte included; kinds not named here are reserved."""
_ZEROS = 0b1000_0011
"""Bits of a frame's first byte that are always 0."""
_OTHERS: Mapping[bytes, str] = MappingProxyType(
    {
        b"OggS": "Ogg (speex or Opus)",
        b"Speex": "speex",
        b"#!SPEEX": "speex",
        b"#!SILK": "SILK",
        b"\x02#!SILK": "SILK",
        b"#!AMR": "AMR of several channels",
        b"RIFF": "WAV",
        b"ID3": "MP3",
        b"\xff\xfb": "MP3",
        b"\xff\xf3": "MP3",
        b"fLaC": "FLAC",
        b"{": "JSON",
    }
)


@dataclass(frozen=True)
class Amr:
    """A file's whole frames, few enough."""

    form: Form
    frames: tuple[bytes, ...]
    """Each with its first byte."""

    @property
    def rate(self) -> int:
        """Samples a second: 8,000 or 16,000."""
        return _RATES[self.form]

    @property
    def of_each(self) -> int:
        """Samples of one frame."""
        return round(FRAME * self.rate)

    def speaks(self, frame: bytes) -> bool:
        """Whether there is sound in it; not in those that only tell of silence."""
        return len(frame) > _QUIET


def read_amr(data: bytes) -> Amr:
    """What the file holds; a last frame that lacks its end is left out. Raises BadSound for what is no AMR of one channel, is damaged,
    too long or empty."""
    if len(data) > LARGEST:
        raise BadSound(f"{len(data):,} bytes are too many for a voice message")
    mark, form = next(((mark, form) for mark, form in _MARKS.items() if data.startswith(mark)), (b"", None))
    if form is None:
        raise BadSound(_refusal(data))
    frames = tuple(_frames(data, len(mark), _SIZES[form]))
    if not frames:
        raise BadSound("an AMR file without any sound")
    return Amr(form, frames)


def _frames(data: bytes, at: int, sizes: Mapping[int, int]) -> Iterator[bytes]:
    room = round(LONGEST / FRAME)
    while at < len(data):
        size = None if data[at] & _ZEROS else sizes.get(data[at] >> 3)
        if size is None:
            raise BadSound(f"byte {at} begins no frame of AMR")
        if at + size > len(data):
            return  # cut off on its way: the 20 ms are not missed
        if room == 0:
            raise BadSound(f"more than {LONGEST:.0f} seconds are too long for a voice message")
        yield data[at : at + size]
        at += size
        room -= 1


def _refusal(data: bytes) -> str:
    if not data:
        return "a file without content"
    other = next((name for mark, name in _OTHERS.items() if data.startswith(mark)), None)
    return f"{other}, not AMR" if other else "no AMR file"
