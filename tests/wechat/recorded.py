"""The recordings beside this, and what they say (`recordings/said.yml`)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

RECORDINGS = Path(__file__).with_name("recordings")


@dataclass(frozen=True)
class Recording:
    """One voice message."""

    file: str
    text: str
    """What is said in it; at a space, nothing is said for `pause` seconds."""
    voice: str
    form: str
    """amrwb or amrnb."""
    mode: int
    pause: float = 0

    @property
    def data(self) -> bytes:
        """The AMR file."""
        return (RECORDINGS / f"{self.file}.amr").read_bytes()

    @property
    def rate(self) -> int:
        """Samples a second."""
        return 16_000 if self.form == "amrwb" else 8_000

    @property
    def said(self) -> str:
        """The words, as ears hear them."""
        return self.text.replace(" ", "")


@lru_cache
def recordings() -> tuple[Recording, ...]:
    """All of them."""
    return tuple(Recording(**row) for row in yaml.safe_load((RECORDINGS / "said.yml").read_text(encoding="utf-8")))


def recording(file: str) -> Recording:
    """The one of this name."""
    return next(one for one in recordings() if one.file == file)
