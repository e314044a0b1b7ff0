"""One-time codes that were sent to a telephone."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.catalogue.models import Question
from bot.chinese import digits_of
from bot.kinds import Found, Moment, Problem, Unasked, Value
from bot.kinds.spoken import digit_by_digit

WHOLE = 6
"""Digits of a code that nobody asked for just now."""
_BESIDE = re.compile(r"(?:尾号|[后末][四4]位)(?:数字?)?(?:是|为|:)?$")
_BEHIND = re.compile(r" ?[年月岁块元]")
"""1943年 and 尾号8876 are no codes."""


class Code:
    """Four to six digits, or as many as `length` says; six when not asked. Value: the digits."""

    name = "code"
    unasked: Unasked = "words"
    cues: tuple[str, ...] = ()

    def find(self, text: str, question: Question, at: Moment, *, asked: bool) -> Iterable[Found]:
        """The first run of digits of that length; else a run of another length as a problem."""
        length = question.settings.get("length")
        if not asked:
            return [Found(d.start, d.end, d.digits) for d in digits_of(text) if len(d.digits) == int(length or WHOLE)]
        allowed = range(int(length), int(length) + 1) if length else range(4, 7)
        runs = [d for d in digits_of(text) if len(d.digits) > 2 and not _BESIDE.search(text[: d.start]) and not _BEHIND.match(text, d.end)]
        good = [Found(d.start, d.end, d.digits) for d in runs if len(d.digits) in allowed]
        if good:
            return good
        return [Found(d.start, d.end, d.digits, Problem("kinds.code.length", {"count": len(d.digits)})) for d in runs[:1]]

    def show(self, value: Value, question: Question, at: Moment) -> str:
        """The digits."""
        return str(value)

    def speak(self, value: Value, question: Question, at: Moment) -> str:
        """Three at a time."""
        return digit_by_digit(str(value), (3,))
