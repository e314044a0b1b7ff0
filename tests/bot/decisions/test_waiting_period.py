"""Interim Regulations on Residence Permits (居住证暂行条例, State Council order 663), article 2: half a year."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bot.decisions import Outcome
from bot.decisions.waiting_period import waiting_period

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("since", "expected"),
    [
        ("2026-05-01", Outcome("reached", {"span": "6个月", "month": "2026年11月"})),
        ("2026-05", Outcome("reached", {"span": "6个月", "month": "2026年11月"})),
        ("2026-06-01", Outcome("waiting", {"span": "5个月", "month": "2026年12月"})),
        ("2024-10-01", Outcome("reached", {"span": "2年零1个月", "month": "2025年4月"})),
        ("2026-11-22", Outcome("waiting", {"span": "0个月", "month": "2027年5月"})),
    ],
)
def test_half_a_year_is_counted_from_the_month(since: str, expected: Outcome) -> None:
    assert waiting_period({"since": since}, {"months": 6}, TODAY) == expected


@pytest.mark.parametrize("answers", [{}, {"since": None}, {"since": "去年"}])
def test_it_waits_for_a_month(answers: dict[str, Any]) -> None:
    assert waiting_period(answers, {"months": 6}, TODAY) is None


@pytest.mark.parametrize("settings", [{}, {"months": -6}, {"months": "half a year"}])
def test_without_months_the_file_is_at_fault(settings: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="whole number"):
        waiting_period({"since": "2026-05-01"}, settings, TODAY)
