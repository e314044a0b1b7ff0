from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bot.decisions import Outcome
from bot.decisions.age_limit import age_limit

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("born", "settings", "expected"),
    [
        ("2026-11-18", {"max_months": 6}, Outcome("within", {"age": "4天", "limit": "6个月", "day": "2027年5月18日"})),
        ("2026-05-22", {"max_months": 6}, Outcome("within", {"age": "6个月", "limit": "6个月", "day": "2026年11月22日"})),
        ("2026-05-21", {"max_months": 6}, Outcome("over", {"age": "6个月", "limit": "6个月", "day": "2026年11月21日"})),
        ("2026-05-22", {"under_months": 6}, Outcome("over", {"age": "6个月", "limit": "6个月", "day": "2026年11月21日"})),
        ("2026-05-23", {"under_months": 6}, Outcome("within", {"age": "5个月", "limit": "6个月", "day": "2026年11月22日"})),
        ("2025-11-23", {"under_months": 12}, Outcome("within", {"age": "11个月", "limit": "1岁", "day": "2026年11月22日"})),
        ("2025-11-22", {"under_months": 12}, Outcome("over", {"age": "1岁", "limit": "1岁", "day": "2026年11月21日"})),
        ("2026-08-31", {"max_months": 6}, Outcome("within", {"age": "2个月", "limit": "6个月", "day": "2027年2月28日"})),
        ("1946-11-22", {"min_years": 80}, Outcome("within", {"age": "80岁", "limit": "80岁", "day": "2026年11月22日"})),
        ("1946-11-23", {"min_years": 80}, Outcome("under", {"age": "79岁11个月", "limit": "80岁", "day": "2026年11月23日"})),
        ("1948-02-29", {"min_years": 79}, Outcome("under", {"age": "78岁8个月", "limit": "79岁", "day": "2027年2月28日"})),
        ("2020-01-01", {}, Outcome("no_limit", {"age": "6岁10个月"})),
        ("2026-11-22", {}, Outcome("no_limit", {"age": "刚出生"})),
        ("2026-12-01", {"max_months": 6}, Outcome("within", {"age": "刚出生", "limit": "6个月", "day": "2027年6月1日"})),
    ],
)
def test_a_birthday_against_a_limit(born: str, settings: dict[str, int], expected: Outcome) -> None:
    assert age_limit({"born": born}, settings, TODAY) == expected


@pytest.mark.parametrize("answers", [{}, {"born": None}, {"born": "前天"}, {"born": "2026-02-30"}])
def test_it_waits_for_a_date(answers: dict[str, Any]) -> None:
    assert age_limit(answers, {"max_months": 6}, TODAY) is None


@pytest.mark.parametrize("settings", [{"max_months": "six"}, {"min_years": 0}, {"under_months": True}])
def test_a_limit_that_is_no_number_is_refused(settings: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="whole number"):
        age_limit({"born": "2026-01-01"}, settings, TODAY)
