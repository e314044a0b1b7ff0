"""What the tables of all kinds share: a fixed day, an invented city, questions in one line."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from bot.catalogue.models import Question
from bot.catalogue.regions import Regions
from bot.kinds import Found, Moment
from bot.kinds.registry import KINDS

TODAY = date(2026, 11, 22)
"""A Sunday."""

REGIONS = Regions.model_validate(
    {
        "default": "yunhe",
        "regions": {
            r["id"]: r
            for r in (
                {"id": "cn", "title": "全国", "level": "country"},
                {"id": "testprov", "title": "测试省", "level": "province", "parent": "cn"},
                {"id": "yunhe", "title": "云禾市", "level": "city", "parent": "testprov", "names": ["云禾"]},
                {"id": "qinghe", "title": "云禾市青禾区", "level": "district", "parent": "yunhe", "names": ["青禾", "青禾区"]},
                {"id": "bailu", "title": "云禾市白露区", "level": "district", "parent": "yunhe", "names": ["白露", "白露区"]},
                {"id": "guihua_q", "title": "云禾市青禾区桂花街道", "level": "street", "parent": "qinghe", "names": ["桂花街道", "桂花"]},
                {"id": "zhongxin_q", "title": "云禾市青禾区中心街道", "level": "street", "parent": "qinghe", "names": ["中心街道"]},
                {"id": "zhongxin_b", "title": "云禾市白露区中心街道", "level": "street", "parent": "bailu", "names": ["中心街道"]},
            )
        },
    }
)
AT = Moment(TODAY, REGIONS)


def question(kind: str, **words: Any) -> Question:
    """A question of this kind; `ask` and `short` need not be given."""
    return Question.model_validate({"key": kind, "kind": kind, "ask": "请问?", "short": "问题", **words})


def best(text: str, asked: Question, *, unasked: bool = False, spoken: bool = False) -> Found | None:
    """The first answer that the question's kind finds."""
    return next(iter(KINDS[asked.kind].find(text, asked, replace(AT, spoken=spoken), asked=not unasked)), None)


def understood(text: str, asked: Question, *, unasked: bool = False, spoken: bool = False) -> Any:
    """The value of the first answer, `!problem` for one that cannot be right, None for no answer."""
    found = best(text, asked, unasked=unasked, spoken=spoken)
    if found is None:
        return None
    return f"!{found.problem.say.rpartition('.')[2]}" if found.problem else found.value


def resident_id(first: str) -> str:
    """Seventeen digits and their check character (GB 11643: weights 2^(17-i) mod 11)."""
    total = sum(int(d) * (2 ** (17 - i) % 11) for i, d in enumerate(first))
    return first + "10X98765432"[total % 11]


def bank_card(first: str) -> str:
    """Digits and their Luhn check digit."""
    doubled = [int(d) * (2 if i % 2 == 0 else 1) for i, d in enumerate(reversed(first))]
    return first + str(-sum(d // 10 + d % 10 for d in doubled) % 10)
