"""Beginning a service: in one go when it is clear, with a question back when it is not."""

from __future__ import annotations

from collections.abc import Sequence

from actions.applying.going_on import advance, go_on, tell_and_go_on, wants_to_skip
from actions.applying.opening import aside, begin_topic, start, take_up
from actions.applying.refusing import after_refusal, refusal
from actions.errand import Outcome
from actions.informing import manners
from actions.informing.telling import REGIONAL
from actions.listening.guessing import guess, guesses, in_story, rivals, two_fit
from actions.listening.missing import miss
from actions.sitting import Sitting
from actions.wording import choose_service

SWITCHING = 0.4
"""Below this confidence a start amid an application is not even asked back about."""


def begin(sitting: Sitting) -> Outcome:
    """Starts, resumes or switches to the service that was said, chosen or guessed."""
    talk = sitting.talk
    if talk.stage == "guessing" and talk.guess is not None and sitting.utterance.act != "start":
        return _do(sitting, talk.guess_act, talk.guess)
    service = sitting.utterance.service
    if service is None:
        return _begin_unnamed(sitting)
    if sitting.draft is None and sitting.utterance.also is None and (near := rivals(sitting) or in_story(sitting)):
        return two_fit(sitting, near, "start") if len(near) > 1 else guess(sitting, near[0], "start", "dialogue.guess_start")
    if sitting.draft is not None and sitting.draft.service == service:
        return advance(sitting)
    if sitting.draft is not None and talk.stage != "idle":
        return guess(sitting, service, "start", "dialogue.guess_switch")
    return start(sitting, service)


def choose(sitting: Sitting) -> Outcome:
    """After a choice of services, or a no to our guess."""
    talk = sitting.talk
    act, also = talk.pending or talk.guess_act, talk.pending_also if talk.pending else ()
    if sitting.chosen is not None:
        talk.pending = None
        return _do(sitting, act, sitting.chosen, also)
    if sitting.utterance.service is not None and sitting.utterance.act != "deny":
        return _do(sitting, act, sitting.utterance.service, also)
    if "more" in sitting.steered:
        talk.page += 1
        return (choose_service(sitting, talk.offered),)
    if talk.stage == "guessing":
        talk.then_for = []
        if sitting.draft is not None:
            talk.guess = None
            return advance(sitting)
        rest = [s for s in sitting.desk.on_offer() if s != talk.guess]
        return (choose_service(sitting, rest, sitting.say("dialogue.what_to_do")),)
    return miss(sitting)


def clarify(sitting: Sitting) -> Outcome:
    """In doubt, or a no to nothing: what names another service may want that; else one question back, else not understood."""
    talk = sitting.talk
    if _wants_another(sitting):
        return begin(sitting)
    if sitting.problem is not None or sitting.taken or wants_to_skip(sitting):
        return go_on(sitting)
    if sitting.utterance.act == "deny" and sitting.draft is not None and not sitting.draft.answers and talk.asking == "region":
        sitting.close_draft()  # it has just begun, and is not what was meant
        return (choose_service(sitting, sitting.desk.on_offer(), sitting.say("dialogue.what_to_do")),)
    if talk.stage in {"asking", "choosing", "consenting", "reviewing"}:
        return miss(sitting)
    if sitting.draft is not None and talk.blocked:
        return advance(sitting)
    if why := refusal(sitting):
        return after_refusal(sitting, why, start)
    meant = guesses(sitting)
    if not meant or sitting.utterance.act == "deny":
        return begin_topic(sitting) or miss(sitting)
    act = next((a.name for a in sitting.utterance.acts[:1] if a.name in REGIONAL), "start")
    if near := rivals(sitting):
        return two_fit(sitting, near, act)
    return guess(sitting, meant[0], act, "dialogue.guess_start" if act == "start" else "dialogue.guess_ask")


def pause(sitting: Sitting) -> Outcome:
    """Leaves it; 不办这个了，办那个 and 回到退休，社保卡下次再说 leave it for something else."""
    if sitting.draft is not None and _goes_back_to(sitting, sitting.draft.service):
        return advance(sitting)
    other = _other_by_name(sitting)
    if other is None:
        return manners.pause(sitting)
    if aside(sitting, other):
        return start(sitting, other)
    return guess(sitting, other, "start", "dialogue.guess_switch")


def agree(sitting: Sitting) -> Outcome:
    """A yes to nothing in particular: we ask whether it is what was last talked about, else we ask what is wanted."""
    topic = _topic(sitting)
    if sitting.talk.stage in {"asking", "choosing"} and not sitting.taken:
        return miss(sitting)
    if why := refusal(sitting):
        return after_refusal(sitting, why, start) if not sitting.taken else advance(sitting)
    if sitting.draft is not None:
        return go_on(sitting) if sitting.taken else advance(sitting)
    if topic is not None and topic in sitting.desk.on_offer():
        return guess(sitting, topic, "start", "dialogue.guess_start")
    return (choose_service(sitting, sitting.desk.on_offer(), sitting.say("dialogue.what_to_do")),)


def _topic(sitting: Sitting) -> str | None:
    """What the talk is about, unless that has just been handed in."""
    topic = sitting.utterance.topic
    return None if topic == sitting.talk.finished else topic


def _begin_unnamed(sitting: Sitting) -> Outcome:
    if sitting.draft is not None:
        return advance(sitting)
    if sitting.talk.paused:
        return _offer_paused(sitting)
    topic = _topic(sitting)
    if topic is not None and topic in sitting.desk.on_offer():
        return start(sitting, topic)
    if near := rivals(sitting):
        return two_fit(sitting, near, "start")
    if meant := guesses(sitting):
        return guess(sitting, meant[0], "start", "dialogue.guess_start")
    return (choose_service(sitting, sitting.desk.on_offer(), sitting.say("dialogue.what_to_do")),)


def _wants_another(sitting: Sitting) -> bool:
    """Whether these words want a service other than the open one."""
    draft, named = sitting.draft, sitting.utterance.service
    if draft is None or named is None or named == draft.service or sitting.taken:
        return False
    best = sitting.utterance.acts[0] if sitting.utterance.acts else None
    return sitting.utterance.act == "deny" or (best is not None and best.name == "start" and best.confidence >= SWITCHING)


def _goes_back_to(sitting: Sitting, service: str) -> bool:
    """回到退休吧，社保卡下次再说"""
    title = sitting.desk.catalogue.services[service].title.zh
    said = sitting.words()  # opened: 社保卡 may have been heard as an answer
    return any(word + title in said for word in sitting.desk.catalogue.asks.words["going_back_to"])


def _other_by_name(sitting: Sitting) -> str | None:
    """A service, not the open one, that was understood or is called by its title."""
    if sitting.draft is None:
        return None
    services = sitting.desk.catalogue.services
    called = [s.id for s in services.values() if s.title.zh in sitting.utterance.text]
    understood = [sitting.utterance.service] if sitting.utterance.service else []
    return next((s for s in (*understood, *called) if s != sitting.draft.service), None)


def _offer_paused(sitting: Sitting) -> Outcome:
    return take_up(sitting, sitting.talk.paused[-1])


def _do(sitting: Sitting, act: str, service: str, also: Sequence[str] = ()) -> Outcome:
    sitting.talk.stage, sitting.talk.asking = "idle", None
    if act not in REGIONAL:
        return start(sitting, service)
    sitting.talk.guess = None
    return tell_and_go_on(sitting, act, service, also)
