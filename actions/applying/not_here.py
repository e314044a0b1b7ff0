"""What is called wrong and is no answer of this application yet, or none at all: that is said, and where it comes from."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from actions.applying.steps import undecided
from actions.sitting import Sitting
from bot.catalogue.models import Question
from bot.say import Said

BIRTH = "birth"
"""Stands for a date of birth among kinds of answers."""
_WHERE_FROM = {"phone": "identity.phone_registered", BIRTH: "identity.birth_from_number"}


def of_kinds(question: Question, kinds: Collection[str]) -> bool:
    """Whether a question is of one of these kinds; `BIRTH` is a date of birth."""
    return question.kind in kinds or (BIRTH in kinds and tells_birth(question))


def tells_birth(question: Question) -> bool:
    """Whether it asks when somebody was born."""
    return question.kind == "date" and (question.from_id == "birth_date" or "birth" in question.settings)


def not_here(sitting: Sitting, kinds: Collection[str]) -> Said | None:
    """That it will be asked, else where it comes from and that it cannot be changed here; None for what neither is true of."""
    if "phone" in kinds and sitting.talk.asking == "code":
        return sitting.say("identity.phone_registered")
    coming = next(_to_come(sitting, kinds), None)
    if coming is not None:
        return sitting.say("dialogue.asked_soon", label=coming.short.in_(sitting.utterance.language))
    return next((sitting.say(_WHERE_FROM[kind]) for kind in kinds if kind in _WHERE_FROM), None)


def _to_come(sitting: Sitting, kinds: Collection[str]) -> Iterator[Question]:
    """Questions of these kinds that are still to be asked, perhaps."""
    if sitting.draft is None:
        return
    service, known = sitting.service(), sitting.values()
    asked = (*service.eligibility, *service.questions)
    yield from (q for q in asked if of_kinds(q, kinds) and q.key not in sitting.draft.answers and undecided(q.only_if, known))
    if "resident_id" in kinds and sitting.person() is None and "resident_id" not in sitting.talk.identity:
        yield sitting.ask("resident_id")
