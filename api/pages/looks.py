"""How the page looks in this browser: ordinary or for elders, how large the letters, how stark. Remembered in cookies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from fastapi import Request, Response

from api.pages.cookies import keep_choice

Mode = Literal["plain", "elder"]

MODE = "nuanban_mode"
SIZE: Mapping[Mode, str] = {"plain": "nuanban_size", "elder": "nuanban_elder_size"}
"""Each mode remembers a size of its own, so that who comes to the elder page for the first time finds large letters."""
CONTRAST = "nuanban_contrast"

SIZES = range(18, 31, 2)
"""Pixels: the steps of the slider."""
USUAL: Mapping[Mode, int] = {"plain": 18, "elder": 24}
HOMES: Mapping[Mode, str] = {"plain": "/", "elder": "/elder"}
SHEET = "/summary"
HANDING_OVER = "/handing-over"
HANDED_OVER = "/handed-over"


@dataclass(frozen=True)
class Looks:
    """One browser's choices."""

    mode: Mode
    size: int
    """One of SIZES."""
    contrast: Literal["high", "normal"] | None
    """None: as the device prefers."""

    @property
    def home(self) -> str:
        """Where the talk is in this mode."""
        return HOMES[self.mode]

    @property
    def classes(self) -> str:
        """Classes of the html element."""
        return " ".join((f"mode-{self.mode}", f"size-{self.size}", *((f"contrast-{self.contrast}",) if self.contrast else ())))


def looks_of(request: Request, mode: Mode | None = None) -> Looks:
    """What was chosen; `mode` where the address has already decided it."""
    mode = mode or mode_of(request)
    contrast = request.cookies.get(CONTRAST)
    return Looks(mode, _size(request.cookies.get(SIZE[mode], "")) or USUAL[mode], contrast if contrast in ("high", "normal") else None)  # type: ignore[arg-type]  # mypy does not narrow by `in`


def mode_of(request: Request) -> Mode:
    """The mode that this browser was in last."""
    return "elder" if request.cookies.get(MODE) == "elder" else "plain"


def place_of(request: Request, to: str) -> str:
    """Where a form leads back to: one of our own pages, whatever was sent."""
    return to if to in (*HOMES.values(), SHEET, HANDING_OVER) else HOMES[mode_of(request)]


def mode_at(request: Request, place: str) -> Mode:
    """The mode of the page at this place."""
    return next((mode for mode, home in HOMES.items() if home == place), mode_of(request))


def keep_looks(request: Request, response: Response, mode: Mode, form: Mapping[str, str]) -> None:
    """Remembers what the form chose of size and contrast; anything else is passed over."""
    if size := _size(form.get("size", "")):
        keep_choice(request, response, SIZE[mode], str(size))
    if form.get("contrast") in ("high", "normal"):
        keep_choice(request, response, CONTRAST, form["contrast"])


def _size(text: str) -> int | None:
    return int(text) if text in map(str, SIZES) else None
