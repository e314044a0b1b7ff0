from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bot.decisions import Outcome
from bot.decisions.months_at_least import months_at_least

TODAY = date(2026, 11, 22)
THREE = {"min_months": 3}
"""关于放宽提取住房公积金支付房租条件的通知（建金〔2015〕19号）：连续足额缴存满三个月."""


@pytest.mark.parametrize(
    ("months", "expected"),
    [
        (0, Outcome("missing", {"months": "0个月", "minimum": "3个月", "missing": "3个月"})),
        (2, Outcome("missing", {"months": "2个月", "minimum": "3个月", "missing": "1个月"})),
        (3, Outcome("enough", {"months": "3个月", "minimum": "3个月", "missing": "0个月"})),
        (50, Outcome("enough", {"months": "4年零2个月", "minimum": "3个月", "missing": "0个月"})),
    ],
)
def test_months_are_compared_with_the_minimum(months: int, expected: Outcome) -> None:
    assert months_at_least({"months": months}, THREE, TODAY) == expected


@pytest.mark.parametrize("answers", [{}, {"months": None}, {"months": "三个月"}, {"months": True}, {"months": -1}])
def test_it_waits_for_a_number_of_months(answers: dict[str, object]) -> None:
    assert months_at_least(answers, THREE, TODAY) is None


@pytest.mark.parametrize("settings", [{}, {"min_months": 0}, {"min_months": "3"}, {"min_months": True}])
def test_without_a_minimum_it_is_refused(settings: Any) -> None:
    with pytest.raises(ValueError, match="min_months"):
        months_at_least({"months": 4}, settings, TODAY)
