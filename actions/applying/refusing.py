"""Not being eligible, or not here: what to do instead, and the way on. Never the end of a talk, never told twice in full."""

from __future__ import annotations

from collections.abc import Callable

from actions.applying.steps import NotEligible, next_step
from actions.choices import offer, said
from actions.errand import Outcome
from actions.informing.telling import tell_not_here
from actions.sitting import Sitting
from actions.wording import reply
from bot.catalogue.models import Service
from bot.say import Said
from bot.turn import Choice, Reply


def refusal(sitting: Sitting) -> NotEligible | None:
    """Why the open application cannot go on, if it cannot."""
    if sitting.draft is None:
        return None
    step = next_step(sitting.desk.catalogue, sitting.service(), sitting.draft, sitting.known(), sitting.desk.today())
    return step if isinstance(step, NotEligible) else None


def refuse_kindly(sitting: Sitting, step: NotEligible, *before: Said | str) -> Outcome:
    """Not for this resident: why, what instead, whom to ask. Said before, and nothing has changed: only the ways on."""
    talk = sitting.talk
    assert sitting.draft is not None
    reason = f"{sitting.draft.id}:{step.because}"
    urgent = step.instead.urgent
    nearer = urgent and "region" in sitting.taken  # now the counter can be named
    told_already = talk.refused == reason and step.because not in sitting.taken and not nearer
    talk.refused = reason
    talk.stage, talk.asking = "idle", None
    if told_already:
        still = "dialogue.urgent_still" if urgent else "dialogue.not_eligible_still"
        return (_ways_on(sitting, step, *before, sitting.say(still)),)
    service = sitting.service()
    parts: list[Said | str] = [*before, sitting.say("dialogue.urgent" if urgent else "dialogue.not_eligible"), sitting.told(step.said)]
    choices: list[Choice] = []
    other = _instead(sitting, step)
    if other is not None:
        parts.append(sitting.say("dialogue.instead_service", title=other.title.in_(sitting.utterance.language)))
        choices.append(offer(sitting, other))
    if not urgent:
        parts.append(sitting.say("dialogue.not_eligible_call", hotline=service.hotline))
    office = sitting.desk.catalogue.regions.office(step.instead.office or service.counter.office, sitting.draft.region or "")
    if office is not None:
        where = sitting.say("tell.office", title=office.title, address=office.address, hours=office.hours, phone=office.phone).text
        parts.append(sitting.say("dialogue.urgent_counter" if urgent else "dialogue.not_eligible_counter", office=where))
    elif urgent:
        parts.append(sitting.say("dialogue.urgent_where"))
    parts.append(sitting.say("dialogue.urgent_over" if urgent else "dialogue.not_eligible_change"))
    return (reply(*parts, choices=choices),)


def after_refusal(sitting: Sitting, step: NotEligible, start: Callable[[Sitting, str], Outcome]) -> Outcome:
    """A word after a refusal that is no answer: a yes takes the service that was offered; else the ways on."""
    other = _instead(sitting, step)
    if sitting.utterance.act == "affirm" and other is not None:
        return start(sitting, other.id)
    heard = "dialogue.what_to_do" if sitting.utterance.act in {"affirm", "deny"} else "dialogue.not_heard"
    return (_ways_on(sitting, step, sitting.say(heard)),)


def not_here(sitting: Sitting, region: str, *before: Said | str) -> Outcome:
    """The region hands in its cases elsewhere: what holds there."""
    told = tell_not_here(sitting, region, *before)
    sitting.close_draft()
    return (told,)


def _ways_on(sitting: Sitting, step: NotEligible, *before: Said | str) -> Reply:
    other = _instead(sitting, step)
    parts: list[Said | str] = [*before]
    choices = [said(sitting, "dialogue.choice.back", "dialogue.choice.back")]
    if other is not None:
        parts.append(sitting.say("dialogue.instead_service", title=other.title.in_(sitting.utterance.language)))
        choices.append(offer(sitting, other))
    ways = "dialogue.urgent_over" if step.instead.urgent else "dialogue.not_eligible_ways"
    parts.append(sitting.say(ways, hotline=sitting.service().hotline))
    return reply(*parts, choices=choices)


def _instead(sitting: Sitting, step: NotEligible) -> Service | None:
    return sitting.desk.on_offer().get(step.instead.service or "")
