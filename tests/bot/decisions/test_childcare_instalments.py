from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bot.decisions import Outcome
from bot.decisions.childcare_instalments import childcare_instalments

TODAY = date(2026, 11, 22)
SETTINGS = {"yearly_yuan": 3600, "first_year": 2025}
PLAN = "育儿补贴制度实施方案, 2025-07"
GUIDE = "湖南省政务服务平台, 育儿补贴申领办事指南, 2026-07"


def due(years: str, yuan: str, months: str = "12个月", until: str = "2026年12月31日") -> dict[str, str]:
    return {"years": years, "yuan": yuan, "months": months, "until": until}


CLAIMS = [
    (
        f"{GUIDE}: born from 2025, first in the year of birth, then twice",
        "2026-11-15",
        "none",
        TODAY,
        "yearly",
        due("2026年、2027年、2028年", "3600元"),
    ),
    (f"{GUIDE}: or first in the year after", "2025-03-08", "none", TODAY, "yearly", due("2026年、2027年、2028年", "3600元")),
    (f"{GUIDE}: second year", "2025-03-08", "earlier", TODAY, "yearly", due("2026年、2027年", "3600元")),
    (
        f"{GUIDE}: the last, or the second of a child first claimed for in 2026",
        "2025-03-08",
        "earlier",
        date(2027, 2, 1),
        "second_or_last",
        due("2027年", "3600元", until="2027年12月31日"),
    ),
    (
        f"{GUIDE}: 2024 three times",
        "2024-06-15",
        "none",
        date(2025, 9, 1),
        "yearly",
        due("2025年、2026年、2027年", "3600元", until="2025年12月31日"),
    ),
    (f"{GUIDE}: 2024, second", "2024-06-15", "earlier", TODAY, "yearly", due("2026年、2027年", "3600元")),
    (
        f"{PLAN}: 2024, third, six months of 300",
        "2024-06-15",
        "earlier",
        date(2027, 1, 5),
        "by_months",
        due("2027年", "1800元", "6个月", "2027年12月31日"),
    ),
    (
        f"{PLAN}: December, a whole year",
        "2024-12-31",
        "earlier",
        date(2027, 1, 5),
        "yearly",
        due("2027年", "3600元", until="2027年12月31日"),
    ),
    (f"{GUIDE}: 2023 twice, the second by months", "2023-03-09", "earlier", TODAY, "by_months", due("2026年", "900元", "3个月")),
    (f"{GUIDE}: 2023, January has its second claim", "2023-01-01", "earlier", TODAY, "by_months", due("2026年", "300元", "1个月")),
    (f"{GUIDE}: 2023, first", "2023-03-09", "none", date(2025, 9, 1), "yearly", due("2025年、2026年", "3600元", until="2025年12月31日")),
    (
        f"{GUIDE}: 2022 once, in 2025",
        "2022-08-20",
        "none",
        date(2025, 9, 1),
        "by_months",
        due("2025年", "2400元", "8个月", "2025年12月31日"),
    ),
]


@pytest.mark.parametrize(("source", "born", "claimed", "today", "name", "values"), CLAIMS)
def test_the_claims_of_a_child(source: str, born: str, claimed: str, today: date, name: str, values: dict[str, str]) -> None:
    outcome = childcare_instalments({"born": born, "claimed": claimed}, SETTINGS, today)
    assert outcome is not None
    assert outcome.name == name, source
    assert {key: value for key, value in outcome.values.items() if key != "age"} == values, source


@pytest.mark.parametrize(
    ("source", "born", "claimed", "today", "expected"),
    [
        (f"{GUIDE}: 2022 only in 2025", "2022-12-31", "none", TODAY, Outcome("ended", {"age": "3岁10个月", "years": "2025年"})),
        (f"{GUIDE}: 2024, nothing claimed in 2025", "2024-06-15", "none", TODAY, Outcome("late", {"age": "2岁5个月"})),
        (f"{GUIDE}: 2023, nothing claimed in 2025", "2023-12-31", "none", TODAY, Outcome("late", {"age": "2岁10个月"})),
        (f"{GUIDE}: 2023 until 2026", "2023-05-01", "earlier", date(2027, 1, 1), Outcome("ended", {"age": "3岁8个月", "years": "2026年"})),
        (f"{PLAN}: three before 2025", "2021-12-31", "none", TODAY, Outcome("too_old", {"age": "4岁10个月"})),
        (
            f"{GUIDE}: neither in the year of birth nor the next",
            "2025-03-08",
            "none",
            date(2027, 2, 1),
            Outcome("late", {"age": "1岁10个月"}),
        ),
        ("which claim it is was not said", "2025-03-08", "earlier", date(2028, 2, 1), Outcome("late", {"age": "2岁10个月"})),
    ],
)
def test_children_without_a_claim_this_year(source: str, born: str, claimed: str, today: date, expected: Outcome) -> None:
    assert childcare_instalments({"born": born, "claimed": claimed}, SETTINGS, today) == expected, source


def test_the_claims_of_a_child_of_2024_add_up_to_its_months() -> None:
    """育儿补贴制度实施方案: by months. From January 2025 to June 2027 that is 30 of them."""
    total = 0
    for year in (2025, 2026, 2027):
        outcome = childcare_instalments({"born": "2024-06-15", "claimed": "earlier"}, SETTINGS, date(year, 12, 31))
        assert outcome is not None
        total += int(outcome.values["yuan"].removesuffix("元"))
    assert total == 30 * 300


@pytest.mark.parametrize("answers", [{}, {"born": "2025-03-08"}, {"claimed": "none"}, {"born": "去年", "claimed": "none"}])
def test_it_waits_for_both_answers(answers: dict[str, Any]) -> None:
    assert childcare_instalments(answers, SETTINGS, TODAY) is None


@pytest.mark.parametrize(
    "settings", [{}, {"yearly_yuan": 3600}, {"yearly_yuan": 0, "first_year": 2025}, {"yearly_yuan": "3600", "first_year": 2025}]
)
def test_settings_with_a_hole_are_refused(settings: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="whole number"):
        childcare_instalments({"born": "2025-03-08", "claimed": "none"}, settings, TODAY)
