"""Tones as they change in speech: 一, 不, and a third tone before a third.

eSpeak NG 1.51 raises every third tone before a third by itself, however many
there are and whatever belongs together. So it is done here, by words, and
nothing is left for it: 我很好 is wo3 hen2 hao3, not wo2 hen2 hao3.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_DIGITS = "零〇一二两三四五六七八九幺"
_FIRST = re.compile(
    f"(?<=[{_DIGITS}十])一(?![百千万亿])|(?<=十)一|一(?=[{_DIGITS}])|(?<=[{_DIGITS}]点)一|一(?=[到至或][{_DIGITS}])"
    "|(?<=第)一|(?<=之)一|(?<=唯)一|(?<!系统)(?<=统)一|(?<!当初)(?<=初)一|(?<![一二两三这]周)(?<=周)一|(?<=星期)一|(?<=礼拜)一"
    "|一(?=[月号日楼层级栋期室]|单元|年级)"
)
"""Where 一 is a digit, a rank or a name, and keeps its first tone."""


@dataclass(frozen=True)
class Word:
    """A word with its syllables, one a character."""

    text: str
    syllables: tuple[str, ...]


def spoken(words: list[Word]) -> list[str]:
    """The syllables of one clause (no pause in it) with their tones as spoken."""
    text = "".join(word.text for word in words)
    syllables = [syllable for word in words for syllable in word.syllables]
    first = {match.start() for match in _FIRST.finditer(text)}
    for at, character in enumerate(text):
        after = syllables[at + 1][-1] if at + 1 < len(text) else ""
        if character == "一":
            syllables[at] = _one(text, at, after, at in first)
        elif character == "不" and syllables[at] != "bu5":
            syllables[at] = _not(text, at, after)
    return _thirds(words, syllables)


def _one(text: str, at: int, tone_after: str, first: bool) -> str:
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    if before and before == after and before not in _DIGITS and text[max(0, at - 2) : at] != f"一{before}":
        return "yi5"
    if not tone_after or first:
        return "yi1"
    return "yi2" if tone_after == "4" or after == "个" else "yi4"


def _not(text: str, at: int, tone_after: str) -> str:
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    if before and before == after:
        return "bu5"
    return "bu2" if tone_after == "4" else "bu4"


def _thirds(words: list[Word], syllables: list[str]) -> list[str]:
    """A third tone before a third becomes a second: inside a word all but the last, between words from right to left."""
    end, after = len(syllables), ""
    for word in reversed(words):
        start = end - len(word.syllables)
        for place in reversed(range(start, end)):
            tone = syllables[place][-1]
            if tone == after == "3":
                syllables[place] = syllables[place][:-1] + "2"
            after = tone
        after, end = syllables[start][-1], start
    return syllables
