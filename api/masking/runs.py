"""Runs of digits, however they are written or said: 138 0013 8000, 幺三八零零幺三, 138零零一三8000, 三个八.

A run is digits with little between them; its groups are digits of one script with
nothing between them. Identifiers begin and end where groups do.

This reads more generously than `bot.chinese.digits_of`: there a wrong digit would
be a wrong answer, here a missed one would be a leak.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.chinese import SPOKEN

_WEAK = "洞拐勾妖腰两"
"""Numerals only beside other digits: 两 is a word, 洞 a hole, 腰 a back."""
_SOLID = r"\d" + "".join(word for word in SPOKEN if not word.isdecimal() and word not in _WEAK)
_DIGIT = f"{_SOLID}{_WEAK}"
_ONE = f"(?:[{_SOLID}]|(?:(?<=[{_DIGIT}])|(?<=[{_DIGIT}][ -]))[{_WEAK}])"
_TIMES = {"两": 2, "二": 2, "俩": 2, "三": 3, "四": 4, "五": 5, "2": 2, "3": 3, "4": 4, "5": 5}
_REPEATED = f"[{''.join(_TIMES)}]个[{_SOLID}](?!十|百|千|万)"
_PAUSE = r"(?:[ \-–—_.·•,、;:/~*()。…+]|呃|额|嗯|啊|哦|噢|然后|再是|后面是|那个|就是)"
_RUN = re.compile(f"(?:{_REPEATED}|{_ONE})(?:{_PAUSE}{{0,4}}(?:{_REPEATED}|{_ONE}))*")
_STEP = re.compile(f"(?P<repeated>{_REPEATED})|(?P<digit>[{_DIGIT}])|(?P<pause>.)", re.DOTALL)
_LETTER_X = re.compile(r"[ \-]{0,2}(?:[xX×✕Χχ](?![A-Za-z])|叉|艾克斯|埃克斯|爱克斯)")


@dataclass(frozen=True)
class Group:
    """Digits with nothing between them."""

    start: int
    end: int
    digits: str
    spoken: bool
    """Said in Chinese numerals."""


@dataclass(frozen=True)
class Run:
    """Groups with little between them."""

    groups: tuple[Group, ...]
    x_end: int | None
    """Where an X directly behind the run ends: the last place of a resident's ID number."""


def runs(text: str) -> Iterator[Run]:
    """All runs of the text, from left to right."""
    for match in _RUN.finditer(text):
        x = _LETTER_X.match(text, match.end())
        yield Run(tuple(_groups(match[0], match.start())), x.end() if x else None)


def joined(groups: Sequence[Group]) -> str:
    """The groups' digits as one."""
    return "".join(group.digits for group in groups)


def tight(text: str, left: Group, right: Group) -> bool:
    """Whether nothing but a space or hyphens stands between two groups."""
    return re.fullmatch(r"[ \-–—·]*", text[left.end : right.start]) is not None


def _groups(run: str, offset: int) -> Iterator[Group]:
    open_group: Group | None = None
    for step in _STEP.finditer(run):
        start, end = offset + step.start(), offset + step.end()
        if step["pause"]:
            if open_group:
                yield open_group
            open_group = None
            continue
        digits = _digits(step)
        spoken = not step[0][-1].isdecimal()
        if open_group and open_group.spoken == spoken:
            open_group = Group(open_group.start, end, open_group.digits + digits, spoken)
        else:
            if open_group:
                yield open_group
            open_group = Group(start, end, digits, spoken)
    if open_group:
        yield open_group


def _digits(step: re.Match[str]) -> str:
    if step["repeated"]:
        return _digit(step[0][-1]) * _TIMES[step[0][0]]
    return _digit(step[0])


def _digit(character: str) -> str:
    return SPOKEN.get(character) or str(unicodedata.decimal(character))
