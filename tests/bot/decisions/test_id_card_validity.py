"""Resident Identity Card Law (居民身份证法), article 5: every row."""

from __future__ import annotations

from datetime import date

import pytest

from bot.decisions import Outcome
from bot.decisions.id_card_validity import id_card_validity

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("born", "expected"),
    [
        ("2026-10-13", Outcome("five_years", {"age": "不满1岁"})),
        ("2010-11-23", Outcome("five_years", {"age": "15岁"})),
        ("2010-11-22", Outcome("ten_years", {"age": "16岁"})),
        ("2000-11-23", Outcome("ten_years", {"age": "25岁"})),
        ("2000-11-22", Outcome("twenty_years", {"age": "26岁"})),
        ("1980-11-23", Outcome("twenty_years", {"age": "45岁"})),
        ("1980-11-22", Outcome("lifelong", {"age": "46岁"})),
        ("1926-10-22", Outcome("lifelong", {"age": "100岁"})),
    ],
)
def test_the_age_decides(born: str, expected: Outcome) -> None:
    assert id_card_validity({"born": born}, {}, TODAY) == expected


def test_it_waits_for_a_birthday() -> None:
    assert id_card_validity({}, {}, TODAY) is None
