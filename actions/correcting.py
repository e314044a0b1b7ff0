"""Going back, and changing an answer."""

from __future__ import annotations

from actions.errand import Outcome
from actions.going_on import advance
from actions.hearing_back import read_back
from actions.reviewing import answered, ask_which
from actions.sitting import Sitting
from actions.wording import reply


def step_back(sitting: Sitting) -> Outcome:
    """Back one question, or to the answer that was named; with a new value at once, just that."""
    if sitting.draft is None:
        return (reply(sitting.say("dialogue.nothing_to_change")),)
    if sitting.taken and sitting.chosen is None:
        return advance(sitting, *read_back(sitting))
    if sitting.chosen is not None:
        return reopen(sitting, sitting.chosen, "dialogue.changed")
    if not sitting.person() and sitting.talk.identity:
        sitting.talk.identity, sitting.talk.code_sent = {}, False
        return advance(sitting, sitting.say("dialogue.back_to"))
    newest = sitting.draft.newest_said()
    if newest is None:
        sitting.draft.region = None
        return advance(sitting, sitting.say("dialogue.back_to"))
    return reopen(sitting, newest, "dialogue.back_to")


def correct(sitting: Sitting) -> Outcome:
    """In the review: changes what was named or said anew, else asks which answer."""
    if sitting.draft is None:
        return (reply(sitting.say("dialogue.nothing_to_change")),)
    if sitting.chosen is not None:
        return reopen(sitting, sitting.chosen, "dialogue.changed")
    if sitting.taken:
        return advance(sitting, *read_back(sitting))
    return (ask_which(sitting),)


def reopen(sitting: Sitting, key: str, sentence: str) -> Outcome:
    """Forgets one answer and asks it again."""
    assert sitting.draft is not None
    if key in {question.key for question in answered(sitting)}:
        sitting.draft.answers.pop(key)
    return advance(sitting, sitting.say(sentence))
