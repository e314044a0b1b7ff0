"""Telephone numbers of mainland China."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.catalogue.models import Question
from bot.chinese import Digits, digit_groups, digits_of
from bot.kinds import Found, Moment, Problem, Unasked, Value
from bot.kinds.spoken import digit_by_digit, grouped

_MOBILE = re.compile(r"(?:(?:00)?86)?(?P<number>1[3-9][0-9]{9})")
_LANDLINE = re.compile(r"0[1-9][0-9]{1,2}[2-8][0-9]{6,7}|[2-8][0-9]{6,7}")
_PLUS = re.compile(r"\+ ?$")


class Phone:
    """A mobile number, with `landline: true` also a fixed one. Value: digits only, without +86."""

    name = "phone"
    unasked: Unasked = "clear"
    cues: tuple[str, ...] = ("电话", "手机", "号码", "打给", "联系")

    def find(self, text: str, question: Question, at: Moment, *, asked: bool) -> Iterable[Found]:
        """Written, in groups or spoken; when asked also a run of digits that is no such number."""
        landline = bool(question.settings.get("landline"))
        found = [f for d in digit_groups(text, range(7, 16)) if (f := _number(text, d, landline))]
        if found or not asked:
            return _apart(found)
        longest = max(digits_of(text), key=lambda d: len(d.digits), default=None)
        if longest is None or len(longest.digits) < 5:
            return []
        count = len(longest.digits)
        problem = Problem("kinds.phone.mobile") if count == 11 else Problem("kinds.phone.length", {"count": count})
        return [Found(longest.start, longest.end, longest.digits, problem)]

    def show(self, value: Value, question: Question, at: Moment) -> str:
        """138 0013 8000."""
        return " ".join(grouped(str(value), _sizes(str(value))))

    def speak(self, value: Value, question: Question, at: Moment) -> str:
        """幺三八，零零幺三，八零零零."""
        return digit_by_digit(str(value), _sizes(str(value)))


def _number(text: str, digits: Digits, landline: bool) -> Found | None:
    plus = _PLUS.search(text[: digits.start])
    start = plus.start() if plus else digits.start
    mobile = _MOBILE.fullmatch(digits.digits)
    if mobile:
        return Found(start, digits.end, mobile["number"])
    if landline and _LANDLINE.fullmatch(digits.digits):
        return Found(start, digits.end, digits.digits)
    return None


def _sizes(number: str) -> tuple[int, ...]:
    if number.startswith("1"):
        return (3, 4, 4)
    if not number.startswith("0"):
        return (4,)
    return (3, 4) if number[1] in "12" else (4, 4)


def _apart(found: list[Found]) -> list[Found]:
    kept: list[Found] = []
    for one in found:
        if all(one.end <= k.start or k.end <= one.start for k in kept):
            kept.append(one)
    return sorted(kept, key=lambda f: f.start)
