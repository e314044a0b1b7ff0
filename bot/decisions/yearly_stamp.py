"""When a residence permit has to be stamped again.

Source: Interim Regulations on Residence Permits (居住证暂行条例, State Council order 663, in force from 1 January
2016), article 10: once a year, within the month before each full year; a permit that was not stamped does not work
until that has been made good.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.decisions.calendar import add_months, read_date, say_date
from bot.decisions.outcome import Outcome


def yearly_stamp(answers: Mapping[str, Any], _settings: Mapping[str, Any], today: date) -> Outcome | None:
    """The month in which the permit is to be stamped, and whether it is now.

    Answers: `last` (ISO date on which it was issued or last stamped).
    Outcomes: `due`, `early`, `lapsed`. Values: `first` and `day`, the first and the last day of that month.
    """
    last = read_date(answers.get("last"))
    if last is None:
        return None
    until, since = add_months(last, 12), add_months(last, 11)
    values = {"first": say_date(since), "day": say_date(until)}
    if today > until:
        return Outcome("lapsed", values)
    return Outcome("early" if today < since else "due", values)
