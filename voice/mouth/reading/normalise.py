"""One sentence in words only: the steps, in the order in which they must come."""

from __future__ import annotations

import re
from functools import lru_cache

from voice.mouth.reading.amounts import money, numbers, shares
from voice.mouth.reading.dates_and_times import dates, times
from voice.mouth.reading.identifiers import identifiers
from voice.mouth.reading.latin import latin
from voice.mouth.reading.pinyin import readable
from voice.mouth.reading.plain import HAN, brackets_as_pauses, tidy
from voice.mouth.reading.table import any_of, table


def in_words(sentence: str) -> str:
    """The plain sentence with every number, sign and abbreviation in words; Chinese characters and marks are all that is left."""
    for step in (
        _terms,
        dates,
        times,
        identifiers,
        brackets_as_pauses,
        money,
        shares,
        numbers,
        latin,
        _left_over,
        _without_the_unreadable,
        tidy,
    ):
        sentence = step(sentence)
    return sentence


def _terms(text: str) -> str:
    return _term().sub(lambda match: table().terms[match[0]], text)


@lru_cache(maxsize=1)
def _term() -> re.Pattern[str]:
    return re.compile(rf"(?<![\dA-Za-z.])(?:{any_of(table().terms)})")


_CHARACTER = re.compile(f"[{HAN}]")
_JOINS = {"+": "加", "=": "等于", "&": "和", "@": "艾特", "×": "乘", "÷": "除以", "~": "到"}


def _left_over(text: str) -> str:
    """Signs between words: some are said, the rest are a pause or nothing."""
    text = re.sub(r"(?<=[一二三四五六七八九十百千万亿])#(?=楼|栋|幢|院)", "号", text)
    text = re.sub(r"(?<=[^\s，。；、])[+=&@×÷~](?=[^\s，。；、])", lambda match: _JOINS[match[0]], text)
    return re.sub(r"[/|\\•·]|(?<=\S)-(?=\S)", "，", text)


def _without_the_unreadable(text: str) -> str:
    """The characters that no dictionary gives a syllable for are left out."""
    return _CHARACTER.sub(lambda match: match[0] if readable(match[0]) else "", text)
