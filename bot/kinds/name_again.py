"""A name that puts another one right, and nothing else: 名字打错了，谢演庆; 哦是谢演庆不是谢演清; 搞错了我姓谢叫演庆."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.kinds.person_name import looks_like_name
from bot.kinds.surnames import COMPOUND, SINGLE

_WRONG = r"不对|不是|不叫|错了|错啦|错咯|有误|打错|写错|说错|讲错|搞错|弄错|听错|输错|填错|报错|记错|更正|改成|改为|改一下|改|应该|应为"
_SMALL = re.compile(
    rf"(?:{_WRONG}|哦|噢|喔|啊|呀|哎呀|哎|唉|诶|嗯|那个|对不起|不好意思|抱歉|刚才|刚刚|前面|上面|我的意思|我说的|其实|才|就|我|俺|他|她|老人|孩子|的|了"
    r"|您|你|名字|姓名|名儿|大名|字|叫做|叫|喊|为|是|该|把|给|吧|哈|嘛|呢|啦|[,、。;:!! ])"
)
_CORRECTS = re.compile(rf"{_WRONG}|哦|噢|我叫|名字|姓名")
_CALLED = re.compile(r"叫|名字|姓名")
_BY_SURNAME = re.compile(r"姓(?P<surname>[\u4e00-\u9fff]{1,2}?)[,、 ]?(?:名字?|单名|名?叫)(?P<given>[\u4e00-\u9fff]{1,3})$")
_BEHIND = ",。!！吧哈嘛呢啊呀啦 "
_NOT = r"(?:不是|不叫|不姓|没说)(?:我|他|她)?(?:叫|是)?"


@dataclass(frozen=True)
class NameAgain:
    """The name as it should be, the one that it puts right, and where both stand."""

    name: str
    before: str
    start: int
    end: int


def name_again(text: str, known: Sequence[str], *, named: bool = False) -> NameAgain | None:
    """The new name, when the sentence does nothing but put one of the known names right.

    `named`: names are what is talked about, so that a word of correction is enough; else the new one has to be alike, or called a name.
    """
    start, end, denied = 0, len(text), None
    for old in known:
        if found := re.search(rf"{_NOT}{re.escape(old)}", text):
            denied = old
            text = text[: found.start()] + "," * (found.end() - found.start()) + text[found.end() :]
    while start < end and (small := _SMALL.match(text, start, end)) and not _is_name(text[start:end].rstrip(_BEHIND)):
        start = small.end()
    said = text[start:end].rstrip(_BEHIND)
    name = _named(said)
    if name is None or name in known:
        return None
    corrects = denied is not None or (_CORRECTS if named else _CALLED).search(text[:start]) is not None
    before = denied or _nearest(name, known, corrects=corrects)
    if before is None:
        return None
    return NameAgain(name, before, start, start + len(said))


def _named(words: str) -> str | None:
    if said := _BY_SURNAME.fullmatch(words):
        surname, given = said["surname"], said["given"]
        name = given if given.startswith(surname) and len(given) > len(surname) else surname + given
        return name if surname in SINGLE or surname in COMPOUND else None
    return words if _is_name(words) else None


def _is_name(words: str) -> bool:
    return 2 <= len(words) <= 4 and looks_like_name(words)


def _nearest(name: str, known: Sequence[str], *, corrects: bool) -> str | None:
    """Which known name it puts right: the one with the most characters in common; without a correcting word only one slip apart."""
    best = max(known, key=lambda old: _common(name, old), default=None)
    if best is None or corrects:
        return best
    return best if len(best) == len(name) and _common(name, best) == len(name) - 1 else None


def _common(one: str, other: str) -> int:
    return sum(a == b for a, b in zip(one, other, strict=False))
