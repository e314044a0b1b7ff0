"""What becomes of a photograph, as the room that keeps it tells the bridge."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class PictureKept:
    """The picture is with an application."""

    service: str
    """Its title, as it is said to the resident."""


@dataclass(frozen=True)
class PictureNotKept:
    """Why it is not: no application is open or handed in, there are enough, it is too large, neither JPEG nor PNG, or lacks its end."""

    why: Literal["no_case", "too_many", "too_many_today", "too_large", "not_one", "cut_off"]


KeepPicture = Callable[[str, bytes], PictureKept | PictureNotKept]
"""(conversation, file) → what became of it; the same file again is kept once. Blocks."""
