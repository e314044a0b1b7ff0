"""Not having understood: a hint, then something easier, then a person. Never a loop."""

from __future__ import annotations

import re

from actions.applying.consenting import consent_again
from actions.applying.reviewing import question_put
from actions.choices import yes_no
from actions.errand import Outcome
from actions.listening.again import LAST, SAME_WORDS, times_asked, way_out
from actions.sitting import Sitting
from actions.utterance import HeardToken
from actions.wording import choices_of, choose_service, joined, leave_open, put, reply
from bot.catalogue.models import Question
from bot.say import Said
from bot.turn import Reply

EASIER_AT = 2
PERSON_AT = 3
TERM = 3
"""So many characters in common make a term: 公积金, but not 在哪."""
_CHINESE = re.compile(r"[\u4e00-\u9fff]+")


def miss(sitting: Sitting) -> Outcome:
    """Answers what was not understood, by how often that happened in a row; what is open stays open, with all that can be tapped."""
    talk = sitting.talk
    talk.missed += 1
    level = talk.missed
    question = question_put(sitting)
    if question is not None and talk.stage == "asking":
        return (_again(sitting, question, level),)
    if talk.stage in {"consenting", "reviewing"}:
        return (_yes_or_no(sitting, level),)
    if sitting.draft is not None and talk.times > LAST:
        return (leave_open(sitting, _not_heard(sitting, level), person=level >= PERSON_AT),)
    if level < EASIER_AT and talk.stage == "idle":
        return (reply(_not_heard(sitting, level), sitting.say("dialogue.rephrase")),)
    return (choose_service(sitting, list(sitting.desk.on_offer()), _not_heard(sitting, level, choices=True), person=level >= PERSON_AT),)


def _not_heard(sitting: Sitting, level: int, *, choices: bool = False) -> Said:
    """That it was not understood, by how often; `choices`: there are some to pick from."""
    if level >= PERSON_AT:
        return sitting.say("dialogue.not_heard_person", hotline=hotline_of(sitting))
    if level < EASIER_AT:
        return sitting.say("dialogue.not_heard")
    return sitting.say("dialogue.not_heard_again" if choices else "dialogue.not_heard_again_free")


def _yes_or_no(sitting: Sitting, level: int) -> Reply:
    """The request for consent, or the review, with what a yes would mean."""
    stage = sitting.talk.stage
    times = times_asked(sitting, stage)
    if times > LAST:
        return leave_open(sitting, _not_heard(sitting, level), person=level >= PERSON_AT)
    about = [consent_again(sitting, times)] if stage == "consenting" else []
    how = "dialogue.say_yes_or_no" if times <= SAME_WORDS else "dialogue.yes_or_no_still"
    parts = [_not_heard(sitting, level, choices=True), *about, sitting.say(f"{how}.{stage}")]
    if level >= PERSON_AT or times > SAME_WORDS:
        parts += way_out(sitting, person=level < PERSON_AT)
    return reply(*parts, choices=yes_no(sitting))


def hotline_of(sitting: Sitting) -> str:
    """Whom to ring: the open service's number, else the city's."""
    return sitting.service().hotline if sitting.draft else sitting.say("hotline.city").text


def _again(sitting: Sitting, question: Question, level: int) -> Reply:
    """The open question once more: with its hint, then with its answers read out, and that it may be left out where it may."""
    offered = [choice.title for choice in choices_of(sitting, question)] if question.kind != "code" else []
    parts: list[Said | str] = [_not_heard(sitting, level, choices=bool(offered))]
    after: Said | str = ""
    if level >= EASIER_AT and offered:
        after = sitting.say("dialogue.pick", options=joined(sitting, offered))
    if level >= PERSON_AT and question.optional:
        parts.append(sitting.say("dialogue.may_skip"))
    return put(sitting, question, *parts, hint=level < EASIER_AT or not offered, after=after, person=level >= PERSON_AT)


def wrong(sitting: Sitting, heard: HeardToken) -> Outcome:
    """Says what cannot be right about an answer, and asks again."""
    assert heard.problem is not None
    question = question_put(sitting)
    assert question is not None
    sitting.talk.missed += 1
    said = sitting.say(heard.problem, **heard.problem_values)
    if sitting.talk.missed >= PERSON_AT:
        person = sitting.say("dialogue.or_person", hotline=hotline_of(sitting))
        return (put(sitting, question, said, person, hint=True, person=True),)
    return (put(sitting, question, said),)


def echoes_question(sitting: Sitting) -> bool:
    """Whether the words share a term (公积金) with what was just put to the resident: then they are about that."""
    if sitting.talk.stage in {"idle", "guessing"}:
        return False
    asked = "".join(str(body["text"]) for body in sitting.talk.last[-1:])
    said = sitting.utterance.text
    terms = (said[at : at + TERM] for at in range(len(said) - TERM + 1))
    return any(term in asked for term in terms if _CHINESE.fullmatch(term))
