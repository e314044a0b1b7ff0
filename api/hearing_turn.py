"""What a turn answers, of what the dialogue expects; what was answered before and is said anew takes its place."""

from __future__ import annotations

import re
from dataclasses import replace

from api.door import Door, Expected
from bot.address_anew import address_anew
from bot.binding import WHO_TALKS, of_another
from bot.catalogue.models import Question
from bot.hearing import Heard, Hearing, hear
from bot.kinds import Moment
from bot.kinds.address_piece import put_right
from bot.kinds.name_again import name_again
from bot.kinds.said_of import said_of
from bot.turn import Turn

STEERING = frozenset({"which_service", "which_answer", "whole_address", "said_number", "more", "resend", "no_phone"})
"""Asks whose answers say nothing of the resident: their words stay for understanding to read."""
_FREE = frozenset({"text", "address", "person_name"})
"""Kinds that take almost any words for an answer."""
_AMOUNTS = frozenset({"money", "number"})
_TIMES = frozenset({"date", "years_months", "phone", "bank_card", "resident_id"})
"""Kinds of numbers that 不对，是三月 is about when they were answered last."""
_NAMING = re.compile(r"(?:[,、: ]|不对|错了|说错|写错|选错|听错|应该|改一下|改成|改为|改到|换成|更正|是|为|了|我)*")
_DENIES_NUMBER = re.compile(r"[0-9月号日年生的]不是(?:[0-9]{2,4}|[零〇一二三四五六七八九十]{1,4})[年月号日]")
"""43年生的不是44年"""
_NOT_MY_NAME = re.compile(r"(?:不是|不对|错了)[,、 ]*(?:我|俺)的?(?:叫|姓|名)")

CHANGING = frozenset({"reviewing", "idle"})
"""Where an answer may be said anew without a word of correction: in the review, and after a no, when nothing else is asked."""


def hear_turn(door: Door, turn: Turn, expected: Expected) -> Hearing:
    """What the words answer: the open questions, and answers given before where they are put right."""
    moment = _moment(door, turn, expected)
    corrects = door.correcting(turn.text) or _DENIES_NUMBER.search(turn.text) is not None
    changing = expected.changing if expected.stage in CHANGING or corrects else ()
    hearing = hear(turn.text, expected.asked, [*expected.open, *changing], moment)
    if again := _name_again(turn, expected, hearing):
        hearing = again
    elif changing:
        hearing = _corrected(door, turn, expected, hearing)
    return _address_said_anew(door, turn, expected, hearing, moment) if expected.amid else hearing


def _address_said_anew(door: Door, turn: Turn, expected: Expected, hearing: Hearing, moment: Moment) -> Hearing:
    """Its words, wherever an answer may be changed or one is called wrong."""
    corrects, names = door.correcting(turn.text), door.address_named(turn.text)
    free = expected.stage in CHANGING or (expected.asked is not None and expected.asked.key in {"which_answer", "whole_address"})
    addressed = expected.asked is not None and expected.asked.kind == "address"
    newest = expected.newest
    pieces = corrects and newest is not None and newest.kind == "address" and _puts_right(turn.text, expected, newest)
    if addressed or not (free or (corrects and names) or pieces):
        return hearing
    questions = [*expected.changing, *(q for q in expected.open if q.key in expected.before)]
    about = expected.asked is not None and expected.asked.key == "whole_address"
    return address_anew(turn.text, questions, expected.newest, hearing, moment, said_so=corrects or names or about)


def _puts_right(text: str, expected: Expected, newest: Question) -> bool:
    """又不对，是8号3栋: numbers and small words, right after an address was given."""
    return put_right(text, str(expected.before.get(newest.key) or "")) is not None


def _moment(door: Door, turn: Turn, expected: Expected) -> Moment:
    return replace(door.moment(), before=expected.before, spoken=turn.recognised is not None)


def _name_again(turn: Turn, expected: Expected, hearing: Hearing) -> Hearing | None:
    """名字打错了，谢演庆: the name that was given is put right, wherever that is said. The free words of another question are no name."""
    asked = expected.asked
    if not expected.names or (asked is not None and asked.kind == "person_name"):
        return None
    denies = _NOT_MY_NAME.match(turn.text) is not None  # its 不是 answers no question
    told = (one for one in hearing.heard if one.problem is None and not (denies and one.question.kind == "yes_no"))
    if any(one.question.kind not in _FREE and one.question.key not in STEERING for one in told):
        return None
    found = name_again(turn.text, [name for _, name in expected.names], named=asked is not None and asked.key in WHO_TALKS)
    if found is None:
        return None
    question = next(question for question, name in expected.names if name == found.before)
    return Hearing((Heard(question, found.name, found.start, found.end),), "")


def _corrected(door: Door, turn: Turn, expected: Expected, hearing: Hearing) -> Hearing:
    """改出生年月，三月 and a bare 不对，是三月: the new value of the answer that was named, else of the newest one."""
    named = next((str(one.value) for one in hearing.heard if one.question.key == "which_answer"), None)
    if named is None and (hearing.heard or not door.correcting(turn.text)):
        return hearing  # a bare 是 in the review corrects nothing
    about = expected.newest if named is None else next((q for q in expected.changing if q.key == named), None)
    if named is None:
        return _number_changed(door, turn, expected) or _said_anew(door, turn, expected, hearing, about)
    return _said_anew(door, turn, expected, hearing, about)


def _number_changed(door: Door, turn: Turn, expected: Expected) -> Hearing | None:
    """八百改成五百, 改成四千: the one amount that this can be, whatever was answered last; of several the one whose old value is said."""
    amounts = [q for q in expected.changing if q.kind in _AMOUNTS]
    moment = _moment(door, turn, expected)
    again = {q.key: hear(turn.text, q, [], moment) for q in amounts}
    fits = [q for q in amounts if again[q.key].heard and all(one.problem is None for one in again[q.key].heard)]
    if len(fits) > 1:
        said = {q.key: [one.value for one in door.kinds[q.kind].find(turn.text, q, moment, asked=True)] for q in fits}
        fits = [q for q in fits if expected.before.get(q.key) in said[q.key]]
    if len(fits) != 1 or (expected.newest is not None and expected.newest.kind in _TIMES):
        return None
    return again[fits[0].key]


def _said_anew(door: Door, turn: Turn, expected: Expected, hearing: Hearing, about: Question | None) -> Hearing:
    if about is None:
        return hearing
    start = _after_naming(turn.text, hearing) if door.kinds[about.kind].unasked == "cue" else 0
    again = hear(turn.text[start:], about, [], _moment(door, turn, expected))
    moved = tuple(replace(one, start=one.start + start, end=one.end + start) for one in again.heard)
    if any(of_another(about, said_of(turn.text, one.start, one.end)) for one in moved):
        return hearing
    return replace(again, heard=moved) if any(one.problem is None for one in moved) else hearing


def _after_naming(text: str, hearing: Hearing) -> int:
    """Where free words may begin: what only names the answer, or says that it was wrong, is none of it."""
    named = max((one.end for one in hearing.heard if one.question.key == "which_answer"), default=0)
    lead = _NAMING.match(text, named)
    return lead.end() if lead else named
