"""An ID number said where a birth was asked for."""

from __future__ import annotations

from typing import Any

import pytest

from bot.birth_by_number import birth_by_number
from tests.bot.kinds.tables import AT, question

MAN = "999001199705063314"


@pytest.mark.parametrize(
    ("more", "said", "day"),
    [
        ({"from_id": "birth_date"}, MAN, "1997-05-06"),
        ({"from_id": "birth_date", "settings": {"precision": "month"}}, f"身份证上有,{MAN}", "1997-05-01"),
        ({"settings": {"birth": "male"}}, MAN, "1997-05-06"),
        ({"settings": {"birth": "female"}}, MAN, None),
        ({}, MAN, None),
        ({"from_id": "birth_date"}, MAN[:-1] + "5", None),
        ({"from_id": "birth_date"}, f"{MAN},99900119980506332X", None),
        ({"from_id": "birth_date"}, "1997年5月6日", None),
    ],
)
def test_the_date_stands_in_the_number(more: dict[str, Any], said: str, day: str | None) -> None:
    found = birth_by_number(said, question("date", **more), AT)
    assert (found.value if found else None) == day
