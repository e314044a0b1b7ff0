"""Civil Code (民法典), article 1047: every row."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bot.decisions import Outcome
from bot.decisions.marriage_age import marriage_age

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"man": "2004-11-22", "woman": "2006-11-22"}, Outcome("of_age")),  # both today
        ({"man": "2004-11-23", "woman": "2000-01-01"}, Outcome("too_young", {"day": "2026年11月23日"})),
        ({"man": "1960-05-01", "woman": "2006-11-23"}, Outcome("too_young", {"day": "2026年11月23日"})),
        ({"man": "2006-01-10", "woman": "2008-03-05"}, Outcome("too_young", {"day": "2028年3月5日"})),  # the later of two
        ({"man": "2005-03-05"}, Outcome("too_young", {"day": "2027年3月5日"})),  # one is enough to know
        ({"man": "1958-03-05"}, None),
        ({"woman": "2000-02-29"}, None),
        ({}, None),
    ],
)
def test_two_birthdays_against_the_law(answers: dict[str, Any], expected: Outcome | None) -> None:
    assert marriage_age(answers, {}, TODAY) == expected
