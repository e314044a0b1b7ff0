"""For whom it is done: for the one who talks, or for somebody else; and whose name and number are whose."""

from __future__ import annotations

from actions.applying.steps import concerns_applicant
from actions.sitting import IDENTITY, Sitting
from bot.binding import PERSONAL
from bot.kinds.said_of import said_of
from bot.say import Said


def for_another(sitting: Sitting) -> bool:
    """Whether the resident has said that the open application is for somebody else, who is not the one verified."""
    if sitting.draft is None or sitting.verifies_holder():
        return False
    service, values = sitting.service(), sitting.values()
    if service.about is None or service.applicant is not None:
        return False
    return all(key in values for key in service.about.self_if) and not concerns_applicant(service, values)


def not_their_own(sitting: Sitting) -> tuple[Said, ...]:
    """Takes back a name or number given for the resident's own that was said of the other one before, and says so."""
    talk = sitting.talk
    if not talk.identity or sitting.person() is not None or not for_another(sitting):
        return ()
    service, values = sitting.service(), sitting.values()
    others = {str(values[q.key]) for q in (*service.eligibility, *service.questions) if q.kind in PERSONAL and values.get(q.key)}
    theirs = [key for key in IDENTITY if key in talk.identity and str(sitting.secret(talk.identity[key]).value) in others]
    said = [sitting.say(f"identity.not_yours.{key}", value=talk.identity.pop(key)) for key in theirs]
    talk.code_sent = talk.code_sent and not theirs
    return tuple(said)


def said_of_another(text: str, start: int, end: int) -> bool:
    """Whether these words tell somebody else's name or number."""
    return said_of(text, start, end).who == "other"
