"""The minimum of the year of retirement: 15 years until 2029, 20 from 2039. Today is in 2026."""

from __future__ import annotations

from datetime import date

import pytest

from bot.decisions.pension_minimum import pension_minimum

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("sex", "born", "months", "name", "minimum", "highest", "missing"),
    [
        ("male", "1966-12-01", 120, "missing", "15年", "15年", "5年"),  # 60岁6个月: 2027
        ("male", "1970-03-01", 120, "missing", "16年", "16年", "6年"),  # 61岁4个月: 2031
        ("male", "1992-05-22", 60, "missing", "20年", "20年", "15年"),
        ("male", "1992-05-22", 240, "enough", "20年", "20年", "0个月"),
        ("female", "1992-05-22", 60, "missing", "20年", "20年", "15年"),
        ("female", "1979-05-01", 180, "depends", "16年", "18年零6个月", "3年零6个月"),  # 2031 or 2036
        ("female", "1979-05-01", 240, "enough", "18年零6个月", "18年零6个月", "0个月"),
    ],
)
def test_it_is_the_minimum_of_that_year(sex: str, born: str, months: int, name: str, minimum: str, highest: str, missing: str) -> None:
    outcome = pension_minimum({"sex": sex, "born": born, "months": months}, {}, TODAY)
    assert outcome is not None
    assert outcome.name == name
    assert (outcome.values["minimum"], outcome.values["highest"], outcome.values["missing"]) == (minimum, highest, missing)


@pytest.mark.parametrize("gone", ["sex", "born", "months"])
def test_nothing_is_said_before_all_is_known(gone: str) -> None:
    answers = {"sex": "male", "born": "1980-01-01", "months": 60}
    assert pension_minimum({k: v for k, v in answers.items() if k != gone}, {}, TODAY) is None
