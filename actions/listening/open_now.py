"""What is open, put once more after something else was said: it is not asked again, so it counts for nothing."""

from __future__ import annotations

from actions.applying.consenting import consent_again
from actions.applying.reviewing import question_put
from actions.choices import yes_no
from actions.sitting import Sitting
from actions.wording import put, reply
from bot.questions import last_question
from bot.say import Said
from bot.turn import Reply, reply_from_json


def open_now(sitting: Sitting, *said: Said | str, hint: bool = False) -> Reply:
    """These words, and then the open question (`hint`: with how to answer it), request or review; the words alone where nothing is open."""
    stage, question = sitting.talk.stage, question_put(sitting)
    if question is not None and stage in {"asking", "choosing"}:
        return put(sitting, question, *said, hint=hint, counts=False)
    match stage:
        case "consenting":
            return reply(*said, consent_again(sitting, 1), choices=yes_no(sitting))
        case "reviewing":
            return reply(*said, sitting.say("dialogue.say_yes_or_no.reviewing"), choices=yes_no(sitting))
        case "guessing":
            asked = last_question(reply_from_json(sitting.talk.last[-1]).text) if sitting.talk.last else None
            return reply(*said, asked or "", choices=yes_no(sitting))
    return reply(*said)


def leaves_open(sitting: Sitting, told: Reply) -> bool:
    """Whether this reply ends with what is open, so that nobody has to remember it."""
    if sitting.talk.stage == "idle":
        return True
    if sitting.talk.stage in {"asking", "choosing"}:
        return told.expects is not None and told.expects.key == sitting.talk.asking
    return bool(told.choices)
