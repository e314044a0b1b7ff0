"""Heavy is 70 % of twelve months' income or more (guide of Hunan province, July 2026)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bot.decisions import Outcome
from bot.decisions.spending_share import spending_share

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("spent", "monthly", "name", "share"),
    [
        (42_000, 5_000, "heavy", "70%"),
        (41_999, 5_000, "lighter", "69%"),
        (200_000, 3_000, "heavy", "100%"),
        (20_000, 0, "heavy", "100%"),
        (0, 0, "lighter", "0%"),
        (0, 3_000, "lighter", "0%"),
    ],
)
def test_a_years_spending_against_a_years_income(spent: int, monthly: int, name: str, share: str) -> None:
    answers = {"spent": spent * 100, "income": monthly * 100}
    assert spending_share(answers, {"percent": 70}, TODAY) == Outcome(name, {"share": share, "limit": "70%"})


def test_where_no_share_is_known_nothing_is_judged() -> None:
    assert spending_share({"spent": 100, "income": 100}, {}, TODAY) == Outcome("no_limit")


@pytest.mark.parametrize("answers", [{}, {"spent": 100}, {"income": 100}])
def test_it_waits_for_both_answers(answers: dict[str, int]) -> None:
    assert spending_share(answers, {"percent": 70}, TODAY) is None


@pytest.mark.parametrize("percent", [0, 101, "70", True])
def test_a_share_that_is_none_is_refused(percent: Any) -> None:
    with pytest.raises(ValueError, match="percent"):
        spending_share({"spent": 100, "income": 100}, {"percent": percent}, TODAY)
