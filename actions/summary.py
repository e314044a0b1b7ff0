"""The sheet to take home: what was answered, the receipt, what happens next, what to bring, where to go. Changes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from actions import cases
from actions.applying.reviewing import answered
from actions.applying.steps import holds, undecided
from actions.desk import Desk
from actions.drafts import load_draft
from actions.sitting import Sitting
from actions.talk import load_talk
from actions.utterance import Utterance
from bot.catalogue.models import Service
from bot.summary import Counter, Line, Part, Sheet, Summary, Thing


def summary(desk: Desk, session: Session, conversation: str, language: str) -> Summary | None:
    """The talk's sheets, answers as tokens while they are a draft's; None while no service was spoken of."""
    sitting = _look_at(desk, session, conversation, language)
    handed_in = [_of_case(sitting, one) for one in cases.handed_in(session, desk.seal, conversation, desk.clock.now())]
    if sitting.draft is not None:
        return Summary((_of_draft(sitting), *handed_in))
    asked = [key for key in reversed(sitting.talk.routed) if key in desk.on_offer() and key not in {sheet.service for sheet in handed_in}]
    return Summary((*(_of_topic(sitting, key) for key in asked[:1]), *handed_in)) if asked or handed_in else None


def _look_at(desk: Desk, session: Session, conversation: str, language: str) -> Sitting:
    """The talk as it stands, with nothing said: never closed, so nothing is written."""
    talk = load_talk(session, conversation)
    draft = load_draft(session, talk.draft) if talk.draft else None
    return Sitting(desk, session, Utterance(conversation, turn="", text="", act="", language=language), talk, draft)


def _of_draft(sitting: Sitting) -> Sheet:
    """An application that is being filled: what is answered so far, and all that may have to be brought."""
    assert sitting.draft is not None
    service, values = sitting.service(), sitting.values()
    person = sitting.person()
    lines = [] if person is None else [_named(sitting, person.name_token)]
    lines += _where(sitting, sitting.draft.region)
    skipped = sitting.say("dialogue.skipped").text
    lines += [Line(q.short.in_(sitting.utterance.language), sitting.draft.answers[q.key].token or skipped) for q in answered(sitting)]
    return _sheet(
        sitting,
        service,
        sitting.draft.region,
        answers=tuple(lines),
        ways=_ways(sitting, service),
        photos=cases.photos_of_draft(sitting.session, sitting.draft.id),
        **_wanted(sitting, service, values),
    )


def _of_topic(sitting: Sitting, key: str) -> Sheet:
    """A service that was asked about and not begun."""
    service = sitting.desk.catalogue.in_region(key, sitting.talk.region)
    lines = tuple(_where(sitting, sitting.talk.region))
    return _sheet(sitting, service, sitting.talk.region, answers=lines, ways=_ways(sitting, service), **_wanted(sitting, service, {}))


def _of_case(sitting: Sitting, one: cases.HandedIn) -> Sheet:
    """What was handed in, as the departments have it."""
    language, case, payload = sitting.utterance.language, one.case, one.payload
    service = sitting.desk.catalogue.in_region(case.service, case.region)
    values = {answer.key: answer.value for answer in payload.answers}
    labels = {q.key: q.short.in_(language) for q in (*service.eligibility, *service.questions)}
    skipped = sitting.say("dialogue.skipped").text
    answers = [_named(sitting, payload.applicant_name), *_where(sitting, case.region)]
    answers += [Line(labels.get(answer.key, answer.label), answer.show or skipped) for answer in payload.answers]
    items = {item.key: item for item in service.items}
    known = [items[view.key] for view in case.items if view.key in items]
    return _sheet(
        sitting,
        service,
        case.region,
        receipt=case.receipt,
        handed_in=case.submitted_at,
        photos=cases.photo_counts(sitting.session, [case.receipt]).get(case.receipt, 0),
        answers=tuple(answers),
        parts=tuple(Part(item.title.in_(language), item.department, item.days) for item in known),
        follow_ups=tuple(f.say.in_(language) for f in service.follow_ups if holds(f.only_if, values)),
        **_wanted(sitting, service, values, sure=True),
    )


def _sheet(sitting: Sitting, service: Service, region: str | None, **given: Any) -> Sheet:
    return Sheet(
        service=service.id,
        title=service.title.in_(sitting.utterance.language),
        hotline=service.hotline,
        counter=_counter(sitting, service, region),
        **given,
    )


def _named(sitting: Sitting, name: str) -> Line:
    return Line(sitting.ask("name").short.in_(sitting.utterance.language), name)


def _where(sitting: Sitting, region: str | None) -> list[Line]:
    found = sitting.desk.catalogue.regions.get(region)
    return [] if found is None else [Line(sitting.ask("region").short.in_(sitting.utterance.language), found.title)]


def _ways(sitting: Sitting, service: Service) -> tuple[str, ...]:
    language = sitting.utterance.language
    return (service.online.say.in_(language), service.counter.say.in_(language))


def _wanted(sitting: Sitting, service: Service, values: Mapping[str, Any], *, sure: bool = False) -> dict[str, tuple[Thing, ...]]:
    """What to carry and what to photograph; while not everything is answered, also what may yet be wanted."""
    language = sitting.utterance.language
    test = holds if sure else undecided
    found = [m for m in service.materials if test(m.only_if, values)]
    things = {
        how: tuple(Thing(m.title.in_(language), m.note.in_(language) if m.note else None) for m in found if m.how == how)
        for how in ("original", "photo")
    }
    return {"bring": things["original"], "photograph": things["photo"]}


def _counter(sitting: Sitting, service: Service, region: str | None) -> Counter | None:
    office = sitting.desk.catalogue.regions.office(service.counter.office, region) if region else None
    return Counter(office.title, office.address, office.hours, office.phone) if office else None
