"""What may be said next, in words, for the ears: from what the dialogue expects."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.orm import Session

from actions.desk import Desk
from actions.expecting import Expectation, expect
from actions.talk import Talk, load_talk
from bot.catalogue.models import Question
from bot.expecting import Expecting, Manner

_SAID: dict[str, tuple[Manner, tuple[int, ...]]] = {
    "resident_id": ("digits", (18,)),
    "phone": ("digits", (11,)),
    "code": ("digits", (6,)),
    "bank_card": ("digits", (16, 17, 18, 19)),
    "person_name": ("long", ()),
    "address": ("long", ()),
    "text": ("long", ()),
    "date": ("long", ()),
    "yes_no": ("closed", ()),
    "choice": ("closed", ()),
    "region": ("closed", ()),
}
"""By kind of answer: how it is said, and how many digits it has. Kinds that are not here are said in any words."""

_YES_OR_NO = frozenset({"guessing", "consenting", "reviewing"})
"""Stages in which a yes or a no is awaited though no question is put."""


def phrases(desk: Desk, session: Session, conversation: str, language: str = "zh") -> Expecting:
    """What the ears listen for in this talk's next turn."""
    talk, expectation = load_talk(session, conversation), expect(desk, session, conversation, language)
    asked = expectation.asked
    yes_or_no = talk.stage in _YES_OR_NO
    manner, digits = _SAID.get(asked.kind, ("free", ())) if asked else ("closed" if yes_or_no else "free", ())
    answers = [*_tapped(talk), *(_answers(desk, asked) if asked else ()), *(_yes_and_no(desk) if yes_or_no else ())]
    return Expecting(manner, _once(answers), _once(_names(desk, expectation)), digits)


def lexicon(desk: Desk) -> tuple[str, ...]:
    """All names of the catalogue: services, matters of others, places. What sounds like one of them may mean it."""
    catalogue = desk.catalogue
    services = [name for s in catalogue.services.values() for name in (s.title.zh, *s.names)]
    topics = [name for topic in catalogue.directory.topics for name in (topic.title.zh, *topic.names)]
    return _once([*services, *topics, *_places(desk)])


def _tapped(talk: Talk) -> list[str]:
    """What the last reply offers to tap: its words may as well be spoken."""
    return [words for reply in talk.replies[-1:] for choice in reply["choices"] for words in (choice["title"], choice["value"])]


def _answers(desk: Desk, asked: Question) -> list[str]:
    match asked.kind:
        case "yes_no":
            return [*_yes_and_no(desk), *asked.says_yes, *asked.says_no]
        case "region":
            return _places(desk)
        case _:
            return [name for option in asked.options for name in (option.title.zh, *option.names)]


def _yes_and_no(desk: Desk) -> list[str]:
    words = desk.catalogue.asks.words
    return [*words["yes"], *words["no"]]


def _names(desk: Desk, expectation: Expectation) -> Iterable[str]:
    """What may be named whatever was asked: services before an application is open, afterwards what changes an answer."""
    if not expectation.amid:
        return [name for s in desk.catalogue.services.values() for name in (s.title.zh, *s.names)]
    return [question.short.zh for question in expectation.changing]


def _places(desk: Desk) -> list[str]:
    return [name for region in desk.catalogue.regions.regions.values() for name in (region.title, *region.names)]


def _once(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for word in words if word))
