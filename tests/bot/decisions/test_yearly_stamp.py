"""Interim Regulations on Residence Permits (居住证暂行条例, State Council order 663), article 10: every row."""

from __future__ import annotations

from datetime import date

import pytest

from bot.decisions import Outcome
from bot.decisions.yearly_stamp import yearly_stamp

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        ("2025-12-10", Outcome("due", {"first": "2026年11月10日", "day": "2026年12月10日"})),
        ("2025-11-22", Outcome("due", {"first": "2026年10月22日", "day": "2026年11月22日"})),  # the last day
        ("2025-12-22", Outcome("due", {"first": "2026年11月22日", "day": "2026年12月22日"})),  # the first day
        ("2025-12-23", Outcome("early", {"first": "2026年11月23日", "day": "2026年12月23日"})),
        ("2025-11-21", Outcome("lapsed", {"first": "2026年10月21日", "day": "2026年11月21日"})),
        ("2024-02-29", Outcome("lapsed", {"first": "2025年1月29日", "day": "2025年2月28日"})),
    ],
)
def test_it_is_stamped_in_the_month_before_a_full_year(last: str, expected: Outcome) -> None:
    assert yearly_stamp({"last": last}, {}, TODAY) == expected


def test_it_waits_for_the_day_on_the_permit() -> None:
    assert yearly_stamp({}, {}, TODAY) is None
