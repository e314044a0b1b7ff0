from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bot.decisions import Outcome
from bot.decisions.working_age import working_age

TODAY = date(2026, 11, 22)
HUNAN = {"min_years": 16, "under_years_male": 60, "under_years_female": 55}
"""灵活就业参保“一件事”办事指南（湖南省政务服务平台）：年满十六周岁，男不满六十周岁，女不满五十五周岁."""
OF_MEN = {"from_age": "16岁", "under_age": "60岁"}
OF_WOMEN = {"from_age": "16岁", "under_age": "55岁"}


@pytest.mark.parametrize(
    ("born", "sex", "expected"),
    [
        ("2010-11-22", "male", Outcome("within", {"age": "16岁", **OF_MEN})),
        ("2010-11-23", "female", Outcome("too_young", {"age": "15岁", **OF_WOMEN})),
        ("1966-11-23", "male", Outcome("within", {"age": "59岁", **OF_MEN})),
        ("1966-11-22", "male", Outcome("too_old", {"age": "60岁", **OF_MEN})),
        ("1971-11-23", "female", Outcome("within", {"age": "54岁", **OF_WOMEN})),
        ("1971-11-22", "female", Outcome("too_old", {"age": "55岁", **OF_WOMEN})),
        ("2026-05-01", "female", Outcome("too_young", {"age": "不满1岁", **OF_WOMEN})),
    ],
)
def test_men_and_women_have_limits_of_their_own(born: str, sex: str, expected: Outcome) -> None:
    assert working_age({"born": born, "sex": sex}, HUNAN, TODAY) == expected


def test_where_no_limit_is_known_none_is_made_up() -> None:
    assert working_age({"born": "1960-01-01", "sex": "male"}, {}, TODAY) == Outcome("no_limit", {"age": "66岁"})


@pytest.mark.parametrize("answers", [{}, {"born": "1980-01-01"}, {"sex": "male"}, {"born": "1980-01-01", "sex": "both"}])
def test_it_waits_for_birth_and_sex(answers: dict[str, object]) -> None:
    assert working_age(answers, HUNAN, TODAY) is None


@pytest.mark.parametrize("settings", [{"min_years": 16}, {**HUNAN, "under_years_male": "60"}, {**HUNAN, "min_years": 0}])
def test_a_half_known_limit_is_refused(settings: Any) -> None:
    with pytest.raises(ValueError, match="years"):
        working_age({"born": "1980-01-01", "sex": "male"}, settings, TODAY)
