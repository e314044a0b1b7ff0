"""Reading what departments already know: only with a basis, only with consent, each read in the ledger."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial

from actions import records
from actions.applying.authority import fixed
from actions.applying.checking import Then
from actions.applying.hearing_back import say_decided
from actions.applying.steps import answered_by_records, fetchable, same_value
from actions.desk import Desk
from actions.errand import Errand, Outcome
from actions.ports import RecordsUnavailable, RecordValue
from actions.sitting import Sitting
from actions.wording import joined, on_day
from bot.catalogue.models import Question, Service
from bot.id_number import birth_date_of, may_be_a_slip
from bot.kinds import Value
from bot.say import Said


def fetch(sitting: Sitting, then: Then) -> Outcome:
    """After a yes: reads the fields, then goes on."""
    person = sitting.person()
    assert sitting.draft is not None
    assert person is not None
    sitting.draft.consent = True
    fields = fetchable(sitting.desk.catalogue, sitting.service(), sitting.values())
    resident_id = str(sitting.secret(person.resident_id_token).value)

    conversation = sitting.utterance.conversation

    def read(desk: Desk) -> Mapping[str, RecordValue] | None:
        try:
            return records.fetch(
                desk.records,
                desk.sessions,
                desk.seal,
                desk.catalogue.records,
                conversation,
                person.person,
                resident_id,
                fields,
                desk.clock.now(),
            )
        except RecordsUnavailable:
            return None

    return Errand(read, partial(_prefill, then=then))


def _prefill(sitting: Sitting, found: Mapping[str, RecordValue] | None, *, then: Then) -> Outcome:
    if found is None:
        return then(sitting, sitting.say("dialogue.records_down"))
    assert sitting.draft is not None
    before = sitting.values()
    catalogue, service = sitting.desk.catalogue, sitting.service()
    wanted = (*(q for q in service.questions if q.key not in before), *answered_by_records(catalogue, service, before))
    questions = [q for q in wanted if q.record in found]
    about = service.about
    if about is not None and _of_another(service, before, found):
        questions = [q for q in questions if q.key not in (about.other_id, *about.other_also)]
        then = partial(_then_after, sitting.say("dialogue.fetched_other"), then)
    shown = [_fill(sitting, question, found[question.record or ""]) for question in questions]
    if not shown:
        return then(sitting, sitting.say("dialogue.fetched_none"))
    new = [q.key for q in questions if not same_value(before.get(q.key), found[q.record or ""].value)]
    overruled = [one for key in new if key in before and (one := fixed(sitting, key))]
    return then(sitting, sitting.say("dialogue.fetched", values=joined(sitting, shown)), *overruled, *say_decided(sitting, new))


def _then_after(told: Said, then: Then, sitting: Sitting, *before: Said | str) -> Outcome:
    """Goes on, with one more sentence before."""
    return then(sitting, *before, told)


def _of_another(service: Service, said: Mapping[str, Value], found: Mapping[str, RecordValue]) -> bool:
    """Whether the record knows somebody else than the one whose birthday was said: an elder child."""
    number = service.question(service.about.other_id) if service.about is not None and service.about.other_id else None
    record = found.get(number.record or "") if number is not None else None
    if record is None:
        return False
    on_record = birth_date_of(str(record.value))
    days = [said.get(q.key) for q in (*service.eligibility, *service.questions) if q.from_id == "birth_date"]
    return any(day is not None and not may_be_a_slip(date.fromisoformat(str(day)), on_record) for day in days)


def _fill(sitting: Sitting, question: Question, record: RecordValue) -> str:
    kind = sitting.desk.kinds[question.kind]
    moment = sitting.desk.moment()
    shown, spoken = kind.show(record.value, question, moment), kind.speak(record.value, question, moment)
    if sitting.desk.catalogue.records[record.field].ends_only:
        shown = spoken = sitting.say("identity.ends_only", end=str(record.value)[-4:]).text
    token = sitting.keep(question.key, record.value, shown, spoken)
    sitting.answer(question.key, token, record.department, record.as_of.isoformat())
    label = question.short.in_(sitting.utterance.language)
    return sitting.say(
        "dialogue.fetched_one", label=label, value=token, department=record.department, date=on_day(sitting, record.as_of)
    ).text
