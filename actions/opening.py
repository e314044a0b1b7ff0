"""Opening an application, or taking up again the one that was put aside."""

from __future__ import annotations

from dataclasses import replace

from actions.choices import said
from actions.drafts import load_draft
from actions.errand import Errand, Outcome
from actions.going_on import advance
from actions.hearing_back import say_decided, say_heard
from actions.sitting import IDENTITY, HeardToken, Sitting, take_one
from actions.telling import tell_not_now
from actions.wanting import note_also
from bot.hearing import hear


def start(sitting: Sitting, service_id: str) -> Outcome:
    """Opens the application, or takes up the one that was put aside, and keeps what the opening sentence answered."""
    talk = sitting.talk
    talk.guess, talk.missed, talk.pending = None, 0, None
    if service_id not in sitting.desk.on_offer():
        talk.stage, talk.asking = "idle", None
        return (tell_not_now(sitting, sitting.desk.catalogue.services[service_id]),)
    if waiting := aside(sitting, service_id):
        sitting.take_up(waiting)
        return advance(sitting)
    sitting.open_draft(service_id)
    heard = _hear_opening(sitting)
    service = sitting.service()
    language = sitting.utterance.language
    title = service.title.in_(language)
    bereaved = not sitting.in_grief() and sitting.desk.catalogue.asks.said("bereaved", sitting.utterance.text)
    beginning = sitting.say("dialogue.begin_bereaved" if bereaved else "dialogue.begin", title=title, hotline=service.hotline)
    also = note_also(sitting, service_id, "dialogue.wanted_noted")
    told = advance(sitting, beginning, service.summary.in_(language), *also, *say_heard(sitting, heard), *say_decided(sitting, heard))
    return _with_person(sitting, told) if sitting.in_grief() else told


def _with_person(sitting: Sitting, told: Outcome) -> Outcome:
    """A person to tap beside the first question: the bereaved need not find out how to ask for one."""
    if isinstance(told, Errand) or not told:
        return told
    person = said(sitting, "dialogue.choice.person", "dialogue.choice.person")
    return (*told[:-1], replace(told[-1], choices=(*told[-1].choices, person)))


def aside(sitting: Sitting, service: str) -> str | None:
    """The application for this service that was put aside in this talk."""
    return next((d for d in reversed(sitting.talk.paused) if load_draft(sitting.session, d).service == service), None)


def _hear_opening(sitting: Sitting) -> dict[str, str]:
    """The sentence that opened the service may have answered some of its questions already: key → token of these."""
    opened: dict[str, str] = {}
    service = sitting.service()
    moment = sitting.desk.moment()
    own = [sitting.ask(key) for key in IDENTITY]  # heard already; here so that nobody else's number is made of the resident's own
    found = hear(sitting.words(), None, [sitting.ask("region"), *own, *service.eligibility, *service.questions], moment)
    for heard in found.heard:
        if heard.problem is not None or heard.question.key in IDENTITY:
            continue
        kind = sitting.desk.kinds[heard.question.kind]
        shown = kind.show(heard.value, heard.question, moment)
        token = sitting.keep(heard.question.key, heard.value, shown, kind.speak(heard.value, heard.question, moment))
        take_one(sitting, HeardToken(heard.question.key, token))
        opened[heard.question.key] = token
    return opened
