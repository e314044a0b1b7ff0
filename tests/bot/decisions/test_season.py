from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bot.decisions import Outcome
from bot.decisions.season import season

SPRING = {"first": "05-10", "last": "06-30"}
THIS = {"first": "2026年5月10日", "last": "2026年6月30日"}
NEXT = {"first": "2027年5月10日", "last": "2027年6月30日"}


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 5, 9), Outcome("closed", THIS)),
        (date(2026, 5, 10), Outcome("open", THIS)),
        (date(2026, 6, 30), Outcome("open", THIS)),
        (date(2026, 7, 1), Outcome("closed", NEXT)),
        (date(2026, 11, 22), Outcome("closed", NEXT)),
    ],
)
def test_the_time_of_the_year(today: date, expected: Outcome) -> None:
    assert season({"asked": "primary"}, SPRING, today) == expected


def test_where_no_time_is_known_none_is_made_up() -> None:
    assert season({"asked": "primary"}, {}, date(2026, 5, 10)) == Outcome("unknown")


def test_it_waits_until_it_matters() -> None:
    assert season({}, SPRING, date(2026, 5, 10)) is None


@pytest.mark.parametrize("settings", [{"first": "05-10"}, {"first": "May", "last": "June"}, {"first": "06-30", "last": "05-10"}])
def test_a_time_with_a_hole_is_refused(settings: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"`(first|last)`"):
        season({"asked": "primary"}, settings, date(2026, 5, 10))
