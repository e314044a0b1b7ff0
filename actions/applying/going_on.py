"""The heart of an application: take what was said, then put the first question that is still open."""

from __future__ import annotations

from collections.abc import Sequence

from actions.applying.acting_for import not_their_own
from actions.applying.authority import put_right
from actions.applying.checking import check_identity
from actions.applying.consenting import ask_consent
from actions.applying.hearing_back import read_back
from actions.applying.number_said import proposed_number, said_number
from actions.applying.refusing import not_here, refusal, refuse_kindly
from actions.applying.reviewing import ask_which, question_put, review
from actions.applying.steps import Ask, AskConsent, NotEligible, NotHere, Step, next_step
from actions.errand import Outcome, after
from actions.informing.telling import tell
from actions.listening.missing import echoes_question, miss, wrong
from actions.sitting import Sitting
from actions.wording import put
from bot.say import Said

ANSWERING = frozenset({"inform", "unsure"})


def go_on(sitting: Sitting) -> Outcome:
    """After an answer or an aside: the next thing, or nothing when no application is open."""
    if pending := _pending(sitting):
        return pending
    if sitting.draft is None:
        return () if sitting.utterance.act not in ANSWERING else miss(sitting)
    if sitting.problem is not None:
        return wrong(sitting, sitting.problem)
    if not sitting.taken and wants_to_skip(sitting):
        sitting.steered.add("skip")
    if sitting.talk.blocked and sitting.talk.stage == "idle":
        return advance(sitting, *read_back(sitting))
    if _meant_as_answer(sitting) and not sitting.taken and not sitting.steered:
        return miss(sitting)
    if not sitting.taken and not sitting.steered and refusal(sitting):
        return ()  # an aside of somebody who has been told already
    if "skip" in sitting.steered and not _skip(sitting):
        return _needed(sitting)
    sitting.talk.page = sitting.talk.page + 1 if "more" in sitting.steered else 0
    if "more" in sitting.steered and sitting.talk.asking == "which_answer":
        return (ask_which(sitting),)
    return advance(sitting, *read_back(sitting))


def advance(sitting: Sitting, *before: Said | str) -> Outcome:
    """Puts the next step of the open application."""
    assert sitting.draft is not None
    sitting.topic = sitting.draft.service
    sitting.talk.missed = 0
    before = (*before, *put_right(sitting), *not_their_own(sitting))
    step = _next(sitting)
    if not isinstance(step, NotEligible):
        sitting.talk.refused = None
    match step:
        case Ask(question, phase) if proposed_number(sitting, question):
            return (put(sitting, said_number(sitting), *before, phase=phase),)
        case Ask(question, "identity"):
            return check_identity(sitting, question, before, then=advance)
        case Ask(question, phase):
            return (put(sitting, question, *before, phase=phase),)
        case AskConsent(fields):
            return (ask_consent(sitting, fields, *before),)
        case NotEligible():
            return refuse_kindly(sitting, step, *before)
        case NotHere(region):
            return not_here(sitting, region, *before)
        case _:
            return (review(sitting, *before),)


def _meant_as_answer(sitting: Sitting) -> bool:
    act = sitting.utterance.act
    return act in ANSWERING or (act == "out_of_scope" and echoes_question(sitting))


def wants_to_skip(sitting: Sitting) -> bool:
    """卡不在身上，先跳过行不行: about the open question, though it is worded like one of the resident's own."""
    return (
        sitting.talk.stage == "asking"
        and sitting.draft is not None
        and sitting.desk.catalogue.asks.said("skipping", sitting.utterance.text)
    )


def _next(sitting: Sitting) -> Step:
    assert sitting.draft is not None
    return next_step(sitting.desk.catalogue, sitting.service(), sitting.draft, sitting.known(), sitting.desk.today())


def _pending(sitting: Sitting) -> Outcome | None:
    """A question that waited for the region, answered now that it is known."""
    talk = sitting.talk
    if talk.pending is None or talk.pending == "progress" or "region" not in sitting.taken:
        return None
    act, service, also = talk.pending, talk.pending_service, talk.pending_also
    talk.pending, talk.pending_service, talk.pending_also = None, None, []
    talk.stage, talk.asking = "idle", None
    return tell_and_go_on(sitting, act, service, also)


def tell_and_go_on(sitting: Sitting, act: str, service: str | None, also: Sequence[str] = ()) -> Outcome:
    """Answers an aside, and then puts the open question again. `also`: as for `telling.tell`."""
    told = tell(sitting, act, service, also)
    if sitting.draft is None or sitting.talk.pending is not None:
        return told
    return after(told, advance(sitting))


def _skip(sitting: Sitting) -> bool:
    """Leaves the open question without an answer, if it can be left so."""
    question = sitting.question(sitting.talk.asking or "")
    if question is None or not question.optional:
        return False
    sitting.answer(question.key, None)
    return True


def _needed(sitting: Sitting) -> Outcome:
    """No way round the open question: it is put again with its hint."""
    question = question_put(sitting)
    if question is None:
        return advance(sitting)
    return (put(sitting, question, sitting.say("dialogue.needed"), hint=True),)
