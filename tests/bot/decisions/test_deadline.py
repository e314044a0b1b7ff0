"""Household Registration Regulations (户口登记条例, 1958), article 8: a death is reported within a month."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bot.decisions import Outcome
from bot.decisions.deadline import deadline

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("since", "months", "expected"),
    [
        ("2026-11-15", 1, Outcome("within", {"day": "2026年12月15日"})),
        ("2026-10-22", 1, Outcome("last_day", {"day": "2026年11月22日"})),  # that day still counts
        ("2026-10-21", 1, Outcome("past", {"day": "2026年11月21日"})),
        ("2026-01-31", 1, Outcome("past", {"day": "2026年2月28日"})),  # a shorter month ends it sooner
        ("2026-11-22", 3, Outcome("within", {"day": "2027年2月22日"})),
    ],
)
def test_the_last_day_is_the_same_day_so_many_months_later(since: str, months: int, expected: Outcome) -> None:
    assert deadline({"since": since}, {"months": months}, TODAY) == expected


@pytest.mark.parametrize("answers", [{}, {"since": None}, {"since": "上周三"}])
def test_it_waits_for_a_date(answers: dict[str, Any]) -> None:
    assert deadline(answers, {"months": 1}, TODAY) is None


@pytest.mark.parametrize("settings", [{}, {"months": 0}, {"months": "one"}, {"months": True}])
def test_without_months_the_file_is_at_fault(settings: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="whole number"):
        deadline({"since": "2026-11-15"}, settings, TODAY)
