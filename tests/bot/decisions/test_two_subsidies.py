"""Who has a claim to which subsidy: State Council, Guofa [2015] No. 52, part two."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bot.decisions import Outcome
from bot.decisions.two_subsidies import two_subsidies

TODAY = date(2026, 11, 22)
AMOUNTS = {"living_yuan": 88, "care_yuan": {"one": 128, "two": 98}}


@pytest.mark.parametrize(
    ("level", "low_income", "name", "yuan"),
    [
        ("one", "dibao", "both", "216元"),
        ("two", "dibao", "both", "186元"),
        ("three", "dibao", "living", "88元"),
        ("four", "dibao", "living", "88元"),
        ("one", "none", "care", "128元"),
        ("two", "edge", "care", "98元"),
    ],
)
def test_a_claim_follows_from_grade_and_household(level: str, low_income: str, name: str, yuan: str) -> None:
    answers = {"level": level, "low_income": low_income}
    assert two_subsidies(answers, AMOUNTS, TODAY) == Outcome(name, {"yuan": yuan})
    assert two_subsidies(answers, {}, TODAY) == Outcome(name)


@pytest.mark.parametrize(("level", "low_income"), [("three", "none"), ("four", "edge"), ("none", "dibao"), ("none", "none")])
def test_some_have_no_claim(level: str, low_income: str) -> None:
    assert two_subsidies({"level": level, "low_income": low_income}, AMOUNTS, TODAY) == Outcome("neither")


@pytest.mark.parametrize("answers", [{}, {"level": "one"}, {"low_income": "dibao"}])
def test_it_waits_for_both_answers(answers: dict[str, str]) -> None:
    assert two_subsidies(answers, AMOUNTS, TODAY) is None


@pytest.mark.parametrize(
    "settings", [{"living_yuan": 88}, {"care_yuan": {"one": 1, "two": 1}}, {"living_yuan": 8, "care_yuan": {"one": 1}}]
)
def test_amounts_with_a_hole_are_refused(settings: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="living_yuan"):
        two_subsidies({"level": "one", "low_income": "dibao"}, settings, TODAY)
