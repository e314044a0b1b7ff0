"""How much somebody of this age receives."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.decisions.calendar import add_months, read_date, say_age, say_date, whole_months
from bot.decisions.outcome import Outcome


def amount_by_age(answers: Mapping[str, Any], settings: Mapping[str, Any], today: date) -> Outcome | None:
    """The amount that this region's table gives for an age.

    Answers: `born` (ISO date).
    Settings: `table`, a list of `{from_age: years, yuan: whole yuan}`.
    Outcomes: `amount`, `too_young`; `no_table` where no table is known.
    Values: `age` 83岁; `yuan` 100元 (amount); `from_age` 80岁 and `day`, from
    which one is old enough (too_young).
    """
    born = read_date(answers.get("born"))
    if born is None:
        return None
    years = max(0, whole_months(born, today)) // 12
    age = say_age(years * 12) if years else "不满1岁"
    table = _table(settings)
    if not table:
        return Outcome("no_table", {"age": age})
    reached = [yuan for from_age, yuan in table if years >= from_age]
    if reached:
        return Outcome("amount", {"age": age, "yuan": f"{reached[-1]}元"})
    first = table[0][0]
    return Outcome("too_young", {"age": age, "from_age": f"{first}岁", "day": say_date(add_months(born, first * 12))})


def _table(settings: Mapping[str, Any]) -> list[tuple[int, int]]:
    """(age, yuan), youngest first."""
    rows = settings.get("table") or []
    try:
        return sorted((int(row["from_age"]), int(row["yuan"])) for row in rows)
    except (TypeError, KeyError, ValueError) as error:
        raise ValueError("`table` must be a list of {from_age: years, yuan: amount}") from error
