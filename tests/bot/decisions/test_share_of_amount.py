from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bot.decisions import Outcome
from bot.decisions.share_of_amount import share_of_amount

TODAY = date(2026, 11, 22)
PENSION = {"percent": 20}
"""关于完善企业职工基本养老保险制度的决定（国发〔2005〕38号）：灵活就业人员缴费比例为百分之二十."""


@pytest.mark.parametrize(
    ("fen", "expected"),
    [
        (400_000, Outcome("share", {"amount": "4000元", "share": "800元"})),
        (406_175, Outcome("share", {"amount": "4061.75元", "share": "812.35元"})),
        (361_203, Outcome("share", {"amount": "3612.03元", "share": "722.41元"})),
        (25, Outcome("share", {"amount": "0.25元", "share": "0.05元"})),
        (0, Outcome("share", {"amount": "0元", "share": "0元"})),
    ],
)
def test_a_fifth_is_rounded_to_the_fen(fen: int, expected: Outcome) -> None:
    assert share_of_amount({"amount": fen}, PENSION, TODAY) == expected


@pytest.mark.parametrize("answers", [{}, {"amount": None}, {"amount": "4000"}, {"amount": True}, {"amount": -1}])
def test_it_waits_for_an_amount(answers: dict[str, object]) -> None:
    assert share_of_amount(answers, PENSION, TODAY) is None


@pytest.mark.parametrize("settings", [{}, {"percent": 0}, {"percent": "20"}, {"percent": True}])
def test_without_a_percentage_it_is_refused(settings: Any) -> None:
    with pytest.raises(ValueError, match="percent"):
        share_of_amount({"amount": 400_000}, settings, TODAY)
