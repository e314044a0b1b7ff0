"""Which names and numbers in a sentence may answer which question: each belongs to the person it is said of."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from bot.catalogue.models import Question
from bot.kin import key_of, surely_two
from bot.kinds import Found, Moment
from bot.kinds.name_and_id import whose
from bot.kinds.said_of import OF_ANOTHER, SaidOf, people_in, said_of
from bot.told_of import told_of

PERSONAL = frozenset({"person_name", "resident_id"})
"""Kinds whose answers are somebody's."""
FACTS = frozenset({"choice", "yes_no", "date", "years_months", "money", "number", "region"})
"""Kinds whose answers tell something of somebody; an address or a telephone may be anybody's, if it was asked for."""
WHO_TALKS = frozenset({"name", "resident_id", "code"})
"""Questions by which it is found out who talks."""
_INTRODUCED = re.compile(r"的$|[我俺]就?是[^,。;!? ]{2,8}$")
"""我是青禾区的刘演芳, 我是她儿子刘演安"""
OWN = ""
"""The resident, as `whose` tells it."""


class Span(Protocol):
    """What was found, from where to where."""

    @property
    def start(self) -> int:
        """Its first character."""

    @property
    def end(self) -> int:
        """The one behind its last."""


@dataclass(frozen=True)
class Binding:
    """Who is meant in this sentence."""

    text: str
    called: Mapping[str, frozenset[str]]
    """`whose` of a question → what that person is called in its cues."""
    for_another: bool
    """Whether somebody else's number is wanted too: then a bare one that was not asked for may be either's."""
    holder: str | None = None
    """The relative for whom it is done, while name and number of that one are wanted in the resident's place."""
    own_asked: bool = False
    """Whether it is being found out who talks: a bare number is theirs then."""

    def fitting(self, question: Question, found: Sequence[Found], *, asked: bool) -> list[Found]:
        """Those that may be about the person whom the question is about."""
        if question.kind not in PERSONAL:
            return [one for one in found if not of_somebody_else(self.text, question, one, asked=asked)]
        said = [(one, said_of(self.text, one.start, one.end)) for one in found]
        said = [(one, of) for one, of in said if not of_another(question, of)]
        if anybody(question):
            return [one for one, of in said if of.who == "other"] or [one for one, _ in said]
        return [one for one, of in said if self._may(question, of, asked=asked)]

    def surely(self, question: Question, found: Found) -> bool:
        """Whether it is said of the very person whom the question's cues name: (他叫…,)身份证…"""
        if question.kind not in PERSONAL:
            return False
        of = said_of(self.text, found.start, found.end)
        if whose(question) == OWN:
            introduced = _INTRODUCED.search(self.text[: found.start]) is not None
            return (of.who == "self" and (question.kind == "resident_id" or introduced)) or (of.who == "other" and anybody(question))
        return of.who == "other" and of.is_called(self.called[whose(question)])

    def of_holder(self, of: SaidOf) -> bool:
        """Whether it is said of the relative for whom it is done: 我老公叫… where his fund is paid out names no spouse of his."""
        key = key_of(of.word) if of.who == "other" and self.holder is not None else None
        return key is not None and not surely_two(key, self.holder)

    def _may(self, question: Question, of: SaidOf, *, asked: bool) -> bool:
        if whose(question) == OWN:
            return of.who == "self" or (of.who == "nobody" and (asked or self.own_asked or not self.for_another))
        if self.of_holder(of):
            return False
        return of.who != "self" or not self.called[whose(question)]


def bind(text: str, asked: Question | None, questions: Sequence[Question], at: Moment) -> Binding:
    """Who is meant, as far as these questions ask."""
    called: dict[str, frozenset[str]] = {}
    for question in questions:
        if question.kind in PERSONAL:
            called[whose(question)] = called.get(whose(question), frozenset()) | people_in(question.cues)
    others = [q for q in questions if q.kind == "resident_id" and whose(q) != OWN and q.only_if]
    wanted = any(all(str(at.before.get(key)) in values for key, values in q.only_if.items()) for q in others)
    holder = next((str(q.settings["relative"]) for q in questions if anybody(q) and "relative" in q.settings), None)
    return Binding(text, called, wanted, holder, asked is not None and asked.key in WHO_TALKS)


def of_somebody_else(text: str, question: Question, found: Span, *, asked: bool) -> bool:
    """Whether this is told of a relative who is surely not the one whom the question is about: 我老伴住在青禾区, amid my own."""
    about = question.settings.get("relative")
    if about is None or question.kind not in (FACTS if asked else FACTS | {"address"}) or any(option.people for option in question.options):
        return False
    people = told_of(text, found.start, found.end)
    return bool(people) and all(surely_two(one, about) for one in people)


def anybody(question: Question) -> bool:
    """Whether the one for whom it is done may be the one who is verified: 替爸妈办的，报爸妈的姓名."""
    return question.settings.get("whose") == "anybody"


def of_one(question: Question, relative: str) -> Question:
    """The question, about this relative (a key of `bot.kin`) and nobody else: 我爸叫… is no answer about 我妈."""
    return question.model_copy(update={"settings": {**question.settings, "relative": relative}})


def of_another(question: Question, of: SaidOf) -> bool:
    """Whether it is said of a relative who is surely not the one whom the question is about."""
    return of.who == "other" and surely_two(key_of(of.word), question.settings.get("relative"))


def of_anybody(question: Question) -> Question:
    """The question, to be answered with anybody's name or number."""
    return question.model_copy(update={"settings": {**question.settings, "whose": "anybody"}})


def somebody_elses(question: Question, found: Found) -> Found:
    """An answer about somebody else to a question about the resident."""
    return replace(found, value=None, problem=OF_ANOTHER[question.kind])
