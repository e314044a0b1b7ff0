"""Whether this is the time of the year for it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.decisions.calendar import say_date
from bot.decisions.outcome import Outcome


def season(answers: Mapping[str, Any], settings: Mapping[str, Any], today: date) -> Outcome | None:
    """A yearly time of application against today.

    Answers: `asked`, whatever was answered: it only says that the time matters.
    Settings, both or none: `first` and `last`, month and day: `05-10`, `06-30`. The time lies within one year.
    Outcomes: `open`, `closed`; `unknown` where no time is known.
    Values: `first` 2027年5月10日 and `last`, of this time or the next (not of `unknown`).
    """
    if answers.get("asked") is None:
        return None
    if settings.get("first") is None and settings.get("last") is None:
        return Outcome("unknown")
    first, last = _day(settings, "first", today.year), _day(settings, "last", today.year)
    if first > last:
        raise ValueError("`first` must not be later in the year than `last`")
    if today > last:
        first, last = _day(settings, "first", today.year + 1), _day(settings, "last", today.year + 1)
    values = {"first": say_date(first), "last": say_date(last)}
    return Outcome("open" if first <= today else "closed", values)


def _day(settings: Mapping[str, Any], name: str, year: int) -> date:
    try:
        return date.fromisoformat(f"{year}-{settings.get(name)}")
    except ValueError as error:
        raise ValueError(f"`{name}` must be a month and a day: 05-10") from error
