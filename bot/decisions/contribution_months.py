"""Whether somebody has paid long enough for a monthly pension.

Source: Decision of the Standing Committee of the National People's Congress on
raising the statutory retirement age step by step, 13 September 2024: 15 years
until 2029, six months more each year from 2030, 20 years from 2039.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.decisions.calendar import read_months, say_span
from bot.decisions.outcome import Outcome


def minimum_contribution_months(year: int) -> int:
    """The fewest months of contributions for a monthly pension that starts in this year."""
    return 15 * 12 + 6 * min(max(year - 2029, 0), 10)


def contribution_months(answers: Mapping[str, Any], _settings: Mapping[str, Any], today: date) -> Outcome | None:
    """Months paid against this year's minimum.

    Answers: `months` (deemed ones, 视同, included).
    Outcomes: `enough`, `missing`. Values: `paid` 14年零2个月, `minimum` 15年,
    `missing` 10个月 (0个月 when enough).
    """
    paid = read_months(answers.get("months"))
    if paid is None:
        return None
    minimum = minimum_contribution_months(today.year)
    values = {"paid": say_span(paid), "minimum": say_span(minimum), "missing": say_span(max(0, minimum - paid))}
    return Outcome("enough" if paid >= minimum else "missing", values)
