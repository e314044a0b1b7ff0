"""Whether somebody is young enough or old enough."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.decisions.calendar import add_months, read_date, say_age, say_date, whole_months
from bot.decisions.outcome import Outcome


def age_limit(answers: Mapping[str, Any], settings: Mapping[str, Any], today: date) -> Outcome | None:
    """An age against the limits that this region sets.

    Answers: `born` (ISO date).
    Settings, each optional: `max_months` (六个月内: that day still counts),
    `under_months` (未满六个月: that day no longer counts), `min_years`.
    Outcomes: `within`, `over`, `under`; `no_limit` where no limit is known.
    Values: `age` 3个月 or 4天, `limit` 6个月 or 80岁 and `day`: the last day within, or
    the day from which one is old enough (both only where a limit is known).
    """
    born = read_date(answers.get("born"))
    if born is None:
        return None
    age = _age(born, today)
    if (last := _last_day(born, settings)) is not None and today > last[1]:
        return Outcome("over", {"age": age, "limit": last[0], "day": say_date(last[1])})
    if (first := _first_day(born, settings)) is not None and today < first[1]:
        return Outcome("under", {"age": age, "limit": first[0], "day": say_date(first[1])})
    known = last or first
    if known is None:
        return Outcome("no_limit", {"age": age})
    return Outcome("within", {"age": age, "limit": known[0], "day": say_date(known[1])})


def _age(born: date, today: date) -> str:
    days = (today - born).days
    months = whole_months(born, today)
    return say_age(months) if months > 0 else f"{days}天" if days > 0 else "刚出生"


def _last_day(born: date, settings: Mapping[str, Any]) -> tuple[str, date] | None:
    if (months := _whole(settings, "max_months")) is not None:
        return say_age(months), add_months(born, months)
    if (months := _whole(settings, "under_months")) is not None:
        return say_age(months), date.fromordinal(add_months(born, months).toordinal() - 1)
    return None


def _first_day(born: date, settings: Mapping[str, Any]) -> tuple[str, date] | None:
    years = _whole(settings, "min_years")
    return None if years is None else (say_age(years * 12), add_months(born, years * 12))


def _whole(settings: Mapping[str, Any], name: str) -> int | None:
    value = settings.get(name)
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or value <= 0:
        raise ValueError(f"`{name}` must be a whole number above 0, not {value!r}")
    return value
