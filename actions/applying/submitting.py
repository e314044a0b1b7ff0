"""Handing in, once, and saying what happens next."""

from __future__ import annotations

from actions import cases
from actions.applying.going_on import advance
from actions.applying.one_by_one import offer_next
from actions.applying.reviewing import answered
from actions.applying.steps import Review, holds, next_step
from actions.applying.wanting import offer_wanted
from actions.cases import CaseAnswer, CaseView
from actions.choices import offer
from actions.errand import Outcome
from actions.ports import CaseNews
from actions.sitting import Sitting
from actions.wording import joined, photos_received, reply, steps_at
from bot.catalogue.models import Service
from bot.receipt import show_receipt
from bot.say import Said
from bot.turn import Reply, reply_from_json


def submit(sitting: Sitting) -> Outcome:
    """Hands the open application in. An incomplete one is refused here, whatever the dialogue thinks."""
    if sitting.draft is None:
        told = [reply_from_json(body) for body in sitting.talk.last if body.get("receipt")]
        return tuple(told) or (reply(sitting.say("dialogue.nothing_to_change")),)  # handed in by a turn that came too late to say so
    service = sitting.service()
    step = next_step(sitting.desk.catalogue, service, sitting.draft, sitting.known(), sitting.desk.today())
    if not isinstance(step, Review):
        return advance(sitting, sitting.say("dialogue.incomplete"))
    case = _hand_in(sitting, service)
    receipt = _receipt(sitting, service, case)
    sitting.talk.finished, sitting.talk.finished_for = service.id, sitting.draft.relative
    sitting.talk.then_for = sitting.draft.then_for
    sitting.close_draft()
    also, choices = offer_next(sitting)
    if not also:
        also, choices = offer_wanted(sitting, service.id)
    return (receipt, reply(*also, choices=choices)) if also else (receipt,)


def _hand_in(sitting: Sitting, service: Service) -> CaseView:
    draft, person = sitting.draft, sitting.person()
    assert draft is not None
    assert draft.region is not None
    assert person is not None
    values = sitting.values()
    asked = [q for q in (*service.eligibility, *service.questions) if holds(q.only_if, values)]
    answers = []
    for question in answered(sitting):
        answer = draft.answers[question.key]
        secret = sitting.secret(answer.token) if answer.token else None
        answers.append(
            CaseAnswer(
                key=question.key,
                label=question.short.zh,
                value=secret.value if secret else None,
                show=secret.show if secret else "",
                origin=answer.department or "",
            )
        )
    case = cases.submit(
        sitting.session,
        sitting.desk.seal,
        draft_id=draft.id,
        service=service,
        region=draft.region,
        applicant_name=str(sitting.secret(person.name_token).value),
        applicant_id=str(sitting.secret(person.resident_id_token).value),
        answers=answers,
        required=[q.key for q in asked if not q.optional],
        conversation=sitting.utterance.conversation,
        channel=sitting.utterance.channel,
        now=sitting.desk.clock.now(),
    )
    sitting.desk.news.tell(sitting.session, CaseNews(person.person, case.service, case.receipt, case.state, sitting.utterance.conversation))
    return case


def _receipt(sitting: Sitting, service: Service, case: CaseView) -> Reply:
    language = sitting.utterance.language
    values = sitting.values()
    number = show_receipt(case.receipt)
    parts: list[Said | str] = [
        sitting.say("dialogue.submitted", receipt=number),
        sitting.say("dialogue.submitted_keep"),
        *photos_received(sitting, cases.photo_counts(sitting.session, [case.receipt]).get(case.receipt, 0)),
        sitting.say("dialogue.next_items"),
    ]
    items = {item.key: item for item in service.items}
    for view in case.items:
        item = items[view.key]
        days = sitting.say("dialogue.next_days", days=item.days).text if item.days else ""
        parts.append(sitting.say("dialogue.next_item", title=item.title.in_(language), department=item.department, days=days))
    photo = "dialogue.next_photo_here" if sitting.takes_photos() else "dialogue.next_photo"
    for how, sentence in (("original", "dialogue.next_bring"), ("photo", photo)):
        things = [m.title.in_(language) for m in service.materials if m.how == how and holds(m.only_if, values)]
        if things:
            parts.append(sitting.say(sentence, things=joined(sitting, things)))
    follow_ups = [f for f in service.follow_ups if holds(f.only_if, values)]
    if follow_ups:
        parts += [sitting.say("dialogue.next_follow"), *(f.say.in_(language) for f in follow_ups)]
    others = (sitting.desk.on_offer().get(f.service or "") for f in follow_ups)
    choices = [offer(sitting, other) for other in others if other is not None and other.id != service.id]
    facts = {**steps_at(sitting, "done"), "service": service.id, "region": case.region}
    return reply(*parts, choices=choices[:3], receipt=case.receipt, facts=facts)
