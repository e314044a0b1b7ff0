from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bot.decisions import Outcome
from bot.decisions.household_and_home import household_and_home

TODAY = date(2026, 11, 22)
HOMES = {"homes": ["own", "contract"]}


@pytest.mark.parametrize(
    ("household", "home", "expected"),
    [
        ("yes", "own", "both"),
        ("yes", "contract", "both"),
        ("yes", "rent", "household_only"),
        ("yes", "elder", "household_only"),
        ("no", "own", "home_only"),
        ("no", "rent", "neither"),
    ],
)
def test_the_order_of_the_guide(household: str, home: str, expected: str) -> None:
    """湖南省政务服务平台, 教育入学办事指南, 2026-07: 户 is the child's own, 房 the child's or the parents'."""
    assert household_and_home({"household": household, "home": home}, HOMES, TODAY) == Outcome(expected)


@pytest.mark.parametrize("answers", [{}, {"household": "yes"}, {"home": "own"}])
def test_it_waits_for_both(answers: dict[str, Any]) -> None:
    assert household_and_home(answers, HOMES, TODAY) is None


@pytest.mark.parametrize("settings", [{}, {"homes": "own"}, {"homes": []}, {"homes": [1]}])
def test_it_must_know_what_counts_as_a_home(settings: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="homes"):
        household_and_home({"household": "yes", "home": "own"}, settings, TODAY)
