"""In which years a child's childcare allowance is claimed, and how much it is this year.

Sources: 育儿补贴制度实施方案 (General Offices of the Central Committee and the
State Council, July 2025): from 1 January 2025 a yearly amount for each child
until its third birthday, by months for children born before that day; and the
guide of Hunan's service portal (育儿补贴申领办事指南, July 2026): claimed by the
year, until 31 December; born from 2025 on, first in the year of birth or the
next and then in the two years after; born in 2024 three times, in 2023 twice,
in 2022 once. The month of the third birthday counts: otherwise a child of
January 2023 would not have the second claim that the guide names. The first
claim for a child born before 2025 was due by the end of 2025: afterwards the
street office decides, and nothing is promised here.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.decisions.calendar import read_date, say_age, say_date, whole_months
from bot.decisions.outcome import Outcome

YEARS = 3
"""Until this birthday, and in so many years."""


def childcare_instalments(answers: Mapping[str, Any], settings: Mapping[str, Any], today: date) -> Outcome | None:
    """The claim of this year, and the years of those that are left.

    Answers: `born` (ISO date), `claimed` (none, earlier, this_year).
    Settings: `yearly_yuan`, whole yuan that can be divided by twelve; `first_year`, the year from which it is paid.
    Outcomes: `yearly` (the whole amount this year), `second_or_last` (the same, and
    whether next year follows depends on the year of the first claim, which was not
    asked), `by_months` (the last claim, for some months), `ended` (no year is left), `too_old` (three before the allowance
    began), `late` (the first claim is overdue, or which one it is cannot be told).
    Values: `age` 1岁2个月; unless too old or late also `years` 2026年、2027年, those
    left (of `ended`, the last one); with a claim this year `yuan` 3600元, `months`
    8个月 that it is for, `until` the last day.
    """
    born = read_date(answers.get("born"))
    claimed = answers.get("claimed")
    if born is None or claimed is None:
        return None
    yearly, first_year = _whole(settings, "yearly_yuan"), _whole(settings, "first_year")
    age = say_age(max(0, whole_months(born, today)))
    if born.year + YEARS < first_year:
        return Outcome("too_old", {"age": age})
    first = claimed == "none"
    years = _years(born.year, first_year, today.year, first=first)
    if years is None:
        return Outcome("late", {"age": age})
    left = [year for year in years if year >= today.year]
    if not left:
        return Outcome("ended", {"age": age, "years": f"{years[-1]}年"})
    if first and born.year < first_year < today.year:
        return Outcome("late", {"age": age})
    months = born.month if today.year == born.year + YEARS and born.year < first_year else 12
    values = {
        "age": age,
        "years": "、".join(f"{year}年" for year in left),
        "yuan": f"{yearly * months // 12}元",
        "months": f"{months}个月",
        "until": say_date(date(today.year, 12, 31)),
    }
    if months < 12:
        return Outcome("by_months", values)
    open_end = not first and first_year <= born.year == today.year - 2
    return Outcome("second_or_last" if open_end else "yearly", values)


def _years(birth: int, first_year: int, this_year: int, *, first: bool) -> list[int] | None:
    """The years of this child's claims; None when they cannot be told."""
    if birth < first_year:
        return list(range(first_year, birth + YEARS + 1))
    if first:
        return list(range(this_year, this_year + YEARS)) if this_year <= birth + 1 else None
    return list(range(birth, birth + YEARS)) if this_year < birth + YEARS else None


def _whole(settings: Mapping[str, Any], name: str) -> int:
    value = settings.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or value <= 0:
        raise ValueError(f"`{name}` must be a whole number above 0, not {value!r}")
    return value
