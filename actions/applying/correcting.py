"""Going back, and changing an answer."""

from __future__ import annotations

from actions.applying.authority import fixed
from actions.applying.going_on import advance
from actions.applying.hearing_back import read_back
from actions.applying.refusing import refusal
from actions.applying.reviewing import answered, ask_which
from actions.errand import Outcome
from actions.sitting import Sitting
from actions.wording import reply
from bot.binding import WHO_TALKS
from bot.birth_by_number import born


def step_back(sitting: Sitting) -> Outcome:
    """Back one question, or to the answer that was named; with a new value at once, just that."""
    if sitting.talk.pending == "progress" and sitting.talk.asking in WHO_TALKS:
        return _leave_progress(sitting)
    if sitting.draft is None:
        return (reply(sitting.say("dialogue.nothing_to_change")),)
    if changed := _named(sitting):
        return changed
    if sitting.talk.asking in WHO_TALKS and sitting.talk.identity:
        sitting.talk.identity, sitting.talk.code_sent = {}, False
        return advance(sitting, sitting.say("dialogue.back_to"))
    _take_back_refused(sitting)
    newest = sitting.draft.newest_said()
    if newest is None:
        sitting.draft.region = None
        return advance(sitting, sitting.say("dialogue.back_to"))
    return reopen(sitting, newest, "dialogue.back_to")


def _take_back_refused(sitting: Sitting) -> None:
    """After a refusal leaves the newest answer to be the one without which there is none: a birth, without the number that it stands in."""
    draft, step = sitting.draft, refusal(sitting)
    because = step.because if step is not None else None
    if draft is None or because is None or because not in draft.answers or not draft.answers[because].said():
        return
    values, question = sitting.values(), sitting.question(because)
    numbers = [q.key for q in answered(sitting) if q.kind == "resident_id"]
    if question is not None and question.from_id == "birth_date":
        for key in (one for one in numbers if born(str(values[one]), question) == values[because]):
            draft.answers.pop(key)
    said = [key for key, one in draft.answers.items() if one.said()]
    for key in said[said.index(because) + 1 :]:
        draft.answers.pop(key)


def _leave_progress(sitting: Sitting) -> Outcome:
    """Back from finding out who asks for progress: to the open application, if there is one."""
    talk = sitting.talk
    talk.pending, talk.identity, talk.code_sent = None, {}, False
    talk.stage, talk.asking = "idle", None
    return advance(sitting) if sitting.draft is not None else (reply(sitting.say("dialogue.stopped")),)


def correct(sitting: Sitting) -> Outcome:
    """In the review: changes what was named or said anew, else asks which answer."""
    if sitting.draft is None:
        return (reply(sitting.say("dialogue.nothing_to_change")),)
    return _named(sitting) or (ask_which(sitting),)


def _named(sitting: Sitting) -> Outcome | None:
    """What was named or said anew; a new value says enough, whatever else was named."""
    if any(key != "which_answer" for key in sitting.taken):
        return advance(sitting, *read_back(sitting))
    return reopen(sitting, sitting.chosen, "dialogue.changed") if sitting.chosen is not None else None


def reopen(sitting: Sitting, key: str, sentence: str) -> Outcome:
    """Forgets one answer and asks it again."""
    assert sitting.draft is not None
    if told := fixed(sitting, key):
        return advance(sitting, told)
    if key == "region":
        sitting.draft.region = None
    if key in {question.key for question in answered(sitting)}:
        sitting.draft.answers.pop(key)
    return advance(sitting, sitting.say(sentence))
