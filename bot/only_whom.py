"""A sentence that does nothing but say whose it is: 给我老伴办的; 是他的卡,不是我的; 不对,我是给我老伴补,不是给我自己."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bot.kin import SELF
from bot.named import named
from bot.one_of import one_of

THEY = "they"
"""Somebody else, who was not named: 是他的卡."""
_MARKS = re.compile(r"[,。!;、 ]+")
_NOTHING = re.compile(
    r"(?:不对|不是|不|错了|错啦|[说弄搞听]错了?|对|是|嗯|哦|哎呀?|唉|啊|呀|好|您|你|听我说|我说|我刚说了?|我刚才说了?|了|的|嘛|吧|那|就|这)*+"
)
_BEFORE = r"(?:不对|错了|嗯|哦|哎呀?|啊|对|那|就|都|这张卡?|这个|这是|这|我说的?|我[想要]?)*"
_NOT = r"(?P<not>不是|不给|不帮|不替|没说)?"
_WHO = r"(?P<who>\x01|(?P<own>(?:我|俺|咱)(?:自己|本人|自个儿?)?|自己|自个儿?)|[他她])"
_DOES = r"(?:来|去)?(?:办|弄|补|换|领|申请|认证|做|搞|取)?(?:卡|证)?"
_AFTER = r"(?:的|吧|啊|呀|哦|哈|嘛|呢|了|啦|哒|呗)*"


@dataclass(frozen=True)
class OnlyWhom:
    """Whose it is, and whose it is not: keys of `bot.kin`, or THEY."""

    whose: tuple[str, ...]
    denied: tuple[str, ...]


def only_whom(text: str, things: Iterable[str]) -> OnlyWhom | None:
    """Whose it is, if that is all that these words say; `things` are what may be somebody's: 社保卡."""
    whose: dict[str, None] = {}
    denied: dict[str, None] = {}
    pattern = _clause(things)
    for clause in _MARKS.split(text):
        if _NOTHING.fullmatch(clause):
            continue
        people = named(clause)
        if len(people) > 1:
            return None
        bare = f"{clause[: people[0].start]}\x01{clause[people[0].end :]}" if people else clause
        said = pattern.fullmatch(bare)
        if said is None or not (said["for"] or said["of"]):
            return None
        key = people[0].key if people else SELF if said["own"] else THEY
        (denied if said["not"] else whose)[key] = None
    return OnlyWhom(tuple(whose), tuple(denied)) if whose or denied else None


def _clause(things: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"{_BEFORE}{_NOT}(?:我|俺)?是?(?P<for>给|帮|替|代)?{_WHO}(?:(?P<of>的){one_of({*things, '卡'})}?)?{_DOES}{_AFTER}")
