"""Names and numbers of two people in one breath, where nothing tells whose is whose: then none of them is taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.catalogue.models import Question
from bot.kin import surely_two
from bot.kinds import Found, Problem
from bot.kinds.asking import CORRECTION
from bot.told_of import told_of

_TWO = {"person_name": Problem("kinds.person_name.two"), "resident_id": Problem("kinds.resident_id.two")}

WHOSE = frozenset(problem.say for problem in _TWO.values())
"""Keys of the sentences that ask whose it is."""


def unclear_whose(text: str, question: Question, found: Sequence[Found]) -> bool:
    """Whether two people's were said where one is wanted: 我爸我妈叫…和…, two numbers and no word of correction between them."""
    if question.kind not in _TWO:
        return False
    if any(_of_two(text, question.settings.get("relative"), one) for one in found):
        return True
    numbers = sorted((one for one in found if one.problem is None), key=lambda one: one.start) if question.kind == "resident_id" else []
    if len({one.value for one in numbers}) < 2:
        return False
    return CORRECTION.search(text[numbers[0].end : numbers[-1].start]) is None


def unclear(found: Found, question: Question) -> Found:
    """What was found, as an answer that has to be asked again."""
    return replace(found, value=None, problem=_TWO[question.kind])


def _of_two(text: str, about: str | None, found: Found) -> bool:
    people = told_of(text, found.start, found.end)
    mine = [one for one in people if not surely_two(one, about)]
    return len(people) > 1 and bool(mine) and any(surely_two(one, other) for one in people for other in people)
