"""Digits said one by one, and what the ears make of them: 腰 is 幺, 吧 is 八, but only amid digits."""

from __future__ import annotations

import re
from collections.abc import Collection

from bot.chinese import SPOKEN
from bot.turn import Repair

_SAID = {
    "零": "林领灵另玲铃陵龄",
    "一": "依医衣",
    "幺": "要药邀摇夭吆",
    "二": "而儿尔耳饿",
    "三": "散山伞",
    "四": "是似寺死事市思",
    "五": "无午舞务雾物屋",
    "六": "流留刘溜柳",
    "七": "气期其起妻骑汽",
    "八": "吧把爸巴拔罢",
    "九": "就久酒旧救",
    "洞": "动东冻懂",
    "拐": "怪乖",
    "勾": "狗够沟",
}
_MEANT = {heard: digit for digit, others in _SAID.items() for heard in others}
_CROSS = {"差": "X", "查": "X", "叉": "X", "茶": "X"}
"""X at the end of an identity number, as it is heard."""
_EVERYDAY = frozenset("是就要吧把起期市事把期够我领医")
"""Words that may well be meant beside a number: digits only between digits, and only where the count says so."""
_DIGITS = "".join(SPOKEN)
_RUN = re.compile(f"[{_DIGITS}{''.join(_MEANT)} ]+[{''.join(_CROSS)}xX]?")
_TRUE = 0.6
"""So large a part of a run must be digits as they are written."""
_LEAST = 3
"""A run with fewer true digits is no number."""


def repair_digits(text: str, counts: Collection[int]) -> tuple[str, tuple[Repair, ...]]:
    """The text with the digits that were heard as other words in place, and what was changed.

    `counts`: how many digits there may be. A run that has such a count already
    is left; one that has it with its homophones gets them, at its edges too, but
    there never a word that people put beside a number (是, 吧): a lost digit is
    asked for again, an invented one is not noticed. Otherwise, and without a
    count, only words between digits that nobody says there.
    """
    repairs: list[Repair] = []
    out, at = "", 0
    for run in _RUN.finditer(text):
        mended = _mended(run[0], counts)
        repairs += [Repair(a, b) for a, b in zip(run[0], mended, strict=True) if a != b]
        out, at = out + text[at : run.start()] + mended, run.end()
    return out + text[at:], tuple(repairs)


def _mended(run: str, counts: Collection[int]) -> str:
    places = [i for i, c in enumerate(run) if c != " "]
    true = [i for i in places if run[i] in SPOKEN]
    if len(true) < _LEAST or len(true) < _TRUE * len(places):
        return run
    first, last = true[0], true[-1]
    inner = [i for i in places if run[i] in _MEANT and first < i < last]
    edges = [i for i in places if run[i] in _MEANT and not first < i < last and run[i] not in _EVERYDAY]
    for chosen in ([], inner, [*inner, *(i for i in edges if i > last)], [*inner, *edges]):
        crossed = run[-1] in _CROSS and len(true) + len(chosen) + 1 in counts
        if crossed or len(true) + len(chosen) + (run[-1] in "xX") in counts:
            return _put(run, chosen, crossed=crossed)
    return _put(run, [i for i in inner if run[i] not in _EVERYDAY], crossed=False)


def _put(run: str, places: list[int], *, crossed: bool) -> str:
    mended = "".join(_MEANT[c] if i in places else c for i, c in enumerate(run))
    return mended[:-1] + "X" if crossed else mended
