"""Opening an application, or taking up again the one that was put aside."""

from __future__ import annotations

from dataclasses import replace

from actions.applying.acting_for import for_another
from actions.applying.for_whom import beside, chosen_by, hear_for, may_be_own, note_whom, one_after_another, sign_out_other, wanted_for
from actions.applying.going_on import advance
from actions.applying.hearing_back import say_decided, say_heard
from actions.applying.hearing_opening import hear_opening
from actions.applying.paired_wishes import wishes_of
from actions.applying.wanting import note_also, say_wanted
from actions.choices import said
from actions.drafts import load_draft
from actions.errand import Errand, Outcome
from actions.informing.telling import condole, tell_not_now
from actions.keeping_answers import take_one
from actions.sitting import IDENTITY, Sitting
from actions.talk import Talk
from actions.utterance import HeardToken
from bot.kin import SELF, surely_two
from bot.paired import part_of


def start(sitting: Sitting, service_id: str) -> Outcome:
    """Opens the application, or takes up the one that was put aside, and keeps what the opening sentence answered."""
    talk = sitting.talk
    guessed, people = (talk.heard, talk.people) if talk.guess == service_id else ({}, [])
    talk.guess, talk.missed, talk.pending, talk.heard, talk.people = None, 0, None, {}, []
    if service_id not in sitting.desk.on_offer():
        talk.stage, talk.asking = "idle", None
        return (tell_not_now(sitting, sitting.desk.catalogue.services[service_id]),)
    wishes = wishes_of(sitting, service_id)
    service_id = next(iter(wishes), service_id)
    named = wishes[service_id] if wishes else wanted_for(sitting.desk.catalogue.services[service_id], sitting.words())
    people = [*named, *beside(sitting, sitting.desk.catalogue.services[service_id], named)] or ([] if wishes else people)
    if waiting := aside(sitting, service_id, people[0] if people else None):
        return take_up(sitting, waiting)
    people += [one for one in then_for(talk, service_id) if all(surely_two(one, other) for other in people)]
    _open_for(sitting, service_id, people)
    service = sitting.service()
    heard = _told_for(sitting, people) if wishes else _told(sitting, guessed, people, expressly=bool(named))
    holder = sitting.person() is None and not heard.keys().isdisjoint(IDENTITY)
    if holder:  # what the resident said of themselves is not what is verified here
        talk.identity = {}
    for key, token in heard.items():
        take_one(sitting, HeardToken(key, token))
    if may_be_own(service):
        note_whom(sitting)
    language = sitting.utterance.language
    title = service.title.in_(language)
    bereaved = not sitting.in_grief() and sitting.desk.catalogue.asks.said("bereaved", sitting.utterance.text)
    beginning = sitting.say("dialogue.begin_bereaved" if bereaved else "dialogue.begin", title=title, hotline=service.hotline)
    note_also(sitting, service_id, wishes)
    also = say_wanted(sitting, service_id, "dialogue.wanted_noted")
    told = advance(
        sitting,
        *condole(sitting),
        beginning,
        sitting.say("dialogue.summary", summary=service.summary.in_(language)),
        *([] if heard else [sitting.say("dialogue.rest")]),
        *one_after_another(sitting, people),
        *also,
        *say_heard(sitting, {**heard, **_own(sitting)}),
        *say_decided(sitting, heard),
        *([sitting.say("identity.holder_verified")] if holder else []),
    )
    return _with_person(sitting, told) if sitting.in_grief() else told


def _own(sitting: Sitting) -> dict[str, str]:
    """Name and number that whoever does it for somebody else told of themselves beside those: lest the two be mixed up."""
    told = sitting.talk.identity if for_another(sitting) else {}
    return {key: told[key] for key in IDENTITY if key in told and key in sitting.taken}


def _open_for(sitting: Sitting, service_id: str, people: list[str]) -> None:
    """A new application, for the first of these people; the others come after."""
    talk, draft = sitting.talk, sitting.open_draft(service_id)
    draft.another = talk.finished == service_id and bool(people) and surely_two(talk.finished_for, people[0])
    talk.finished, talk.finished_for, talk.then_for = None, None, []
    draft.relative, draft.then_for = (people[0], people[1:]) if people else (None, [])
    sign_out_other(sitting, sitting.service(), draft.relative)


def _told(sitting: Sitting, guessed: dict[str, str], people: list[str], *, expressly: bool) -> dict[str, str]:
    """Key → token of what the opening sentence answered; of several people, and of one remembered, the first is for whom it is."""
    service = sitting.service()
    theirs = part_of(sitting.words(), people[:1]) if people and beside(sitting, service, people[:1]) else None
    heard = guessed | hear_opening(sitting, service, theirs)
    if len(people) > 1 or (people and not expressly):
        others = chosen_by(service) if SELF in people else frozenset[str]()
        heard = {key: token for key, token in heard.items() if key not in others} | hear_for(sitting, service, people[0])
    return heard


def _told_for(sitting: Sitting, people: list[str]) -> dict[str, str]:
    """Key → token of what an opening sentence with wishes for others beside has answered of this one."""
    service = sitting.service()
    heard = hear_opening(sitting, service, part_of(sitting.words(), people))
    if not people:
        return {key: token for key, token in heard.items() if key not in chosen_by(service)}
    return heard | hear_for(sitting, service, people[0])


def then_for(talk: Talk, service: str) -> list[str]:
    """For whom this service is to be done after the one that was just handed in."""
    return talk.then_for if talk.finished == service else []


def take_up(sitting: Sitting, draft: str) -> Outcome:
    """Goes on with an application that was put aside, and says with which."""
    service = sitting.desk.catalogue.services[sitting.take_up(draft).service]
    return advance(sitting, sitting.say("dialogue.taken_up", title=service.title.in_(sitting.utterance.language)))


def begin_topic(sitting: Sitting) -> Outcome | None:
    """Facts about the service that was asked about begin it: 租房的 after 取公积金要带什么. None when there are none."""
    topic, talk = sitting.utterance.topic, sitting.talk
    service = sitting.desk.on_offer().get(topic or "")
    if service is None or topic == talk.finished or sitting.draft is not None or talk.stage != "idle":
        return None
    if sitting.utterance.service not in {None, topic} or hear_opening(sitting, service).keys() <= {"region"}:
        return None
    return start(sitting, service.id)


def _with_person(sitting: Sitting, told: Outcome) -> Outcome:
    """A person to tap beside the first question: the bereaved need not find out how to ask for one."""
    if isinstance(told, Errand) or not told:
        return told
    person = said(sitting, "dialogue.choice.person", "dialogue.choice.person")
    return (*told[:-1], replace(told[-1], choices=(*told[-1].choices, person)))


def aside(sitting: Sitting, service: str, relative: str | None = None) -> str | None:
    """The application for this service, and for nobody else than this relative, that was put aside in this talk."""
    waiting = (load_draft(sitting.session, draft) for draft in reversed(sitting.talk.paused))
    return next((one.id for one in waiting if one.service == service and not surely_two(one.relative, relative)), None)
