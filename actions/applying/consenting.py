"""Asking whether departments may be asked: what would be read, from whom and what for."""

from __future__ import annotations

from actions.applying.steps import fetchable
from actions.choices import yes_no
from actions.listening.again import LAST, SAME_WORDS, times_asked
from actions.sitting import Sitting
from actions.talk import Stage
from actions.wording import joined, leave_open, reply, steps_at
from bot.say import Said
from bot.turn import Reply

STAGE: Stage = "consenting"


def ask_consent(sitting: Sitting, fields: tuple[str, ...], *before: Said | str) -> Reply:
    """Says what would be read and what for, and asks."""
    times = times_asked(sitting, STAGE)
    if times > LAST:
        return leave_open(sitting, *before)
    sitting.talk.stage, sitting.talk.asking = STAGE, None
    said = sitting.say("dialogue.consent"), _question(sitting, fields, times)
    return reply(*before, *said, choices=yes_no(sitting), facts=steps_at(sitting, "details") | {"notice": True})


def consent_again(sitting: Sitting, times: int) -> Said:
    """The question alone, with all that a yes would agree to."""
    return _question(sitting, fetchable(sitting.desk.catalogue, sitting.service(), sitting.values()), times)


def _question(sitting: Sitting, fields: tuple[str, ...], times: int) -> Said:
    """What is agreed to stands in the question itself: nobody is to say yes to a bare 您同意吗, however it comes to be asked again."""
    known = sitting.desk.catalogue.records
    departments = joined(sitting, dict.fromkeys(known[f].department for f in fields))
    sentence = "dialogue.consent_question" if times <= SAME_WORDS else "dialogue.consent_still"
    return sitting.say(sentence, departments=departments, fields=joined(sitting, (known[f].title for f in fields)))
