"""What can be tapped. The title is in the resident's language; the words that come back are Chinese, as if they had been said."""

from __future__ import annotations

from actions.sitting import Sitting
from bot.catalogue.models import Service, Words
from bot.turn import Choice

WRITTEN = "zh"
"""The language that is understood."""


def worded(sitting: Sitting, words: Words) -> Choice:
    """An option by its title."""
    return Choice(words.in_(sitting.utterance.language), words.zh)


def said(sitting: Sitting, title: str, value: str) -> Choice:
    """A sentence of data/say to tap, and another that comes back."""
    return Choice(sitting.say(title).text, sitting.desk.sentences.say(value, WRITTEN).text)


def yes_no(sitting: Sitting) -> tuple[Choice, Choice]:
    """是 and 不是."""
    return said(sitting, "dialogue.choice.yes", "dialogue.choice.yes"), said(sitting, "dialogue.choice.no", "dialogue.choice.no")


def offer(sitting: Sitting, service: Service) -> Choice:
    """我要办退休"""
    title = sitting.say("dialogue.offer_begin", title=service.title.in_(sitting.utterance.language)).text
    return Choice(title, sitting.desk.sentences.say("dialogue.offer_begin", WRITTEN, title=service.title.zh).text)
