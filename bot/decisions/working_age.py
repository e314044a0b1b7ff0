"""Whether somebody is of an age at which one may join, where the upper limit is not the same for men and women."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.decisions.calendar import read_date, say_age, whole_months
from bot.decisions.outcome import Outcome


def working_age(answers: Mapping[str, Any], settings: Mapping[str, Any], today: date) -> Outcome | None:
    """An age against the limits that this region sets.

    Answers: `born` (ISO date), `sex` (male, female).
    Settings, all or none: `min_years` (from that birthday on), `under_years_male`
    and `under_years_female` (until that birthday), whole numbers above 0.
    Outcomes: `within`, `too_young`, `too_old`; `no_limit` where no limit is known.
    Values: `age` 42岁, and where limits are known `from_age` 16岁 and `under_age` 60岁.
    """
    born, sex = read_date(answers.get("born")), answers.get("sex")
    if born is None or sex not in ("male", "female"):
        return None
    years = max(0, whole_months(born, today)) // 12
    age = say_age(years * 12) if years else "不满1岁"
    if not settings:
        return Outcome("no_limit", {"age": age})
    least, below = _whole(settings, "min_years"), _whole(settings, f"under_years_{sex}")
    values = {"age": age, "from_age": f"{least}岁", "under_age": f"{below}岁"}
    if years < least:
        return Outcome("too_young", values)
    return Outcome("within" if years < below else "too_old", values)


def _whole(settings: Mapping[str, Any], name: str) -> int:
    value = settings.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or value <= 0:
        raise ValueError(f"`{name}` must be a whole number above 0, not {value!r}")
    return value
