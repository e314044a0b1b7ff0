"""What other departments do: who it is, the number to ring and where to go. 办不了 alone is never an answer."""

from __future__ import annotations

from actions.applying.going_on import advance
from actions.applying.refusing import refusal
from actions.choices import said
from actions.errand import Act, Outcome, after
from actions.listening.missing import echoes_question
from actions.sitting import Sitting
from actions.wording import reply
from bot.catalogue.directory import Topic
from bot.finding_topic import find, named
from bot.turn import Reply

SURE = 0.8
"""So sure of a service, understanding is believed although another topic is named as well."""


def tell(sitting: Sitting) -> Outcome | None:
    """Who does the topic that the words are about; None when it is none of the directory's."""
    topic = find(sitting.utterance.text, sitting.desk.catalogue.directory.topics)
    return (_told(sitting, topic),) if topic is not None else None


def in_place_of(act: Act, *, goes_on: bool = False) -> Act:
    """The act, unless the words plainly name another department's topic and no service of ours.

    护照要带什么 amid an application is worded like a question about it, and 房产过户怎么办 may be
    taken for one of ours by halves. `goes_on`: no rule puts the open question after this act.
    """

    def unless_elsewhere(sitting: Sitting) -> Outcome:
        topic = _plainly(sitting)
        if topic is None:
            return act(sitting)
        told = (_told(sitting, topic),)
        waits = goes_on and sitting.draft is not None and not refusal(sitting)
        return after(told, advance(sitting)) if waits else told

    return unless_elsewhere


def _plainly(sitting: Sitting) -> Topic | None:
    """The topic that is plainly named; a complaint names no service and no errand, so any name will do."""
    if sitting.taken or sitting.talk.stage == "guessing" or _ours(sitting) or echoes_question(sitting):
        return None
    topics = sitting.desk.catalogue.directory.topics
    return named(sitting.utterance.text, topics, plainly=sitting.utterance.act != "complain")


def _ours(sitting: Sitting) -> bool:
    """Whether one of our services was understood for sure, or is called by a name."""
    text, best = sitting.utterance.text, sitting.utterance.services[:1]
    if sitting.utterance.service is not None and best and best[0].confidence >= SURE:
        return True
    return any(name in text for service in sitting.desk.catalogue.services.values() for name in (service.title.zh, *service.names))


def _told(sitting: Sitting, topic: Topic) -> Reply:
    facts = {"directory": topic.key, "hotline": topic.hotline, "as_of": sitting.desk.catalogue.directory.as_of.isoformat()}
    words = topic.say.in_(sitting.utterance.language)
    sitting.talk.missed = 0
    if sitting.draft is not None:
        return reply(words, facts=facts)
    what_else = said(sitting, "dialogue.choice.can_do", "dialogue.choice.can_do")
    return reply(words, sitting.say("dialogue.elsewhere_more"), choices=[what_else], facts=facts)
