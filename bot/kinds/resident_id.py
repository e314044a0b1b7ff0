"""The resident identity number: 18 characters, GB 11643, check character by ISO 7064 MOD 11-2.

The area code is not compared with the list of areas: areas are merged and
renumbered, and the demonstration's people live in a code that is not assigned.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from stdnum.iso7064 import mod_11_2

from bot.catalogue.models import Question
from bot.chinese import Digits, digit_groups, digits_of
from bot.kinds import Found, Moment, Problem, Unasked, Value
from bot.kinds.spoken import digit_by_digit

_X = re.compile(r"[ \-,、]{0,2}(?:[xX×]|大?写?叉|埃克斯|艾克斯|爱克斯)(?![0-9A-Za-z])")


class ResidentId:
    """公民身份号码, value: 18 characters, X in capitals."""

    name = "resident_id"
    unasked: Unasked = "clear"
    cues: tuple[str, ...] = ("身份证", "身份证号", "证件号", "ID", "id")

    def find(self, text: str, question: Question, at: Moment, *, asked: bool) -> Iterable[Found]:
        """Numbers with or without pauses, spoken or written; when asked also those that cannot be right."""
        found = [Found(start, end, number, fault(number, at.today)) for start, end, number in numbers(text)]
        found.sort(key=lambda f: f.problem is not None)
        if found:
            return found if asked else [f for f in found if f.problem is None]
        return list(_wrong_length(text)) if asked else []

    def show(self, value: Value, question: Question, at: Moment) -> str:
        """Without its middle: 430***********1228."""
        return f"{str(value)[:3]}{'*' * 11}{str(value)[-4:]}"

    def speak(self, value: Value, question: Question, at: Moment) -> str:
        """Its end alone: 尾号幺二二八."""
        return f"尾号{digit_by_digit(str(value)[-4:], (4,))}"

    def show_whole(self, value: Value) -> str:
        """As it is on the card."""
        return str(value)

    def speak_whole(self, value: Value) -> str:
        """Area, year, month and day, rest: 6-4-4-4."""
        return digit_by_digit(str(value), (6, 4, 4, 4))


def numbers(text: str) -> list[tuple[int, int, str]]:
    """(start, end, number) of everything of 18 characters that could be a resident identity number."""
    found: list[tuple[int, int, str]] = []
    for digits in digit_groups(text, range(17, 19)):
        tail = _X.match(text, digits.end)
        if len(digits.digits) == 17 and tail is None:
            continue
        end = tail.end() if len(digits.digits) == 17 and tail else digits.end
        if all(end <= s or e <= digits.start for s, e, _ in found):
            found.append((digits.start, end, digits.digits + ("X" if len(digits.digits) == 17 else "")))
    return found


def fault(number: str, today: date) -> Problem | None:
    """What is wrong with 18 characters: the date of birth in them, or the check character."""
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return Problem("kinds.resident_id.birth_date")
    if not date(1880, 1, 1) <= born <= today:
        return Problem("kinds.resident_id.birth_date")
    return None if mod_11_2.is_valid(number) else Problem("kinds.resident_id.check_digit")


def _wrong_length(text: str) -> Iterable[Found]:
    longest: Digits | None = max(digits_of(text), key=lambda d: len(d.digits), default=None)
    if longest is None or len(longest.digits) < 6:
        return
    tail = _X.match(text, longest.end)
    count = len(longest.digits) + (1 if tail else 0)
    end = tail.end() if tail else longest.end
    problem = Problem("kinds.resident_id.old") if count == 15 else Problem("kinds.resident_id.length", {"count": count})
    yield Found(longest.start, end, longest.digits, problem)
