"""In which autumn a child begins school.

Source: Compulsory Education Law (NPC Standing Committee), article 11: at six.
By which day six must be reached is a rule of the province or the county; in
Hunan it is as a rule 31 August (湖南省中小学生学籍管理办法).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.decisions.calendar import add_months, read_date, say_age, whole_months
from bot.decisions.outcome import Outcome

TERM = (9, 1)
"""Month and day on which the school year begins."""


def school_age(answers: Mapping[str, Any], settings: Mapping[str, Any], today: date) -> Outcome | None:
    """Whether a child is old enough for the first form of the coming school year.

    Answers: `born` (ISO date).
    Settings: `years`, the age; `by`, optional: `08-31`, the day of the year of entry by which it is reached.
    Outcomes: `ready`; `not_yet`; `earlier`, old enough for a school year that has begun;
    `ask_locally`, where no such day is known and the birthday is in the year of entry.
    Values: `age` 5岁10个月, `year` 2027年, the year of entry (of `earlier` the last
    one that has begun), `day` the last day by which six is reached (only with `by`).
    """
    born = read_date(answers.get("born"))
    if born is None:
        return None
    years, by = _years(settings), _by(settings)
    coming = today.year + ((today.month, today.day) >= TERM)
    reached = add_months(born, years * 12)
    entry = reached.year + (by is not None and (reached.month, reached.day) > by)
    values = {"age": say_age(max(0, whole_months(born, today))), "year": f"{max(entry, coming - 1)}年"}
    if by is not None:
        values["day"] = f"{by[0]}月{by[1]}日"
    if entry > coming:
        return Outcome("not_yet", values)
    if entry < coming:
        return Outcome("earlier", values)
    return Outcome("ready" if by is not None else "ask_locally", values)


def _years(settings: Mapping[str, Any]) -> int:
    value = settings.get("years")
    if not isinstance(value, int) or isinstance(value, bool) or value <= 0:
        raise ValueError(f"`years` must be a whole number above 0, not {value!r}")
    return value


def _by(settings: Mapping[str, Any]) -> tuple[int, int] | None:
    if settings.get("by") is None:
        return None
    try:
        day = date.fromisoformat(f"2000-{settings['by']}")
    except ValueError as error:
        raise ValueError("`by` must be a month and a day: 08-31") from error
    return day.month, day.day
