"""Whether somebody has been somewhere for long enough."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.decisions.calendar import add_months, month_number, read_date, say_month, say_span, whole_months
from bot.decisions.outcome import Outcome


def waiting_period(answers: Mapping[str, Any], settings: Mapping[str, Any], today: date) -> Outcome | None:
    """A time since some month against the least that is wanted; people know the month, not the day.

    Answers: `since` (ISO date or month).
    Settings: `months`, a whole number above 0.
    Outcomes: `reached`, `waiting`. Values: `span` 4个月 or 2年零1个月, how long it has been; `month` 2026年8月, in
    which it is long enough.
    """
    months = settings.get("months")
    if not isinstance(months, int) or isinstance(months, bool) or months <= 0:
        raise ValueError(f"`months` must be a whole number above 0, not {months!r}")
    since = read_date(answers.get("since"))
    if since is None:
        return None
    reached = today >= add_months(since, months)
    values = {"span": say_span(max(0, whole_months(since, today))), "month": say_month(month_number(since) + months)}
    return Outcome("reached" if reached else "waiting", values)
