"""What decides over the resident's own words: the ID number, and the records that departments answer for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from actions.applying.steps import concerns_applicant, holds, newly_decided
from actions.drafts import Answer, Draft
from actions.identity import Verified
from actions.sitting import Sitting
from bot.birth_by_number import born
from bot.catalogue.models import Question
from bot.id_number import sex_of
from bot.kinds import Value
from bot.say import Said


def put_right(sitting: Sitting) -> tuple[Said | str, ...]:
    """Answers by the ID number what it tells, and says in one sentence each what was said otherwise and does not count."""
    draft, person = sitting.draft, sitting.person()
    if draft is None:
        return ()
    if person is not None:
        draft.belongs_to(person.person)
    told = [fixed(sitting, key) for key in dict.fromkeys(sitting.kept)]
    sitting.kept.clear()
    return (*(one for one in told if one is not None), *_by_id_number(sitting, draft, person))


def fixed(sitting: Sitting, key: str) -> Said | None:
    """Why this answer cannot be changed here; None for one that can."""
    answer = sitting.draft.answers.get(key) if sitting.draft else None
    question = sitting.question(key)
    if answer is None or question is None or not sitting.settled(key):
        return None
    sentence = "identity.card_decides" if answer.card else "identity.record_decides"
    return sitting.say(sentence, label=question.short.in_(sitting.utterance.language), value=answer.token)


def _by_id_number(sitting: Sitting, draft: Draft, person: Verified | None) -> tuple[Said | str, ...]:
    service = sitting.service()
    told: list[Said] = []
    earlier = sitting.values()
    for question in (q for q in (*service.eligibility, *service.questions) if q.from_id is not None):
        values, answer = sitting.values(), draft.answers.get(question.key)
        number = _number(sitting, person, values)
        if person is None:
            if number is not None and question in service.eligibility and answer is None and holds(question.only_if, values):
                told.append(_spare(sitting, draft, question, number))
            continue
        if number is None:
            _take_back(draft, question.key)
            continue
        before, now = values.get(question.key), _told_by(number.digits, question)
        if not holds(question.only_if, values) or (answer is not None and answer.card and before == now):
            continue
        token = _keep(sitting, question, now)
        said = answer.token if answer is not None and answer.said() else None
        draft.answer(question.key, Answer(token, number.department, card=True, instead_of=said))
        if before != now:
            label = question.short.in_(sitting.utterance.language)
            told.append(sitting.say("identity.card_fills" if before is None else "identity.card_decides", label=label, value=token))
    return (*told, *_newly_decided(sitting, earlier))


def _spare(sitting: Sitting, draft: Draft, question: Question, number: _Number) -> Said:
    """Does not ask what a number tells of which nobody knows yet whose it is: an answer like any other, not the newest."""
    token = _keep(sitting, question, _told_by(number.digits, question))
    draft.answers = {question.key: Answer(token), **draft.answers}
    return sitting.say("identity.card_fills", label=question.short.in_(sitting.utterance.language), value=token)


def _newly_decided(sitting: Sitting, earlier: Mapping[str, Value]) -> tuple[str, ...]:
    """What comes out otherwise by the ID number: an age, an amount. Before the region is known nobody can tell."""
    if sitting.draft is None or sitting.draft.region is None:
        return ()
    service, today = sitting.service(), sitting.desk.today()
    decided = newly_decided(service, earlier, sitting.values(), today, sitting.utterance.language)
    return tuple(sitting.told(one) for one in decided)


def _take_back(draft: Draft, key: str) -> None:
    """Whose number it was is open again: what the resident had said counts, or nothing."""
    answer = draft.answers.get(key)
    if answer is None or not answer.card:
        return
    if answer.instead_of is None:
        draft.answers.pop(key)
    else:
        draft.answers[key] = Answer(answer.instead_of)


@dataclass(frozen=True)
class _Number:
    digits: str
    department: str | None
    """Who has confirmed it; None when the resident has just said it."""


def _number(sitting: Sitting, person: Verified | None, values: dict[str, Value]) -> _Number | None:
    """The ID number of the one whom the service is about, if it is known by now: it counts from when it was said."""
    about = sitting.service().about
    if about is None:
        return None
    if concerns_applicant(sitting.service(), values):
        if person is not None:
            return _Number(str(sitting.secret(person.resident_id_token).value), sitting.say("identity.card_department").text)
        said = sitting.talk.identity.get("resident_id")
        return _Number(str(sitting.secret(said).value), None) if said is not None else None
    other = values.get(about.other_id or "")
    return _Number(str(other), None) if other is not None else None


def _told_by(number: str, question: Question) -> str:
    if question.from_id == "sex":
        return sex_of(number)
    return born(number, question)


def _keep(sitting: Sitting, question: Question, value: str) -> str:
    kind, moment = sitting.desk.kinds[question.kind], sitting.desk.moment()
    return sitting.keep(question.key, value, kind.show(value, question, moment), kind.speak(value, question, moment))
