"""Greeting, thanks, help, repeating, a person, putting aside: what any talk needs."""

from __future__ import annotations

from dataclasses import replace

from actions import identity
from actions.applying.opening import begin_topic
from actions.applying.reviewing import question_put
from actions.errand import Outcome
from actions.informing import elsewhere
from actions.informing.telling import condole
from actions.listening.guessing import guess
from actions.listening.missing import echoes_question
from actions.listening.open_now import open_now
from actions.sitting import Sitting
from actions.wording import choose_service, joined, put, reply
from bot.say import Said
from bot.turn import Reply

NAMED = 6
"""Services that are named when somebody asks what we do."""


def greet(sitting: Sitting) -> Outcome:
    """A greeting; with nothing open, what can be done."""
    if sitting.draft is not None:
        return (reply(sitting.say("dialogue.greeting_again")),)
    return (choose_service(sitting, sitting.desk.on_offer(), sitting.say("dialogue.greeting_again")),)


def thank(sitting: Sitting) -> Outcome:
    """You are welcome."""
    return (reply(sitting.say("dialogue.thanks")),)


def help_out(sitting: Sitting) -> Outcome:
    """How to talk with us, or who we are, and what we do."""
    if sitting.desk.catalogue.asks.said("who_are_you", sitting.utterance.text.lower()):
        return (reply(sitting.say("dialogue.who_i_am"), _services(sitting, "dialogue.can_do")),)
    return (reply(sitting.say("dialogue.help"), _services(sitting, "dialogue.can_do")),)


def not_ours(sitting: Sitting) -> Outcome:
    """Not one of our services: who does it, and what we do. Words of our own question are an answer, not something else."""
    if sitting.desk.catalogue.asks.said("bereaved", sitting.utterance.text):
        return _bereaved(sitting)
    if sitting.desk.catalogue.asks.said("starving", sitting.utterance.text):
        return (reply(sitting.say("dialogue.not_ours_starving")),)
    if echoes_question(sitting):
        return ()
    if told := elsewhere.tell(sitting) or begin_topic(sitting):
        return told
    if sitting.draft is not None:
        return (reply(sitting.say("dialogue.not_ours")),)
    return (reply(sitting.say("dialogue.not_ours"), _services(sitting, "dialogue.not_ours_back")),)


def _bereaved(sitting: Sitting) -> Outcome:
    """Condolence, and the service that goes with it where there is one."""
    ours = next((s.id for s in sitting.desk.on_offer().values() if s.tone == "condolence"), None)
    if ours is None or (sitting.draft is not None and sitting.draft.service == ours):
        return (reply(sitting.say("dialogue.not_ours_bereaved")),)
    sitting.talk.condoled = True
    return guess(sitting, ours, "start", "dialogue.guess_bereaved")


def human(sitting: Sitting) -> Outcome:
    """A person's number, and the counter."""
    service_id = sitting.draft.service if sitting.draft else sitting.utterance.service or sitting.utterance.topic
    if service_id is None or service_id not in sitting.desk.catalogue.services:
        return (reply(sitting.say("dialogue.human_plain")),)
    service = sitting.desk.catalogue.in_region(service_id, sitting.talk.region)
    region = sitting.talk.region or sitting.desk.catalogue.regions.default
    office = sitting.desk.catalogue.regions.office(service.counter.office, region) if region else None
    if office is not None:
        where = sitting.say("tell.office", title=office.title, address=office.address, hours=office.hours, phone=office.phone).text
        told = sitting.say("dialogue.human", hotline=service.hotline, title=office.title, office=where)
    else:
        told = sitting.say("dialogue.human_counter", hotline=service.hotline, counter=service.counter.say.in_(sitting.utterance.language))
    sitting.topic = sitting.topic or service_id
    if sitting.draft is None:
        return (reply(*condole(sitting), told),)
    stay = sitting.say("dialogue.human_go_on")
    if sitting.talk.stage != "idle":
        stay = replace(stay, brief="")  # what is open follows, and says it
    return (open_now(sitting, *condole(sitting), told, stay),)


def complain(sitting: Sitting) -> Outcome:
    """Where a complaint is taken down and answered."""
    return (reply(sitting.say("dialogue.complain")),)


def alarm(sitting: Sitting) -> Outcome:
    """Danger, crisis or fraud: the number to call, at once."""
    act, asks, text = sitting.utterance.act, sitting.desk.catalogue.asks, sitting.utterance.text
    if act == "fraud" and asks.said("doubts_us", text) and not asks.said("money_gone", text):
        return (_reassure(sitting),)
    key = "danger_ill" if act == "danger" and asks.said("ill_now", text) else act
    return (reply(sitting.say(f"alarm.{key}"), facts={"alarm": act}),)


def _reassure(sitting: Sitting) -> Reply:
    """To whoever doubts us: they are right to be careful, and this is what we never ask for."""
    said = sitting.say("dialogue.trust", hotline=sitting.say("hotline.city").text)
    question = question_put(sitting) if sitting.talk.stage == "asking" else None
    return put(sitting, question, said, counts=False) if question is not None else reply(said)


def pause(sitting: Sitting) -> Outcome:
    """Puts the application aside; signing out forgets who was talking."""
    if sitting.desk.catalogue.asks.said("signing_out", sitting.utterance.text):
        sitting.put_aside()
        sitting.talk.identity, sitting.talk.code_sent, sitting.talk.paused = {}, False, []
        sitting.talk.last, sitting.talk.said_number = [], None
        identity.sign_out(sitting.session, sitting.utterance.conversation)
        return (reply(sitting.say("dialogue.signed_out"), facts={"signed_out": True}),)
    if sitting.draft is None:
        sitting.talk.stage, sitting.talk.pending, sitting.talk.guess = "idle", None, None
        sitting.talk.identity, sitting.talk.code_sent = {}, False
        return (reply(sitting.say("dialogue.stopped")),)
    sitting.put_aside()
    return (reply(sitting.say("dialogue.paused")),)


def _services(sitting: Sitting, sentence: str) -> Said:
    """The services asked for most, and how many there are: twenty titles would not be kept in mind."""
    titles = [s.title.in_(sitting.utterance.language) for s in sitting.desk.on_offer().values()]
    return sitting.say(sentence, services=joined(sitting, titles[:NAMED]), count=len(titles))
