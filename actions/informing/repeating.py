"""Saying it again: as it was, all of it, or the whole of a number of which only the end was said."""

from __future__ import annotations

from dataclasses import replace

from actions.applying.reviewing import answered, question_put
from actions.errand import Outcome
from actions.greeting import greeting
from actions.informing.progress import progress
from actions.listening.open_now import leaves_open, open_now
from actions.sitting import Sitting
from actions.wording import put, reply
from bot.catalogue.models import Question
from bot.kinds import Shortened
from bot.questions import last_question
from bot.say import Said
from bot.turn import Reply, reply_from_json


def repeat(sitting: Sitting) -> Outcome:
    """The last replies again, the open question alone after a miss, and last in any case; slower or louder is for the voice to do."""
    said, text = sitting.desk.catalogue.asks.said, sitting.utterance.text
    if said("receipt", text):
        return progress(sitting)
    if said("whole_number", text) and (numbers := _whole_numbers(sitting)):
        return (_with_question(sitting, numbers),)
    how = {"slower": {"voice": "slower"}, "louder": {"voice": "louder"}}.get(sitting.utterance.act, {})
    again = [replace(one, facts={**one.facts, **how}) for one in _last(sitting)]
    again = [_all_of(one) if said("in_full", text) else one for one in again]
    return tuple(again) if leaves_open(sitting, again[-1]) else (*again, open_now(sitting))


def _last(sitting: Sitting) -> list[Reply]:
    question = question_put(sitting)
    if not sitting.talk.last:
        return [greeting(sitting.desk, sitting.utterance.language)]
    if sitting.talk.missed and sitting.talk.stage == "asking" and question is not None:
        return [put(sitting, question, counts=False)]
    last = [reply_from_json(body) for body in sitting.talk.last]
    asked = last_question(last[-1].text) if sitting.talk.missed else None
    return [replace(last[-1], text=asked, speech=None, whole=None)] if asked else last


def _all_of(one: Reply) -> Reply:
    """The reply, with nothing left out for the ear."""
    return one if one.whole is None else replace(one, speech=one.whole, whole=None)


def _whole_numbers(sitting: Sitting) -> list[Said]:
    """Each number that was said in this talk and is shown in part, in full."""
    said = {key: token for key, token in sitting.talk.identity.items() if key != "code"}
    if (person := sitting.person()) is not None:
        said |= {"resident_id": person.resident_id_token}
    if sitting.draft is not None:
        answers = sitting.draft.answers
        said |= {q.key: token for q in answered(sitting) if answers[q.key].said() and (token := answers[q.key].token)}
    questions = {key: question for key in said if (question := sitting.question(key)) is not None}
    return [line for key, question in questions.items() for line in _whole(sitting, question, said[key])]


def _whole(sitting: Sitting, question: Question, token: str) -> list[Said]:
    kind = sitting.desk.kinds[question.kind]
    if not isinstance(kind, Shortened):
        return []
    value = sitting.secret(token).value
    whole = sitting.keep(question.key, value, kind.show_whole(value), kind.speak_whole(value))
    return [sitting.say("dialogue.review_line", label=question.short.in_(sitting.utterance.language), value=whole)]


def _with_question(sitting: Sitting, told: list[Said]) -> Reply:
    """What was wanted, and then what is open."""
    question = question_put(sitting)
    if sitting.talk.stage == "asking" and question is not None:
        return put(sitting, question, *told, counts=False)
    open_now = reply_from_json(sitting.talk.last[-1]) if sitting.talk.last else None
    if sitting.talk.stage == "reviewing":
        told = [*told, sitting.say("dialogue.review_ask")]
    return reply(*told, choices=open_now.choices, expects=open_now.expects, facts=open_now.facts) if open_now else reply(*told)
