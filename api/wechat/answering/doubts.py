"""A voice message that was not heard well: which of these it was, and what is meant by the answer to that."""

from __future__ import annotations

import re
from typing import Literal

from api.wechat.answering.commands import Command
from api.wechat.showing.choosing import chosen, is_number
from bot.chinese import normalise
from bot.turn import Choice

Not = Literal["none", "again"]

_AFTER = r"(?:[的啊呀吧了呢嘛哒滴嘞哦哟咯,。.!~ ]|就是)*+"  # possessive: 哦 is a word too, and a thousand of them have 2^1000 readings
_YES = re.compile(
    rf"(?:(?:嗯|恩|哦|噢|是|对|好|行|中|成|要|可以|没错|没问题|没毛病|正确|同意|确定|确认|当然|肯定|yes|yeah|yep|y|ok|okay|sure|right){_AFTER})+",
    re.IGNORECASE,
)
_NO = re.compile(
    rf"(?:嗯|哦|,|都|也|两个)*(?:(?:不|不是|不对|不要|不用|不行|没有|没|否|错|都不是|不是这[句个]|no|nope|n){_AFTER})+", re.IGNORECASE
)


def heard_after_all(text: str, command: Command | None, readings: tuple[Choice, ...]) -> Choice | Not | None:
    """The reading that these words choose.

    `none`: it was none of them; `again`: that cannot be told from a yes to two,
    or a number that none has. None: something else is said. A yes or a no here
    is about what was heard, and never about what had been asked before.
    """
    value = chosen(_without_yes(text), readings, None) or chosen(text, readings, None)
    if value is not None:
        return next(one for one in readings if one.value == value)
    said = normalise(text).strip()
    if command == "agreed" or _YES.fullmatch(said):
        return readings[0] if len(readings) == 1 else "again"
    if command == "declined" or _NO.fullmatch(said):
        return "none"
    return "again" if is_number(_without_yes(text)) else None


def _without_yes(text: str) -> str:
    """对，第一个: 第一个."""
    first, _, rest = normalise(text).partition(",")
    return rest if rest.strip() and _YES.fullmatch(first.strip()) else text
