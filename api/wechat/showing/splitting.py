"""Cuts a long text into messages that WeChat takes, where a reader would pause."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate

LIMIT = 2048
"""UTF-8 bytes of one text message, passive or active."""

_INSIDE, _NEVER, _ANYWHERE, _COMMA, _SENTENCE, _LINE, _PARAGRAPH = range(7)
"""How good a place is to cut, the best last. _NEVER and then _INSIDE a character only where nothing else is left."""

_WHOLE = re.compile(
    r"https?://[!-~]+"  # a link
    r"|[⟦【][^⟦⟧【】\n]{0,80}[⟧】]"
    r"|[A-Za-z0-9]+(?:(?! ?https?://)[-.,:/@_+'’ ][A-Za-z0-9]+)*[%％℃]?(?:个?[年月日号时点分岁元万亿千百次级])*"
    r"(?:[0-9]+(?:个?[年月日号时点分岁元万亿千百次级])+)*"  # 2026年11月22日
    r"|[零〇一二两三四五六七八九十百千万亿点]{2,}(?:个?[年月日号时分岁元次级])*"
)
"""What is of no use in two halves: links, tokens, words of letters, numbers with their pauses and units."""
_WHOLE_LONGEST = 300
"""Characters. What is longer may be cut: it could fill a message by itself."""

_CLOSERS = "”’）)》】」』\"'"
_HELD = "。！？；!?;，,、：:.…" + _CLOSERS
"""What never begins a message."""
_ZWJ, _RETURN = "\u200d", "\r"


def size(text: str) -> int:
    """Bytes of the text in UTF-8."""
    return len(text.encode("utf-8", "surrogatepass"))


def split(text: str, limit: int = LIMIT) -> tuple[str, ...]:
    """The text in pieces of at most `limit` bytes (at least 64): joined they are the text, but for the white space at the cuts.

    A cut is made between paragraphs, else lines, sentences, commas, and else
    anywhere but in a character with its marks, a number, a link or a 【token】.
    The pieces are of similar length, so that no message of three characters
    comes last. Blank text has no pieces. Raises ValueError for a smaller limit.
    """
    if limit < 64:
        raise ValueError(f"a message of {limit} bytes holds no sentence")
    text = text.strip()
    ends = [0, *accumulate(size(c) for c in text)]
    grades = _grades(text)
    pieces, start = [], 0
    while ends[-1] - ends[start] > limit:
        at = _cut(ends, grades, start, limit)
        pieces.append(text[start:at].rstrip())
        start = next(i for i in range(at, len(text)) if not text[i].isspace())
    return (*pieces, text[start:]) if start < len(text) else tuple(pieces)


def _cut(ends: list[int], grades: list[int], start: int, limit: int) -> int:
    """Where a piece that begins at `start` ends, when the rest is too long: the best place not far from an equal share."""
    left = ends[-1] - ends[start]
    count = -(-left // limit)
    share = left / count
    fits = [i for i in range(start + 1, bisect_right(ends, ends[start] + limit)) if grades[i] > _INSIDE]
    fair = [i for i in fits if share / 2 <= ends[i] - ends[start] <= share * 1.5 and grades[i] > _NEVER]
    fewest = [i for i in fair if ends[-1] - ends[i] <= (count - 1) * limit]
    good = max((grades[i] for i in fewest), default=_NEVER) >= _SENTENCE
    places = fewest if good else fair  # rather one message more than half a sentence
    if places:
        return max(places, key=lambda i: (grades[i], -abs(ends[i] - ends[start] - share)))
    apart = [i for i in fits if grades[i] > _NEVER]
    return max(apart or fits, default=bisect_right(ends, ends[start] + limit) - 1)


def _grades(text: str) -> list[int]:
    """How good each place is; place i is before character i."""
    grades = [_NEVER, *(_grade(text, i) for i in range(1, len(text))), _NEVER]
    for start, end in _kept_whole(text):
        for i in range(start + 1, end):
            grades[i] = min(grades[i], _NEVER)
    return grades


def _kept_whole(text: str) -> Iterator[tuple[int, int]]:
    return (found.span() for found in _WHOLE.finditer(text) if found.end() - found.start() <= _WHOLE_LONGEST)


def _grade(text: str, i: int) -> int:
    if _is_inside(text, i):
        return _INSIDE
    if text[i] in _HELD:
        return _NEVER
    before = text[max(0, i - 8) : i].rstrip(" ")
    if before.endswith(("：\n", ":\n", "：", ":")):
        return _ANYWHERE  # a heading stays with what it announces
    if before.endswith("\n"):
        return _PARAGRAPH if before.endswith("\n\n") else _LINE
    mark = before.rstrip(_CLOSERS)[-1:]
    if mark in ("。", "！", "？", "；", "!", "?", ";", "…") or (mark == "." and text[i - 1] == " "):
        return _SENTENCE
    return _COMMA if before[-1:] in ("，", ",", "、") else _ANYWHERE


def _is_inside(text: str, i: int) -> bool:
    """Whether what stands before and after i is one character to a reader."""
    before, after = text[i - 1], text[i]
    if unicodedata.category(after).startswith("M") or after == _ZWJ or before == _ZWJ:
        return True
    if "\U0001f3fb" <= after <= "\U0001f3ff" or (before == _RETURN and after == "\n"):
        return True
    flags = "\U0001f1e6" <= before <= "\U0001f1ff" and "\U0001f1e6" <= after <= "\U0001f1ff"
    return flags or ("\ud800" <= before <= "\udbff" and "\udc00" <= after <= "\udfff")
