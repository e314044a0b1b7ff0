"""The heart of an application: take what was said, then put the first question that is still open."""

from __future__ import annotations

from actions.checking import check_identity
from actions.choices import offer
from actions.errand import Outcome, after
from actions.fetching import ask_consent
from actions.hearing_back import read_back
from actions.missing import miss, wrong
from actions.reviewing import review
from actions.sitting import Sitting
from actions.steps import Ask, AskConsent, NotEligible, NotHere, Step, next_step
from actions.telling import tell, tell_not_here
from actions.wording import put, reply
from bot.say import Said
from bot.turn import Choice

ANSWERING = frozenset({"inform", "unsure"})


def go_on(sitting: Sitting) -> Outcome:
    """After an answer or an aside: the next thing, or nothing when no application is open."""
    if pending := _pending(sitting):
        return pending
    if sitting.draft is None:
        return () if sitting.utterance.act not in ANSWERING else miss(sitting)
    if sitting.problem is not None:
        return wrong(sitting, sitting.problem)
    if sitting.utterance.act in ANSWERING and not sitting.taken and not sitting.steered:
        return miss(sitting)
    if not sitting.taken and not sitting.steered and isinstance(_next(sitting), NotEligible):
        return ()  # an aside of somebody who has been told already
    sitting.talk.missed = 0
    if "skip" in sitting.steered:
        _skip(sitting)
    sitting.talk.page = sitting.talk.page + 1 if "more" in sitting.steered else 0
    return advance(sitting, *read_back(sitting))


def advance(sitting: Sitting, *before: Said | str) -> Outcome:
    """Puts the next step of the open application."""
    assert sitting.draft is not None
    sitting.topic = sitting.draft.service
    step = _next(sitting)
    match step:
        case Ask(question, "identity"):
            return check_identity(sitting, question, before, then=advance)
        case Ask(question, phase):
            return (put(sitting, question, *before, phase=phase),)
        case AskConsent(fields):
            return (ask_consent(sitting, fields, *before),)
        case NotEligible():
            return _not_eligible(sitting, step, *before)
        case NotHere(region):
            return _not_here(sitting, region, *before)
        case _:
            return (review(sitting, *before),)


def _next(sitting: Sitting) -> Step:
    assert sitting.draft is not None
    return next_step(sitting.desk.catalogue, sitting.service(), sitting.draft, sitting.known(), sitting.desk.today())


def _pending(sitting: Sitting) -> Outcome | None:
    """A question that waited for the region, answered now that it is known."""
    talk = sitting.talk
    if talk.pending is None or talk.pending == "progress" or "region" not in sitting.taken:
        return None
    act, service, talk.pending, talk.pending_service = talk.pending, talk.pending_service, None, None
    talk.stage, talk.asking = "idle", None
    return tell_and_go_on(sitting, act, service)


def tell_and_go_on(sitting: Sitting, act: str, service: str | None) -> Outcome:
    """Answers an aside, and then puts the open question again."""
    told = tell(sitting, act, service)
    if sitting.draft is None or sitting.talk.pending is not None:
        return told
    return after(told, advance(sitting))


def _skip(sitting: Sitting) -> None:
    question = sitting.question(sitting.talk.asking or "")
    if question is not None and question.optional:
        sitting.answer(question.key, None)


def _not_eligible(sitting: Sitting, step: NotEligible, *before: Said | str) -> Outcome:
    assert sitting.draft is not None
    service = sitting.service()
    parts: list[Said | str] = [*before, sitting.say("dialogue.not_eligible"), sitting.told(step.said)]
    choices: list[Choice] = []
    other = sitting.desk.catalogue.services.get(step.instead.service or "")
    language = sitting.utterance.language
    if other is not None:
        parts.append(sitting.say("dialogue.instead_service", title=other.title.in_(language)))
        choices.append(offer(sitting, other))
    parts.append(sitting.say("dialogue.not_eligible_call", hotline=service.hotline))
    office = sitting.desk.catalogue.regions.office(step.instead.office or service.counter.office, sitting.draft.region or "")
    if office is not None:
        where = sitting.say("tell.office", title=office.title, address=office.address, hours=office.hours, phone=office.phone).text
        parts.append(sitting.say("dialogue.not_eligible_counter", office=where))
    parts.append(sitting.say("dialogue.not_eligible_change"))
    sitting.talk.stage, sitting.talk.asking = "idle", None
    return (reply(*parts, choices=choices),)


def _not_here(sitting: Sitting, region: str, *before: Said | str) -> Outcome:
    told = tell_not_here(sitting, region, *before)
    sitting.close_draft()
    return (told,)
