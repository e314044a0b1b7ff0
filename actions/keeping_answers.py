"""What was heard in a turn, kept where it belongs, once: in the application, or as who talks, or as what steers."""

from __future__ import annotations

from actions.applying.number_said import settle_number
from actions.applying.steps import same_value
from actions.sitting import Sitting
from actions.utterance import HeardToken
from bot.acts import URGENT
from bot.kinds.address import PIECE_BESIDE, WHOLE
from bot.kinds.name_and_id import whose


def take_in(sitting: Sitting) -> None:
    """Keeps every answer that was heard in this turn, once, whatever else was said; a cry for help answers nothing."""
    talk = sitting.talk
    first_time = talk.turn != sitting.utterance.turn
    if first_time:
        talk.turn, talk.last, talk.replies, talk.done = sitting.utterance.turn, talk.replies, [], {}
    if sitting.utterance.act in URGENT:
        return
    for heard in sitting.utterance.heard:
        take_one(sitting, heard, first_time=first_time)


def take_one(sitting: Sitting, heard: HeardToken, *, first_time: bool = True) -> None:
    """Keeps one answer where it belongs."""
    talk = sitting.talk
    if heard.problem:
        if heard.key == talk.asking or heard.problem in (WHOLE, PIECE_BESIDE):
            sitting.problem = heard
        return
    match heard.key:
        case "more" | "skip" | "resend" | "no_phone":
            sitting.steered.add(heard.key)
        case "which_service" | "which_answer":
            sitting.chosen = str(sitting.secret(heard.token).value)
        case "region":
            talk.region = str(sitting.secret(heard.token).value)
            if sitting.draft is not None:
                sitting.draft.region = talk.region
        case "name" | "resident_id":
            before = talk.identity.get(heard.key)
            again = before is not None and same_value(sitting.secret(before).value, sitting.secret(heard.token).value)
            talk.identity[heard.key] = heard.token
            talk.code_sent = talk.code_sent and (again or not first_time)
        case "whole_address":
            if talk.proposed and sitting.secret(heard.token).value == "yes":
                for key, token in talk.proposed.items():
                    sitting.answer(key, token)
            talk.proposed = {}
        case "said_number":
            settle_number(sitting, heard.token)
        case "code":
            if first_time:
                talk.identity["code"] = heard.token
        case key if sitting.settled(key):
            if first_time and not _said_the_same(sitting, heard):
                sitting.kept.append(key)
        case _ if sitting.draft is not None:
            _forget_number_of_another(sitting, heard)
            talk.proposed.pop(heard.key, None)
            sitting.answer(heard.key, heard.token)
    sitting.taken.append(heard.key)


def _said_the_same(sitting: Sitting, heard: HeardToken) -> bool:
    assert sitting.draft is not None
    token = sitting.draft.answers[heard.key].token
    return token is not None and same_value(sitting.secret(heard.token).value, sitting.secret(token).value)


def _forget_number_of_another(sitting: Sitting, heard: HeardToken) -> None:
    """Another name is another person, whose number the one given before is not; one character otherwise is the same one spelt right."""
    question, draft = sitting.question(heard.key), sitting.draft
    assert draft is not None
    before = draft.answers.get(heard.key)
    if question is None or question.kind != "person_name" or before is None or before.token is None:
        return
    old, new = (str(sitting.secret(token).value) for token in (before.token, heard.token))
    if len(old) == len(new) and sum(a != b for a, b in zip(old, new, strict=True)) <= 1:
        return
    service = sitting.service()
    for other in (*service.eligibility, *service.questions):
        if other.kind == "resident_id" and whose(other) == whose(question) and other.key not in sitting.taken:
            draft.answers.pop(other.key, None)
