from __future__ import annotations

from datetime import date

import pytest

from bot.decisions import Outcome
from bot.decisions.contribution_months import contribution_months, minimum_contribution_months


@pytest.mark.parametrize(
    ("year", "months"),
    [(2025, 180), (2026, 180), (2029, 180), (2030, 186), (2031, 192), (2034, 210), (2038, 234), (2039, 240), (2040, 240), (2100, 240)],
)
def test_the_minimum_of_each_year(year: int, months: int) -> None:
    assert minimum_contribution_months(year) == months


@pytest.mark.parametrize(
    ("paid", "today", "expected"),
    [
        (216, date(2026, 11, 22), Outcome("enough", {"paid": "18年", "minimum": "15年", "missing": "0个月"})),
        (180, date(2026, 11, 22), Outcome("enough", {"paid": "15年", "minimum": "15年", "missing": "0个月"})),
        (179, date(2026, 11, 22), Outcome("missing", {"paid": "14年零11个月", "minimum": "15年", "missing": "1个月"})),
        (144, date(2026, 11, 22), Outcome("missing", {"paid": "12年", "minimum": "15年", "missing": "3年"})),
        (0, date(2026, 11, 22), Outcome("missing", {"paid": "0个月", "minimum": "15年", "missing": "15年"})),
        (183, date(2029, 12, 31), Outcome("enough", {"paid": "15年零3个月", "minimum": "15年", "missing": "0个月"})),
        (183, date(2030, 1, 1), Outcome("missing", {"paid": "15年零3个月", "minimum": "15年零6个月", "missing": "3个月"})),
    ],
)
def test_what_is_missing_is_said_in_years_and_months(paid: int, today: date, expected: Outcome) -> None:
    assert contribution_months({"months": paid}, {}, today) == expected


@pytest.mark.parametrize("answers", [{}, {"months": None}, {"months": "十五年"}, {"months": True}, {"months": -1}])
def test_it_waits_for_a_number_of_months(answers: dict[str, object]) -> None:
    assert contribution_months(answers, {}, date(2026, 11, 22)) is None
