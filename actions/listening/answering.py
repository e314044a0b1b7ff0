"""What an answer, a yes or a no is about: the question that is open, wherever the talk stands."""

from __future__ import annotations

from actions.applying import beginning, correcting, fetching, going_on
from actions.applying.going_on import ANSWERING, advance
from actions.applying.opening import begin_topic
from actions.errand import Act, Outcome
from actions.informing import progress, telling
from actions.informing.standing_in import PROXY, asks_who_may
from actions.listening.missing import miss, wrong
from actions.sitting import Sitting
from actions.wording import choose_service
from bot.binding import WHO_TALKS


def go_on(sitting: Sitting) -> Outcome:
    """Goes on with the open application, or with finding out who asks for progress."""
    if "which_answer" in sitting.taken:
        return correcting.correct(sitting)
    if sitting.draft is None and "more" in sitting.steered and sitting.talk.stage == "idle":
        sitting.talk.page = 1  # the greeting has shown the first ones
        return (choose_service(sitting, sitting.desk.on_offer()),)
    if _says_where(sitting):
        return _elsewhere(sitting)
    if _says_who(sitting):
        return _ask_who(sitting)
    if _asked_by_aside(sitting):
        return ()
    if sitting.utterance.act == "inform" and (begun := begin_topic(sitting)):
        return begun
    return going_on.go_on(sitting)


def tell(sitting: Sitting) -> Outcome:
    """Answers a question about a service: the one named, else the one that the talk is about. 先跳过行不行 is none."""
    if going_on.wants_to_skip(sitting):
        return ()  # what goes on next hears it
    utterance = sitting.utterance
    topic = utterance.service or (sitting.draft.service if sitting.draft else utterance.topic)
    by_another = utterance.act in {"eligibility", "materials", "where"} and asks_who_may(
        sitting.desk.catalogue.asks, utterance.act, utterance.text
    )
    return telling.tell(sitting, PROXY if by_another else utterance.act, topic)


def consent(sitting: Sitting) -> Outcome:
    """A yes to reading records."""
    return fetching.fetch(sitting, advance) if sitting.draft is not None else miss(sitting)


def refuse(sitting: Sitting) -> Outcome:
    """A no to reading records: the questions are asked instead."""
    if sitting.draft is None:
        return miss(sitting)
    sitting.draft.consent = False
    return advance(sitting, sitting.say("dialogue.consent_no"))


def leaving(act: Act) -> Act:
    """The act, unless the resident was asked what to change and says that all is right: 不改了，都对."""

    def unless_all_is_right(sitting: Sitting) -> Outcome:
        asked_what = sitting.draft is not None and sitting.talk.asking == "which_answer"
        if asked_what and sitting.desk.catalogue.asks.said("unchanged", sitting.utterance.text):
            return advance(sitting)
        return act(sitting)

    return unless_all_is_right


def _says_where(sitting: Sitting) -> bool:
    """Nothing but a region, and nothing was asked."""
    said_where = sitting.taken == ["region"] and sitting.utterance.act in ANSWERING
    return said_where and sitting.draft is None and sitting.talk.pending is None


def _elsewhere(sitting: Sitting) -> Outcome:
    """What was told last holds otherwise there, or something can be begun there."""
    topic, told = sitting.utterance.topic, sitting.talk.told
    return telling.tell(sitting, told, topic) if told is not None and topic is not None else beginning.agree(sitting)


def _says_who(sitting: Sitting) -> bool:
    """Whether it is being found out who asks for progress; a code counts whenever it comes."""
    talk = sitting.talk
    asked = talk.stage == "asking" and talk.asking in WHO_TALKS
    return talk.pending == "progress" and (asked or "code" in sitting.taken)


def _ask_who(sitting: Sitting) -> Outcome:
    if sitting.problem is not None:
        return wrong(sitting, sitting.problem)
    if not sitting.taken and not sitting.steered and sitting.utterance.act in ANSWERING:
        return miss(sitting)
    sitting.talk.missed = 0
    return progress.ask_who(sitting)


def _asked_by_aside(sitting: Sitting) -> bool:
    """Whether the aside of this turn has just asked where, or which service."""
    talk = sitting.talk
    waits = talk.pending is not None and talk.stage != "idle" and "region" not in sitting.taken
    return waits and sitting.utterance.act not in ANSWERING
