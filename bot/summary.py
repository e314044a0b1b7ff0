"""What a resident takes home from a talk: one sheet for each service, to print or to keep as a picture."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime


@dataclass(frozen=True)
class Line:
    """One answer, as the review reads it back."""

    label: str
    value: str


@dataclass(frozen=True)
class Part:
    """What one department does."""

    title: str
    department: str
    days: int | None
    """Promised working days; None where none are promised."""


@dataclass(frozen=True)
class Thing:
    """Something to have ready."""

    title: str
    note: str | None


@dataclass(frozen=True)
class Counter:
    """Where one can go."""

    title: str
    address: str
    hours: str
    phone: str


@dataclass(frozen=True)
class Sheet:
    """All about one service. Its words are in the language it was made for."""

    service: str
    title: str
    hotline: str
    receipt: str | None = None
    """Twelve digits; None while nothing was handed in."""
    handed_in: datetime | None = None
    answers: tuple[Line, ...] = ()
    parts: tuple[Part, ...] = ()
    bring: tuple[Thing, ...] = ()
    """To carry to the counter."""
    photograph: tuple[Thing, ...] = ()
    """To have as pictures in the telephone."""
    photos: int = 0
    """Pictures that were sent already."""
    follow_ups: tuple[str, ...] = ()
    ways: tuple[str, ...] = ()
    """Online and at the counter, while nothing was handed in."""
    counter: Counter | None = None
    """The nearest one; None while it is not known where the resident is."""

    def opened(self, show: Callable[[str], str]) -> Sheet:
        """The sheet with its tokens opened by `show`."""
        return replace(self, answers=tuple(Line(line.label, show(line.value)) for line in self.answers))


@dataclass(frozen=True)
class Summary:
    """A talk's sheets: what is open or was asked about, then what was handed in, newest first."""

    sheets: tuple[Sheet, ...]
