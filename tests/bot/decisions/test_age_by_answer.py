"""Least ages for a certificate of disability: speech from 3, mental from 2 (guide of Hunan province, July 2026)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bot.decisions import Outcome
from bot.decisions.age_by_answer import age_by_answer

TODAY = date(2026, 11, 22)
SETTINGS = {"min_years": {"speech": 3, "mental": 2}}


@pytest.mark.parametrize(
    ("born", "answer", "expected"),
    [
        ("2023-11-22", "speech", Outcome("old_enough", {"age": "3岁", "limit": "3岁", "day": "2026年11月22日"})),
        ("2023-11-23", "speech", Outcome("too_young", {"age": "2岁11个月", "limit": "3岁", "day": "2026年11月23日"})),
        ("2024-11-22", "mental", Outcome("old_enough", {"age": "2岁", "limit": "2岁", "day": "2026年11月22日"})),
        ("2025-05-01", "mental", Outcome("too_young", {"age": "1岁6个月", "limit": "2岁", "day": "2027年5月1日"})),
        ("2026-01-01", "sight", Outcome("no_limit", {"age": "10个月"})),
        ("2024-02-29", "speech", Outcome("too_young", {"age": "2岁8个月", "limit": "3岁", "day": "2027年2月28日"})),
    ],
)
def test_the_least_age_goes_with_the_answer(born: str, answer: str, expected: Outcome) -> None:
    assert age_by_answer({"born": born, "answer": answer}, SETTINGS, TODAY) == expected


def test_without_a_table_nobody_is_too_young() -> None:
    assert age_by_answer({"born": "2026-01-01", "answer": "speech"}, {}, TODAY) == Outcome("no_limit", {"age": "10个月"})


@pytest.mark.parametrize("answers", [{}, {"born": "2020-01-01"}, {"answer": "speech"}])
def test_it_waits_for_both_answers(answers: dict[str, str]) -> None:
    assert age_by_answer(answers, SETTINGS, TODAY) is None


@pytest.mark.parametrize("table", [3, {"speech": "three"}, {"speech": 0}])
def test_a_table_that_is_none_is_refused(table: Any) -> None:
    with pytest.raises(ValueError, match="min_years"):
        age_by_answer({"born": "2020-01-01", "answer": "speech"}, {"min_years": table}, TODAY)
