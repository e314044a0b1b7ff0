"""Not having understood: a hint, then something easier, then a person. Never a loop."""

from __future__ import annotations

from actions.choices import yes_no
from actions.errand import Outcome
from actions.reviewing import question_put
from actions.sitting import HeardToken, Sitting
from actions.wording import choose_service, hint_of, put, reply

EASIER_AT = 2
PERSON_AT = 3


def miss(sitting: Sitting) -> Outcome:
    """Answers what was not understood, by how often that happened in a row."""
    talk = sitting.talk
    talk.missed += 1
    if talk.missed >= PERSON_AT:
        talk.missed = 0
        hotline = sitting.service().hotline if sitting.draft else sitting.say("hotline.city").text
        stay = (sitting.say("dialogue.human_stay"),) if sitting.draft else ()
        return (reply(sitting.say("dialogue.not_heard_person", hotline=hotline), *stay),)
    before = sitting.say("dialogue.not_heard" if talk.missed < EASIER_AT else "dialogue.not_heard_again")
    question = question_put(sitting)
    if question is not None and talk.stage == "asking":
        return (put(sitting, question, before, hint=True),)
    if talk.stage in {"consenting", "reviewing"}:
        return (reply(before, sitting.say(f"dialogue.say_yes_or_no.{talk.stage}"), choices=yes_no(sitting)),)
    if talk.missed < EASIER_AT and talk.stage == "idle":
        return (reply(before, sitting.say("dialogue.rephrase")),)
    return (choose_service(sitting, list(sitting.desk.catalogue.services), before),)


def wrong(sitting: Sitting, heard: HeardToken) -> Outcome:
    """Says what cannot be right about an answer, and asks again."""
    assert heard.problem is not None
    question = question_put(sitting)
    assert question is not None
    sitting.talk.missed += 1
    said = sitting.say(heard.problem, **heard.problem_values)
    if sitting.talk.missed >= PERSON_AT:
        hotline = sitting.service().hotline if sitting.draft else sitting.say("hotline.city").text
        return (put(sitting, question, said, hint_of(sitting, question), sitting.say("dialogue.or_person", hotline=hotline)),)
    return (put(sitting, question, said),)

