"""Whole numbers of something: times, persons, square metres."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.catalogue.models import Question
from bot.chinese import NUMBER, number_of
from bot.kinds import Found, Moment, Problem, Unasked, Value


class Number:
    """A whole number. Settings: `min`, `max`, `units` (个, 次, 人)."""

    name = "number"
    unasked: Unasked = "clear"
    cues: tuple[str, ...] = ()

    def find(self, text: str, question: Question, at: Moment, *, asked: bool) -> Iterable[Found]:
        """Numbers with one of the units; when asked also bare ones."""
        units = "|".join(re.escape(u) for u in sorted(question.settings.get("units", ()), key=len, reverse=True))
        if units:
            found = list(_numbers(rf"(?:{units})", text, question))
            if found or not asked:
                return found
        return list(_numbers("", text, question)) if asked else []

    def show(self, value: Value, question: Question, at: Moment) -> str:
        """With its first unit: 3个."""
        units = question.settings.get("units", ())
        return f"{value}{units[0] if units else ''}"

    def speak(self, value: Value, question: Question, at: Moment) -> str:
        """As for the eye."""
        return self.show(value, question, at)


def _numbers(unit: str, text: str, question: Question) -> Iterable[Found]:
    pattern = rf"(?<![0-9.第])(?:{NUMBER}){unit}(?![0-9])"
    for said in re.finditer(pattern, text):
        words = re.match(NUMBER, said[0])
        number = number_of(words[0]) if words else None
        if number is None or (not unit and said[0] in "一两" and re.match(r"[下些点直起样会边定]", text[said.end() :])):
            continue
        if number != int(number):
            yield Found(said.start(), said.end(), str(number), Problem("kinds.number.whole"))
            continue
        yield Found(said.start(), said.end(), int(number), _outside(int(number), question))


def _outside(number: int, question: Question) -> Problem | None:
    low, high = question.settings.get("min"), question.settings.get("max")
    if low is not None and number < low:
        return Problem("kinds.number.small", {"min": low})
    if high is not None and number > high:
        return Problem("kinds.number.large", {"max": high})
    return None
