"""Who is talking: name, ID number, a one-time code to the telephone that the city knows."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from actions import identity
from actions.applying.acting_for import for_another
from actions.desk import Desk
from actions.errand import Errand, Outcome
from actions.sitting import Sitting
from actions.wording import put, reply
from bot.binding import WHO_TALKS
from bot.catalogue.models import Question
from bot.kin import SELF
from bot.say import Said
from bot.turn import Reply

Then = Callable[..., Outcome]
"""What goes on once the person is verified: takes the sitting, and what to say before."""


def check_identity(sitting: Sitting, question: Question, before: tuple[Said | str, ...], then: Then) -> Outcome:
    """Puts the next question about who is talking; with name and number known a code is sent, then compared."""
    talk = sitting.talk
    if question.key != "code":
        return (put(sitting, question, *before, *_whose(sitting), phase="identity"),)
    if "no_phone" in sitting.steered:
        return (_without_phone(sitting),)
    said_code = talk.identity.pop("code", None)
    if talk.code_sent and said_code is not None:
        return _compare(sitting, said_code, then)
    if talk.code_sent and "resend" not in sitting.steered:
        return (put(sitting, question, *before, phase="identity"),)
    if talk.code_sent:
        return _send(sitting, before, "identity.code_again")
    sentence = "identity.code_sent_holder" if sitting.verifies_holder() else "identity.code_sent"
    return _send(sitting, (*before, *_whose(sitting)), sentence)


def _whose(sitting: Sitting) -> tuple[Said | str, ...]:
    """Whose name and number are wanted; said once, before the first of them is asked, or when they were told unasked."""
    if sitting.talk.identity and for_another(sitting) and sitting.talk.asking not in WHO_TALKS:
        return (sitting.say("identity.step_for_another"),)
    if sitting.talk.identity or sitting.draft is None or sitting.talk.pending == "progress":
        return ()
    whose = sitting.service().applicant
    if whose is not None:
        return sitting.say("identity.step"), whose.in_(sitting.utterance.language)
    return (sitting.say("identity.step_for_another" if for_another(sitting) else "dialogue.step_identity"),)


def _send(sitting: Sitting, before: tuple[Said | str, ...], sentence: str) -> Errand:
    tokens = sitting.talk.identity
    claim = identity.Claim(
        str(sitting.secret(tokens["name"]).value), str(sitting.secret(tokens["resident_id"]).value), tokens["name"], tokens["resident_id"]
    )
    conversation = sitting.utterance.conversation

    def send(desk: Desk) -> object:
        wording = lambda code: desk.sentences.say("identity.message", code=code).text  # noqa: E731
        return identity.request_code(desk.sessions, desk.records, desk.sender, desk.seal, conversation, claim, wording, desk.clock.now())

    return Errand(send, partial(_after_sending, before=before, sentence=sentence))


def _after_sending(sitting: Sitting, outcome: object, *, before: tuple[Said | str, ...], sentence: str) -> Outcome:
    question = sitting.ask("code")
    sitting.talk.blocked = isinstance(outcome, identity.Blocked)
    hotline = sitting.service().hotline if sitting.draft else sitting.say("hotline.city").text
    match outcome:
        case identity.CodeSent():
            sitting.talk.code_sent = True
            sitting.talk.asked_last = ""  # another code is another question
            said = sitting.say(sentence, hotline=hotline)
        case identity.TooSoon(seconds):
            said = sitting.say("identity.too_soon" if sitting.talk.code_sent else "dialogue.code_soon", seconds=seconds)
        case identity.Blocked():
            sitting.talk.stage, sitting.talk.asking = "idle", None
            kept = [sitting.say("identity.blocked_kept")] if sitting.draft is not None else []
            return (reply(*before, sitting.say("identity.blocked", hotline=hotline), *kept),)
        case _:
            said = sitting.say("identity.not_delivered", hotline=hotline)
    return (put(sitting, question, *before, said, phase="identity", counts=False),)


def _without_phone(sitting: Sitting) -> Reply:
    """The way for somebody whom no code can reach: what was said is kept, the counter looks at the ID card."""
    sitting.talk.stage, sitting.talk.asking = "idle", None
    if sitting.draft is None:
        return reply(sitting.say("identity.no_phone", hotline=sitting.say("hotline.city").text))
    service = sitting.service()
    parts = [sitting.say("identity.no_phone", hotline=service.hotline)]
    office = sitting.desk.catalogue.regions.office(service.counter.office, sitting.draft.region or "")
    if office is not None:
        where = sitting.say("tell.office", title=office.title, address=office.address, hours=office.hours, phone=office.phone).text
        parts.append(sitting.say("dialogue.not_eligible_counter", office=where))
    return reply(*parts)


def _compare(sitting: Sitting, token: str, then: Then) -> Outcome:
    code = str(sitting.secret(token).value)
    outcome = identity.check_code(sitting.session, sitting.desk.seal, sitting.utterance.conversation, code, sitting.desk.clock.now())
    match outcome:
        case identity.Verified(name_token=name):
            sitting.talk.identity, sitting.talk.code_sent = {}, False
            holder = sitting.draft is not None and sitting.verifies_holder()
            sitting.talk.verified_as = sitting.draft.relative if holder and sitting.draft is not None else SELF
            return then(sitting, sitting.say("identity.verified", name=name))
        case identity.Wrong(left) if left > 0:
            wrong = sitting.say("identity.code_wrong", left=left)  # an answer all the same, and tries are counted already
            return (put(sitting, sitting.ask("code"), wrong, phase="identity", counts=False),)
        case identity.Wrong():
            return _send_another(sitting, "identity.code_used_up")
        case identity.NoCode():
            return _send_another(sitting, "identity.code_void")
        case _:
            return _send(sitting, (), "identity.code_expired")


def _send_another(sitting: Sitting, why: str) -> Errand:
    """Tells that no code is open any more, and sends one, or says when and how else."""
    sitting.talk.code_sent = False
    return _send(sitting, (sitting.say(why),), "identity.code_new")
