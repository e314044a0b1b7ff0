"""What may never be put into somebody's mouth, however much it sounds like it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from bot.kinds.surnames import COMPOUND, SINGLE
from voice.ears.matching import MISSED, Fit, Step, steps
from voice.ears.sounds import SAME_BUT_FOR_TONE

_NO = frozenset("不没未无别非莫冇勿")
_PLAIN_NO = frozenset("不没莫冇")
"""Those that are never part of another word's sound where a phrase begins, ends, or is short."""
_NUMERALS = frozenset("0123456789零〇一二两三四五六七八九十百千万亿半幺")
_NAMED = re.compile(r"(?:叫做?|姓|名字是|姓名是|名字)[\u4e00-\u9fff]{0,3}$")
"""What stands before a name that somebody says."""
_LIKE_A_NAME = 4
_BARE = 3
"""In a shorter phrase a number is one: 退一 is not 退役."""
_WITHIN = 4
"""Only inside a phrase of so many characters a no may be another word of its sound."""


def changes(text: str, fit: Fit) -> list[Step]:
    """The places where the phrase differs from what is written there."""
    return [s for s in steps(text, fit) if s.heard < 0 or s.wanted < 0 or text[s.heard] != fit.phrase[s.wanted]]


def is_other_words(changed: Iterable[Step]) -> bool:
    """Whether nothing was misheard, and words were only left out or added: 是本省的 is not 都是本省的, though both mean it."""
    return all(min(step.heard, step.wanted) < 0 and step.cost >= MISSED for step in changed)


def turns_it_around(text: str, fit: Fit, changed: Iterable[Step]) -> bool:
    """Whether a no would come or go: 不在 is never 在. The very syllable inside a longer word may be one: 育儿不贴 is 育儿补贴."""
    return any(_loses_no(text, fit, step) for step in changed)


def makes_a_number(text: str, fit: Fit, changed: Iterable[Step]) -> bool:
    """Whether a number would come, go, or become another: 四 is never 十. The very syllable in a word may be one: 一保 is 医保."""
    return any(_bends_number(text, fit, step) for step in changed)


def _loses_no(text: str, fit: Fit, step: Step) -> bool:
    heard, wanted = _pair(text, fit, step)
    if heard in _PLAIN_NO and (len(fit.phrase) < _WITHIN or not fit.start < step.heard < fit.end - 1):
        return True  # 户口不 is not 户口簿, 不办 is not 补办
    return bool({heard, wanted} & _NO) and step.cost > SAME_BUT_FOR_TONE


def _bends_number(text: str, fit: Fit, step: Step) -> bool:
    heard, wanted = _pair(text, fit, step)
    if heard in _NUMERALS and (wanted in _NUMERALS or len(fit.phrase) < _BARE):
        return True
    return bool({heard, wanted} & _NUMERALS) and step.cost > SAME_BUT_FOR_TONE


def _pair(text: str, fit: Fit, step: Step) -> tuple[str, str]:
    return text[step.heard] if step.heard >= 0 else "", fit.phrase[step.wanted] if step.wanted >= 0 else ""


def breaks(changed: Sequence[Step], words: Iterable[tuple[int, int]]) -> bool:
    """Whether a changed character stands in one of these spans."""
    places = [step.heard for step in changed if step.heard >= 0]
    return any(start <= place < end for start, end in words for place in places)


def names_somebody(text: str, start: int) -> bool:
    """Whether what begins here may be a person's name: after 叫 and 姓, and where the sentence is nothing but that."""
    if _NAMED.search(text[:start]):
        return True
    return start == 0 and is_like_a_name(text)


def is_like_a_name(text: str) -> bool:
    """Whether the whole may be somebody's name: two to four characters, the first a surname."""
    return 2 <= len(text) <= _LIKE_A_NAME and ((text[0] in SINGLE and len(text) < _LIKE_A_NAME) or text[:2] in COMPOUND)
