"""Low income is below the standard, just above it below 1.5 times (guide of Hunan province, July 2026); the standard here is invented."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bot.decisions import Outcome
from bot.decisions.income_category import income_category

TODAY = date(2026, 11, 22)
SETTINGS = {"standard_yuan": 700, "edge_factor": 1.5}


@pytest.mark.parametrize(
    ("yuan", "people", "name", "each"),
    [
        (0, 3, "below", "0元"),
        (1300, 3, "below", "433元"),
        (2099.99, 3, "below", "699元"),
        (2100, 3, "edge", "700元"),
        (1049, 1, "edge", "1049元"),
        (1050, 1, "above", "1050元"),
        (6000, 2, "above", "3000元"),
    ],
)
def test_income_a_head_decides(yuan: float, people: int, name: str, each: str) -> None:
    values = {"each": each, "standard": "700元", "edge": "1050元"}
    assert income_category({"income": round(yuan * 100), "people": people}, SETTINGS, TODAY) == Outcome(name, values)


def test_without_a_standard_only_the_income_a_head_is_told() -> None:
    assert income_category({"income": 90_000, "people": 2}, {}, TODAY) == Outcome("no_standard", {"each": "450元"})


@pytest.mark.parametrize("answers", [{}, {"income": 100}, {"people": 2}, {"income": 100, "people": 0}])
def test_it_waits_for_income_and_heads(answers: dict[str, int]) -> None:
    assert income_category(answers, SETTINGS, TODAY) is None


@pytest.mark.parametrize(
    "settings", [{"standard_yuan": 700}, {"standard_yuan": "much", "edge_factor": 1.5}, {"standard_yuan": 700, "edge_factor": 0.5}]
)
def test_settings_that_make_no_line_are_refused(settings: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="edge_factor"):
        income_category({"income": 100, "people": 1}, settings, TODAY)
