"""One sentence in words only: the steps, in the order in which they must come."""

from __future__ import annotations

import re
from functools import lru_cache

from voice.mouth.reading.amounts import money, numbers, shares
from voice.mouth.reading.dates_and_times import dates, times
from voice.mouth.reading.identifiers import identifiers
from voice.mouth.reading.latin import addresses, latin
from voice.mouth.reading.plain import brackets_as_pauses, tidy
from voice.mouth.reading.table import any_of, table


@lru_cache(maxsize=2_048)
def in_words(sentence: str) -> str:
    """The plain sentence with every number, sign and abbreviation in words; Chinese characters and marks are all that is left."""
    for step in (_terms, addresses, dates, times, identifiers, brackets_as_pauses, money, shares, numbers, latin, _left_over, tidy):
        sentence = step(sentence)
    return sentence


def _terms(text: str) -> str:
    return re.sub(rf"(?<![\dA-Za-z.])(?:{any_of(table().terms)})", lambda match: table().terms[match[0]], text)


_JOINS = {"+": "加", "=": "等于", "&": "和", "@": "艾特", "×": "乘", "÷": "除以", "~": "到"}


def _left_over(text: str) -> str:
    """Signs between words: some are said, the rest are a pause or nothing."""
    text = re.sub(r"(?<=[一二三四五六七八九十百千万亿])#(?=楼|栋|幢|院)", "号", text)
    text = re.sub(r"(?<=[^\s，。；、])[+=&@×÷~](?=[^\s，。；、])", lambda match: _JOINS[match[0]], text)
    return re.sub(r"[/|\\•·]|(?<=\S)-(?=\S)", "，", text)
