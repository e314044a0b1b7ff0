"""Until which day something is to be reported."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.decisions.calendar import add_months, read_date, say_date
from bot.decisions.outcome import Outcome


def deadline(answers: Mapping[str, Any], settings: Mapping[str, Any], today: date) -> Outcome | None:
    """The last day for something that is to be done within so many months of an event.

    Answers: `since` (ISO date of the event).
    Settings: `months`, a whole number above 0. That day still counts.
    Outcomes: `within`, `last_day` (that is today), `past`. Values: `day`.
    """
    months = settings.get("months")
    if not isinstance(months, int) or isinstance(months, bool) or months <= 0:
        raise ValueError(f"`months` must be a whole number above 0, not {months!r}")
    since = read_date(answers.get("since"))
    if since is None:
        return None
    last = add_months(since, months)
    name = "last_day" if today == last else "within" if today < last else "past"
    return Outcome(name, {"day": say_date(last)})
