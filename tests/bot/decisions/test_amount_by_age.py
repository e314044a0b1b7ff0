from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bot.decisions import Outcome
from bot.decisions.amount_by_age import amount_by_age

TODAY = date(2026, 11, 22)
TABLE = {"table": [{"from_age": 100, "yuan": 900}, {"from_age": 80, "yuan": 80}, {"from_age": 90, "yuan": 190}]}


@pytest.mark.parametrize(
    ("born", "expected"),
    [
        ("1946-11-22", Outcome("amount", {"age": "80岁", "yuan": "80元"})),
        ("1946-11-23", Outcome("too_young", {"age": "79岁", "from_age": "80岁", "day": "2026年11月23日"})),
        ("1936-11-23", Outcome("amount", {"age": "89岁", "yuan": "80元"})),
        ("1936-11-22", Outcome("amount", {"age": "90岁", "yuan": "190元"})),
        ("1921-05-01", Outcome("amount", {"age": "105岁", "yuan": "900元"})),
        ("2026-05-01", Outcome("too_young", {"age": "不满1岁", "from_age": "80岁", "day": "2106年5月1日"})),
    ],
)
def test_the_table_is_read_by_age_whatever_its_order(born: str, expected: Outcome) -> None:
    assert amount_by_age({"born": born}, TABLE, TODAY) == expected


def test_without_a_table_no_amount_is_made_up() -> None:
    assert amount_by_age({"born": "1940-01-01"}, {}, TODAY) == Outcome("no_table", {"age": "86岁"})


def test_it_waits_for_a_date() -> None:
    assert amount_by_age({}, TABLE, TODAY) is None


@pytest.mark.parametrize("table", [[80, 100], [{"from_age": 80}], [{"from_age": "eighty", "yuan": 1}]])
def test_a_table_with_a_hole_is_refused(table: Any) -> None:
    with pytest.raises(ValueError, match="table"):
        amount_by_age({"born": "1940-01-01"}, {"table": table}, TODAY)
