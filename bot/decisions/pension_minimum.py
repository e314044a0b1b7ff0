"""Whether the years of contributions will be enough in the year in which somebody reaches the retirement age.

Source: Decision of the Standing Committee of the National People's Congress on
raising the statutory retirement age step by step, 13 September 2024, articles 1
and 2. Whether 50 or 55 was the former age of a woman without an employer differs
by place and file, so both are worked out.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.decisions.calendar import month_number, read_date, read_months, say_span
from bot.decisions.contribution_months import minimum_contribution_months
from bot.decisions.outcome import Outcome
from bot.decisions.statutory_retirement_age import STEPS, statutory_age_months

_STEPS = {"male": ("male",), "female": ("worker", "cadre")}


def pension_minimum(answers: Mapping[str, Any], _settings: Mapping[str, Any], today: date) -> Outcome | None:
    """Months paid against the minimum of the year of retirement.

    Answers: `months` (paid so far), `born` (ISO date), `sex` (male, female).
    Outcomes: `enough`, `missing`; `depends`, where the minimum is not the same
    for both ages of a woman and not both are reached.
    Values: `paid` 8年, `minimum` 20年, `missing` 12年 (0个月 when enough), and
    `highest` 20年, the minimum of the later age.
    """
    paid, born, steps = read_months(answers.get("months")), read_date(answers.get("born")), _STEPS.get(str(answers.get("sex")))
    if paid is None or born is None or steps is None:
        return None
    years = [max(today.year, (month_number(born) + statutory_age_months(STEPS[step], born)) // 12) for step in steps]
    least, most = minimum_contribution_months(min(years)), minimum_contribution_months(max(years))
    values = {"paid": say_span(paid), "minimum": say_span(least), "highest": say_span(most), "missing": say_span(max(0, most - paid))}
    if paid >= most:
        return Outcome("enough", values | {"minimum": say_span(most)})
    return Outcome("missing" if least == most else "depends", values)
