"""What a talk expects to hear next: the gateway hears and masks by it, the ears listen by it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from actions.desk import Desk
from actions.drafts import load_draft
from actions.reviewing import answered, question_put, which_answer
from actions.sitting import Sitting, Utterance
from actions.steps import undecided
from actions.talk import Stage, load_talk
from bot.catalogue.models import Question


@dataclass(frozen=True)
class Expectation:
    """The question just put, if any, and all others that the next sentence may answer."""

    stage: Stage = "idle"
    asked: Question | None = None
    open: tuple[Question, ...] = ()
    changing: tuple[Question, ...] = ()
    """Questions already answered: heard again only beside a word of correction, or in the review."""
    newest: Question | None = None
    """Of these the one answered last: what a bare 不对，是三月 corrects."""


def expect(desk: Desk, session: Session, conversation: str, language: str = "zh") -> Expectation:
    """What this talk expects."""
    talk = load_talk(session, conversation)
    draft = load_draft(session, talk.draft) if talk.draft else None
    sitting = Sitting(desk, session, Utterance(conversation, "", "", "", language), talk, draft)
    asked = question_put(sitting)
    steering = [desk.catalogue.asks["more"]]
    if asked is not None and asked.key == "code":
        steering += [desk.catalogue.asks["resend"], desk.catalogue.asks["no_phone"]]
    if draft is None:
        return Expectation(talk.stage, asked, _others(asked, [*steering, desk.catalogue.asks["region"], *_identity(sitting)]))
    known = sitting.values()
    service = sitting.service()
    own = [q for q in (*service.eligibility, *service.questions) if undecided(q.only_if, known)]
    unanswered = [q for q in own if q.key not in known]
    region = [desk.catalogue.asks["region"]] if draft.region is None else []
    changing = [*answered(sitting), which_answer(sitting)] if known or draft.region else []
    newest = next((q for q in changing if q.key == draft.newest_said()), None)
    return Expectation(talk.stage, asked, _others(asked, [*steering, *region, *_identity(sitting), *unanswered]), tuple(changing), newest)


def _identity(sitting: Sitting) -> list[Question]:
    if sitting.person() is not None:
        return []
    return [sitting.ask(key) for key in ("name", "resident_id") if key not in sitting.talk.identity]


def _others(asked: Question | None, questions: list[Question]) -> tuple[Question, ...]:
    return tuple(q for q in questions if asked is None or q.key != asked.key)
