"""Whose it is, where a sentence says nothing else; and who has died."""

from __future__ import annotations

import pytest

from bot.died import died
from bot.named import named
from bot.only_whom import THEY, OnlyWhom, only_whom


@pytest.mark.parametrize(
    ("text", "whose", "denied"),
    [
        ("给我老伴办的", ("spouse",), ()),
        ("不对,我是给我老伴补,不是给我自己", ("spouse",), ("self",)),
        ("是他的卡,不是我的", (THEY,), ("self",)),
        ("不是我老伴的,是我自己的", ("self",), ("spouse",)),
        ("我老伴的社保卡", ("spouse",), ()),
    ],
)
def test_says_only_whose(text: str, whose: tuple[str, ...], denied: tuple[str, ...]) -> None:
    """The one after 是给 counts, the one after 不是给 does not."""
    assert only_whom(text, ["社保卡"]) == OnlyWhom(whose, denied)


@pytest.mark.parametrize(
    "text", ["不是", "我老伴来办", "我自己去", "我自己的卡也坏了", "我爸叫曹演志", "给我爸和我妈办", "老伴的身份证", "我是老伴"]
)
def test_says_more(text: str) -> None:
    """Who comes, what happened, a name: none of it is only for whom."""
    assert only_whom(text, ["社保卡"]) is None


@pytest.mark.parametrize(
    ("text", "dead"),
    [("我老伴前年走了", True), ("我妈三年前就去世了", True), ("我老伴的卡没了", False), ("我爸走不动", False), ("我妈走了过去", False)],
)
def test_died(text: str, dead: bool) -> None:
    """Only a death is one."""
    assert died(text, named(text)[0].end) is dead
