"""What a talk expects to hear next: the gateway hears and masks by it, the ears listen by it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial

from sqlalchemy.orm import Session

from actions.applying.for_whom import about_them
from actions.applying.region_anew import region_anew
from actions.applying.reviewing import answered, question_put, which_answer
from actions.applying.steps import concerns_applicant, holds, undecided
from actions.desk import Desk
from actions.drafts import load_draft
from actions.sitting import IDENTITY, Sitting
from actions.talk import Stage, load_talk
from actions.utterance import Utterance
from actions.wording import SHOWN
from bot.birth_by_number import NUMBER
from bot.catalogue.models import Question
from bot.kinds import Value


@dataclass(frozen=True)
class Expectation:
    """The question just put, if any, and all others that the next sentence may answer."""

    stage: Stage = "idle"
    asked: Question | None = None
    open: tuple[Question, ...] = ()
    changing: tuple[Question, ...] = ()
    """Questions already answered: heard again only beside a word of correction, or in the review."""
    before: Mapping[str, Value] = field(default_factory=dict)
    """Their answers, by question key: a correction keeps the year that it does not say."""
    newest: Question | None = None
    """Of these the one answered last: what a bare 不对，是三月 corrects."""
    names: tuple[tuple[Question, str], ...] = ()
    """Names of persons that were given, each with its question: 名字打错了，… puts one of them right."""
    amid: bool = False
    """Whether an application is open, even if nothing is being asked."""


def expect(desk: Desk, session: Session, conversation: str, language: str = "zh") -> Expectation:
    """What this talk expects."""
    talk = load_talk(session, conversation)
    draft = load_draft(session, talk.draft) if talk.draft else None
    sitting = Sitting(desk, session, Utterance(conversation, "", "", "", language), talk, draft)
    asked = _shown_first(question_put(sitting), talk.page)
    steering = [desk.catalogue.asks["more"], *_about_code(sitting)]
    if draft is None:
        open_ones = _others(asked, [*steering, desk.catalogue.asks["region"], *_identity(sitting)])
        return Expectation(talk.stage, asked, open_ones, names=tuple(_names(sitting)))
    known = sitting.values()
    service = sitting.service()
    own = [q for q in (*service.eligibility, *service.questions) if undecided(q.only_if, known)]
    unanswered = [q for q in own if q.key not in known]
    region = [desk.catalogue.asks["region"]] if draft.region is None else []
    changing = [*region_anew(sitting), *answered(sitting), which_answer(sitting)] if known or draft.region else []
    asked = _with_number(sitting, asked, known)
    proposed = {key: sitting.secret(token).value for key, token in talk.proposed.items() if talk.asking == "whole_address"}
    changing = [*_who_again(sitting), *changing]
    newest = next((q for q in changing if q.key == draft.newest_said()), None)
    others = _others(asked, [*steering, *region, *_identity(sitting), *unanswered])
    theirs = partial(about_them, service, draft.relative)
    asked, newest = theirs(asked) if asked else None, theirs(newest) if newest else None
    others, changing = tuple(map(theirs, others)), list(map(theirs, changing))
    return Expectation(talk.stage, asked, others, tuple(changing), {**known, **proposed}, newest, tuple(_names(sitting)), amid=True)


def _with_number(sitting: Sitting, asked: Question | None, known: Mapping[str, Value]) -> Question | None:
    """A question for a date of birth, with whose ID number tells it too."""
    about = sitting.service().about
    if asked is None or asked.from_id != "birth_date" or about is None:
        return asked
    other = sitting.service().question(about.other_id) if about.other_id else None
    if concerns_applicant(sitting.service(), known):
        key: str | None = "resident_id"
    else:
        key = other.key if other is not None and holds(other.only_if, known) else None
    return asked.model_copy(update={"settings": {**asked.settings, NUMBER: key}})


def _shown_first(question: Question | None, page: int) -> Question | None:
    """The question with the options that are on the screen before the others: 第二个 is the second that was shown."""
    if question is None or len(question.options) <= SHOWN:
        return question
    start = page * SHOWN % (-(-len(question.options) // SHOWN) * SHOWN)
    return question.model_copy(update={"options": (*question.options[start:], *question.options[:start])})


def _about_code(sitting: Sitting) -> list[Question]:
    """While a code is awaited: the code itself, whenever it comes, and what to do when none comes."""
    asked = sitting.talk.asking == "code"
    if not asked and (not sitting.talk.code_sent or sitting.person() is not None):
        return []
    return [sitting.ask(key) for key in ("code", "resend", "no_phone")]


def _identity(sitting: Sitting) -> list[Question]:
    if sitting.person() is not None:
        return []
    anew = ["resident_id"] if sitting.talk.asking == "code" else []  # eighteen digits are no code: the number is put right
    return [sitting.ask(key) for key in IDENTITY if key not in sitting.talk.identity or key in anew]


def _who_again(sitting: Sitting) -> list[Question]:
    """Name and number while it is not verified whose they are: 名字错了，我叫…"""
    if sitting.person() is not None:
        return []
    return [sitting.ask(key) for key in IDENTITY if key in sitting.talk.identity and key != sitting.talk.asking]


def _names(sitting: Sitting) -> Iterator[tuple[Question, str]]:
    """The names of others first: one's own is known by the code, once it is verified."""
    values = sitting.values()
    for question in answered(sitting) if sitting.draft is not None else ():
        if question.kind == "person_name" and values[question.key] is not None and not sitting.settled(question.key):
            yield question, str(values[question.key])
    person = sitting.person()
    token = sitting.talk.identity.get("name") if person is None else person.name_token
    if token is not None:
        yield sitting.ask("name"), str(sitting.secret(token).value)


def _others(asked: Question | None, questions: list[Question]) -> tuple[Question, ...]:
    return tuple(q for q in questions if asked is None or q.key != asked.key)
