"""Cuts a long text into messages that WeChat takes, where a reader would pause."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import accumulate

LIMIT = 2048
"""UTF-8 bytes of one text message, passive or active."""

_NEVER, _ANYWHERE, _COMMA, _SENTENCE, _LINE, _PARAGRAPH = range(6)
"""How good a place is to cut, the best last."""

_WHOLE = re.compile(
    r"https?://[!-~]+"  # a link
    r"|[⟦【][^⟦⟧【】\n]{0,80}[⟧】]"
    r"|[A-Za-z0-9]+(?:[-.,:/@_+'’ ]?[A-Za-z0-9]+)*[%％℃]?(?:个?[年月日号时点分岁元万亿千百次级])*"
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
    pieces = []
    rest = text.strip()
    while size(rest) > limit:
        at = _cut(rest, limit)
        pieces.append(rest[:at].rstrip())
        rest = rest[at:].lstrip()
    return (*pieces, rest) if rest else tuple(pieces)


def _cut(text: str, limit: int) -> int:
    """Where the first piece of a text that is too long ends: the best place not far from an equal share."""
    ends = [0, *accumulate(size(c) for c in text)]
    whole = ends[-1]
    count = -(-whole // limit)
    share = whole / count
    last = next(i for i in range(len(text), 0, -1) if ends[i] <= limit)
    grades = _grades(text, last)
    fair = [i for i in range(1, last + 1) if share / 2 <= ends[i] <= share * 1.5 and grades[i] > _NEVER]
    fewest = [i for i in fair if whole - ends[i] <= (count - 1) * limit]
    good = max((grades[i] for i in fewest), default=_NEVER) >= _SENTENCE
    places = fewest if good else fair  # rather one message more than half a sentence
    if places:
        return max(places, key=lambda i: (grades[i], -abs(ends[i] - share)))
    anywhere = [i for i in range(1, last + 1) if grades[i] > _NEVER] or [i for i in range(1, last + 1) if not _is_inside(text, i)]
    return max(anywhere, default=last)


def _grades(text: str, last: int) -> list[int]:
    """How good each place up to `last` is; place i is before character i."""
    grades = [_NEVER, *(_grade(text, i) for i in range(1, last + 1))]
    for start, end in _kept_whole(text):
        for i in range(start + 1, min(end, last + 1)):
            grades[i] = _NEVER
    return grades


def _kept_whole(text: str) -> Iterator[tuple[int, int]]:
    return (found.span() for found in _WHOLE.finditer(text) if found.end() - found.start() <= _WHOLE_LONGEST)


def _grade(text: str, i: int) -> int:
    if i == len(text) or _is_inside(text, i) or text[i] in _HELD:
        return _NEVER
    before = text[:i].rstrip(" ") if text[i - 1] == " " else text[max(0, i - 8) : i]
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
