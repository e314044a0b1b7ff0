"""When somebody retires by law.

Source: Decision of the Standing Committee of the National People's Congress on
raising the statutory retirement age step by step, 13 September 2024, with its
tables; in force from 1 January 2025, in the whole country.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.decisions.calendar import month_number, read_date, read_months, say_age, say_month, say_span
from bot.decisions.contribution_months import minimum_contribution_months
from bot.decisions.outcome import Outcome

FLEXIBLE_MONTHS = 36
"""One may go this much earlier with enough contributions, or this much later by agreement."""


@dataclass(frozen=True)
class Step:
    """How one former retirement age rises."""

    former_months: int
    first_birth: date
    """Born before this month, the former age stays."""
    births_per_month: int
    """Every so many months of birth the age rises by one month."""
    most: int
    """It rises by no more than this, in months."""


STEPS = {
    "male": Step(60 * 12, date(1965, 1, 1), 4, 36),
    "cadre": Step(55 * 12, date(1970, 1, 1), 4, 36),
    "worker": Step(50 * 12, date(1975, 1, 1), 2, 60),
}
"""Men, women formerly 55 (管理、技术岗), women formerly 50 (生产、操作岗)."""


def statutory_age_months(step: Step, birth: date) -> int:
    """The statutory age in months of somebody born in this month."""
    late = month_number(birth) - month_number(step.first_birth)
    delay = min(late // step.births_per_month + 1, step.most) if late >= 0 else 0
    return step.former_months + delay


def statutory_retirement_age(answers: Mapping[str, Any], _settings: Mapping[str, Any], today: date) -> Outcome | None:
    """Whether the statutory age is reached, or when.

    Answers: `sex` (male, female), `category` (of a woman: cadre, worker),
    `birth` (ISO date or month), `months` (contributions; needed only by
    somebody between the earliest and the statutory month).
    Outcomes: `reached`, `early_possible` (old enough and paid long enough to go
    early of one's own will), `not_yet`.
    Values: `age` 60岁5个月, `month` 2026年12月, `earliest`, `latest` (months),
    `wait` 1年零2个月 until the statutory month (0个月 once reached).
    """
    birth, step = read_date(answers.get("birth")), _step(answers)
    if birth is None or step is None:
        return None
    age = statutory_age_months(step, birth)
    now, month = month_number(today), month_number(birth) + age
    earliest = month_number(birth) + max(step.former_months, age - FLEXIBLE_MONTHS)
    values = {
        "age": say_age(age),
        "month": say_month(month),
        "earliest": say_month(earliest),
        "latest": say_month(month + FLEXIBLE_MONTHS),
        "wait": say_span(max(0, month - now)),
    }
    if now >= month:
        return Outcome("reached", values)
    if now < earliest:
        return Outcome("not_yet", values)
    months = read_months(answers.get("months"))
    if months is None:
        return None
    return Outcome("early_possible" if months >= minimum_contribution_months(today.year) else "not_yet", values)


def _step(answers: Mapping[str, Any]) -> Step | None:
    if answers.get("sex") == "male":
        return STEPS["male"]
    category = answers.get("category")
    return STEPS[category] if answers.get("sex") == "female" and category in ("cadre", "worker") else None
