"""The table of article 46 of the Social Insurance Law, at and around each of its steps."""

from __future__ import annotations

from datetime import date

import pytest

from bot.decisions import Outcome
from bot.decisions.unemployment_benefit_months import benefit_months, unemployment_benefit_months

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("paid", "most", "law"),
    [
        (0, 0, "社会保险法第四十五条第一项：缴费满一年"),
        (11, 0, "社会保险法第四十五条第一项：缴费满一年"),
        (12, 12, "社会保险法第四十六条：满一年不足五年，最长十二个月"),
        (37, 12, "社会保险法第四十六条：满一年不足五年，最长十二个月"),
        (59, 12, "社会保险法第四十六条：满一年不足五年，最长十二个月"),
        (60, 18, "社会保险法第四十六条：满五年不足十年，最长十八个月"),
        (119, 18, "社会保险法第四十六条：满五年不足十年，最长十八个月"),
        (120, 24, "社会保险法第四十六条：十年以上，最长二十四个月"),
        (400, 24, "社会保险法第四十六条：十年以上，最长二十四个月"),
    ],
)
def test_the_months_of_benefit_by_the_law(paid: int, most: int, law: str) -> None:
    assert benefit_months(paid) == most, law


@pytest.mark.parametrize(
    ("answers", "expected", "law"),
    [
        (
            {"months": 74},
            Outcome("months", {"paid": "6年零2个月", "most": "18个月", "left": "0个月", "missing": "0个月"}),
            "社会保险法第四十六条",
        ),
        (
            {"months": 24, "unused": 5},
            Outcome("months", {"paid": "2年", "most": "17个月", "left": "5个月", "missing": "0个月"}),
            "社会保险法第四十六条：与前次尚未领取的期限合并计算",
        ),
        (
            {"months": 72, "unused": 10},
            Outcome("months", {"paid": "6年", "most": "24个月", "left": "10个月", "missing": "0个月"}),
            "社会保险法第四十六条：合并计算，最长不超过二十四个月",
        ),
        (
            {"months": 8, "unused": 4},
            Outcome("left_only", {"paid": "8个月", "most": "4个月", "left": "4个月", "missing": "4个月"}),
            "失业保险金申领发放办法第十五条：不满一年再次失业，继续领前次未领的",
        ),
        (
            {"months": 9},
            Outcome("too_short", {"paid": "9个月", "most": "0个月", "left": "0个月", "missing": "3个月"}),
            "社会保险法第四十五条第一项",
        ),
        (
            {"months": 9, "unused": 0},
            Outcome("too_short", {"paid": "9个月", "most": "0个月", "left": "0个月", "missing": "3个月"}),
            "社会保险法第四十五条第一项",
        ),
    ],
)
def test_what_was_left_from_an_earlier_time_counts_too(answers: dict[str, object], expected: Outcome, law: str) -> None:
    assert unemployment_benefit_months(answers, {}, TODAY) == expected, law


@pytest.mark.parametrize("answers", [{}, {"months": None}, {"months": "六年"}, {"months": True}, {"months": -1}, {"unused": 3}])
def test_it_waits_for_a_number_of_months(answers: dict[str, object]) -> None:
    assert unemployment_benefit_months(answers, {}, TODAY) is None
