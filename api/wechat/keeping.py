"""What becomes of a photograph, as the room that keeps it tells the bridge."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class PictureKept:
    """The picture is with an application."""

    service: str
    """Its title, as it is said to the resident."""
    handed_in: bool = False
    """Whether that one was handed in already."""


@dataclass(frozen=True)
class PictureBetween:
    """The picture is kept and may be for either of two; it lies with the open one until its resident has said which."""

    open: str
    handed_in: str
    """Titles of their services."""


@dataclass(frozen=True)
class PictureNotKept:
    """Why it is not: no application is open or handed in, there are enough, it is too large, neither JPEG nor PNG, or lacks its end."""

    why: Literal["no_case", "too_many", "too_many_today", "too_large", "not_one", "cut_off"]


Place = Literal["open", "handed_in"]

KeepPicture = Callable[[str, bytes, Collection[str]], PictureKept | PictureBetween | PictureNotKept]
"""(conversation, file, by what the resident is known) → what became of it; the same file again is kept once. Blocks."""
PlacePictures = Callable[[str, Place], PictureKept | None]
"""(conversation, which of the two) → where what was kept between two is now; None when there is no such picture. Blocks."""
