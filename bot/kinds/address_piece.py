"""A piece of an address, 12号 or 8栋: what it changes in an address that was given before."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.chinese import number_of

_NUMBER = r"[0-9A-Za-z一二三四五六七八九十百零〇两]+"
_UNITS = {
    "号楼": "栋",
    "栋": "栋",
    "幢": "栋",
    "座": "栋",
    "号": "号",
    "弄": "弄",
    "单元": "单元",
    "室": "室",
    "房": "室",
    "楼": "楼",
    "层": "楼",
}
"""Unit as it is said → what it counts: 8号楼 and 8栋 are one."""
_UNIT = "|".join(sorted(_UNITS, key=len, reverse=True))
_PART = re.compile(rf"(?P<number>{_NUMBER})(?P<unit>{_UNIT})")
_PIECE = re.compile(rf"(?:{_NUMBER}(?:{_UNIT}))+(?:[0-9]{{3,4}})?")
_SMALL = re.compile(
    r"又|刚才|刚刚|前面|那个|好像|哦|噢|啊|呀|哎呀|哎|唉|嗯|呃|那个|不对|不好意思|对不起|(?:说|写|报|讲|听|打|填|搞|弄|记)?错了|应该|改成|改为|改一下|我家|我们家|我们|我|家里|家"
    r"|(?:房间|单元|楼栋|门牌)号码?|门牌|门号|房号|楼号|楼栋|栋号|室号|地址"
    r"|寄的地方|送的地方|住在|住的?|就|才|是|为|要|的|了|吧|呢|嘛|哈|[,、。;:!? ]"
)
_NOT = re.compile(r"(?:并?不是|不在|不叫|没说)")
_NOT_BUT = re.compile(rf"(?<=[\u4e00-\u9fff])(?:不是|不在)(?:{_NUMBER}(?:{_UNIT}))+[,、 ]*(?:而?是|在)(?=(?:{_NUMBER}(?:{_UNIT}))+)")
_TOLD = re.compile(rf"(?P<not>{_NOT.pattern})?(?P<number>[0-9A-Za-z]+|[一二三四五六七八九十百零〇两]+)(?P<unit>{_UNIT})?")
LONG = 3
"""So many digits make the number of a room: 502 alone can stand for 502室."""


@dataclass(frozen=True)
class PutRight:
    """What a sentence corrects in an address, when it does nothing else: 不是三号是五号, 502不是501."""

    start: int
    end: int
    said: str
    whole: str | None
    """The address with it; None where it does not tell whereto."""
    denies: bool


@dataclass(frozen=True)
class _Told:
    number: str
    unit: str | None
    denied: bool
    start: int
    end: int


def is_piece(words: str) -> bool:
    """Whether these are numbers of houses and doors and no more: nobody finds the way by them alone."""
    return _PIECE.fullmatch(words) is not None


def without_denied(words: str) -> str:
    """蒹葭路13号 of 蒹葭路不是3号是13号."""
    return _NOT_BUT.sub("", words)


def put_into(piece: str, before: str) -> str | None:
    """The address given before with these numbers in it; None where it does not tell whereto."""
    if not before or _PART.sub("", piece):
        return None
    whole = before
    for part in _PART.finditer(piece):
        same = [one for one in _PART.finditer(whole) if _UNITS[one["unit"]] == _UNITS[part["unit"]]]
        if len(same) != 1:
            return None
        whole = _with(whole, same[0], part["number"], part["unit"])
    return whole


def put_right(text: str, before: str) -> PutRight | None:
    """The numbers that are told in place of others, or of those that stand in the address; None when anything else is said."""
    told = list(_told(text))
    new = [one for one in told if not one.denied]
    denied = [one for one in told if one.denied]
    if not new or (not denied and any(one.unit is None and len(one.number) < LONG for one in new)):
        return None
    whole: str | None = before
    for at, one in enumerate(new):
        instead_of = denied[at] if at < len(denied) else None
        whole = _instead(whole, one, instead_of) if whole is not None else None
    if whole is None and all(one.unit is None for one in told):
        return None  # 不是500是600 is about another answer
    said = "".join(text[one.start : one.end] for one in new)
    return PutRight(new[0].start, new[-1].end, said, whole, bool(denied))


def _told(text: str) -> Iterator[_Told]:
    """Every number in a sentence of numbers and small words; nothing for any other sentence."""
    found: list[_Told] = []
    at = 0
    while at < len(text):
        if one := _TOLD.match(text, at):
            denied = one["not"] is not None or _goes_on(found, one)
            found.append(_Told(one["number"], one["unit"], denied, one.start("number"), one.end()))
            at = one.end()
        elif small := _SMALL.match(text, at):
            at = small.end()
        else:
            return
    yield from found


def _goes_on(found: list[_Told], one: re.Match[str]) -> bool:
    """不是8栋2单元 denies both; 不是三号五号 denies the first."""
    last = found[-1] if found else None
    if last is None or not last.denied or last.end != one.start() or last.unit is None or one["unit"] is None:
        return False
    return _UNITS[last.unit] != _UNITS[one["unit"]]


def _instead(before: str, told: _Told, denied: _Told | None) -> str | None:
    """The address with this number where the denied one stands, else where its unit does, else where one as long does."""
    parts = list(_PART.finditer(before))
    if denied is not None:
        old = [part for part in parts if _same(part["number"], denied.number) and _counts_alike(part["unit"], told.unit or denied.unit)]
        if len(old) == 1:
            return _with(before, old[0], told.number, told.unit)
    if any(_same(part["number"], told.number) and _counts_alike(part["unit"], told.unit) for part in parts):
        return before  # it stands there already
    unit = told.unit or (denied.unit if denied is not None else None)
    fits = [part for part in parts if unit is not None and _UNITS[part["unit"]] == _UNITS[unit]]
    if unit is None and denied is None and len(told.number) >= LONG:
        fits = [part for part in parts if len(part["number"]) == len(told.number)]
        fits = fits or [part for part in parts if _UNITS[part["unit"]] == "室"]
    return _with(before, fits[0], told.number, told.unit) if len(fits) == 1 else None


def _with(before: str, part: re.Match[str], number: str, unit: str | None) -> str:
    """This part of the address with another number, in figures where the address has figures."""
    if part["number"].isdecimal() and not number.isascii() and (value := number_of(number)) is not None:
        number = str(int(value))
    return before[: part.start()] + number + (unit or part["unit"]) + before[part.end() :]


def _same(one: str, other: str) -> bool:
    if one.upper() == other.upper():
        return True
    values = number_of(one), number_of(other)
    return values[0] is not None and values[0] == values[1]


def _counts_alike(unit: str, said: str | None) -> bool:
    return said is None or _UNITS[unit] == _UNITS[said]
