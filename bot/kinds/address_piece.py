"""A piece of an address, 12号 or 8栋: what it changes in an address that was given before."""

from __future__ import annotations

import re

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
_PART = re.compile(rf"(?P<number>{_NUMBER})(?P<unit>{'|'.join(sorted(_UNITS, key=len, reverse=True))})")
_PIECE = re.compile(rf"(?:{_PART.pattern.replace('?P<number>', '?:').replace('?P<unit>', '?:')})+")


def is_piece(words: str) -> bool:
    """Whether these are numbers of houses and doors and no more: nobody finds the way by them alone."""
    return _PIECE.fullmatch(words) is not None


def put_into(piece: str, before: str) -> str | None:
    """The address given before with these numbers in it; None where it does not tell whereto."""
    whole = before
    for part in _PART.finditer(piece):
        same = [one for one in _PART.finditer(whole) if _UNITS[one["unit"]] == _UNITS[part["unit"]]]
        if len(same) != 1:
            return None
        whole = whole[: same[0].start()] + part[0] + whole[same[0].end() :]
    return whole
