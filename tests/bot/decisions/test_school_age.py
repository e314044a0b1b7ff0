from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bot.decisions import Outcome
from bot.decisions.school_age import school_age

TODAY = date(2026, 11, 22)
LAW = "义务教育法第十一条"
HUNAN = "湖南省中小学生学籍管理办法: 8月31日"
BY = {"years": 6, "by": "08-31"}


@pytest.mark.parametrize(
    ("source", "born", "settings", "today", "name", "age", "year"),
    [
        (HUNAN, "2021-08-31", BY, TODAY, "ready", "5岁2个月", "2027年"),
        (HUNAN, "2021-09-01", BY, TODAY, "not_yet", "5岁2个月", "2028年"),
        (HUNAN, "2020-09-01", BY, TODAY, "ready", "6岁2个月", "2027年"),
        (HUNAN, "2020-08-31", BY, TODAY, "earlier", "6岁2个月", "2026年"),
        (HUNAN, "2017-05-04", BY, TODAY, "earlier", "9岁6个月", "2026年"),
        (HUNAN, "2024-02-29", BY, TODAY, "not_yet", "2岁8个月", "2030年"),
        ("before the school year begins", "2020-08-31", BY, date(2026, 8, 31), "ready", "6岁", "2026年"),
        ("on the day on which it begins", "2020-08-31", BY, date(2026, 9, 1), "earlier", "6岁", "2026年"),
        (LAW, "2021-06-01", {"years": 6}, TODAY, "ask_locally", "5岁5个月", "2027年"),
        (LAW, "2020-06-01", {"years": 6}, TODAY, "earlier", "6岁5个月", "2026年"),
        (LAW, "2022-01-01", {"years": 6}, TODAY, "not_yet", "4岁10个月", "2028年"),
    ],
)
def test_the_autumn_in_which_school_begins(
    source: str, born: str, settings: dict[str, Any], today: date, name: str, age: str, year: str
) -> None:
    values = {"age": age, "year": year} | ({"day": "8月31日"} if "by" in settings else {})
    assert school_age({"born": born}, settings, today) == Outcome(name, values), source


@pytest.mark.parametrize("answers", [{}, {"born": None}, {"born": "六岁"}])
def test_it_waits_for_a_date(answers: dict[str, Any]) -> None:
    assert school_age(answers, BY, TODAY) is None


@pytest.mark.parametrize("settings", [{}, {"years": "six"}, {"years": 6, "by": "31 August"}, {"years": 6, "by": "02-30"}])
def test_settings_that_are_no_age_or_day_are_refused(settings: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="must be"):
        school_age({"born": "2020-01-01"}, settings, TODAY)
