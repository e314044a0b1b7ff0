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
    """Why it is not: no application is open or handed in, there are enough, or it is no photograph of a usual size."""

    why: Literal["no_case", "too_many", "too_many_today", "unfit"]


KeepPicture = Callable[[str, bytes], PictureKept | PictureNotKept]
"""(conversation, file) → what became of it; the same file again is kept once. Blocks."""
