"""The question that is open at this moment, put once more behind something that was said aside."""

from __future__ import annotations

from actions.applying.consenting import consent_again
from actions.applying.reviewing import question_put
from actions.choices import yes_no
from actions.sitting import Sitting
from actions.wording import put, reply
from bot.questions import last_question
from bot.say import Said
from bot.turn import Reply, reply_from_json


def what_is_open(sitting: Sitting, said: Said, *, hint: bool = False) -> Reply:
    """What is said, and what is asked at this moment; it does not count as asked in vain. `hint`: with how to answer it."""
    stage, question = sitting.talk.stage, question_put(sitting)
    if question is not None and stage in {"asking", "choosing"}:
        return put(sitting, question, said, hint=hint, counts=False)
    match stage:
        case "consenting":
            return reply(said, consent_again(sitting, 1), choices=yes_no(sitting))
        case "reviewing":
            return reply(said, sitting.say("dialogue.say_yes_or_no.reviewing"), choices=yes_no(sitting))
        case "guessing":
            asked = last_question(reply_from_json(sitting.talk.last[-1]).text) if sitting.talk.last else None
            return reply(said, asked or "", choices=yes_no(sitting))
    return reply(said)
