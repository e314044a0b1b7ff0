"""How often something is asked: three times in the same words at most, three times in others, and then it is left open with a way out."""

from __future__ import annotations

from actions.choices import said
from actions.sitting import Sitting
from bot.say import Said
from bot.turn import Choice

SAME_WORDS = 3
LAST = 2 * SAME_WORDS
ASIDES = frozenset({"materials", "eligibility", "time", "fee", "where", "amount", "progress", "complain", "thanks"})
"""Acts of somebody who was answered and whose question waits meanwhile: however many there are, it is come back to."""
GOING_ON = frozenset({"start", "affirm"})
"""Acts of somebody who comes back to what was left open, as an answer does: it is asked as if for the first time."""


def times_asked(sitting: Sitting, what: str) -> int:
    """How often this has been asked now, without anything else being asked between."""
    talk = sitting.talk
    asked = f"{talk.draft or ''}:{what}"
    back_again = bool(sitting.taken or sitting.steered) or sitting.utterance.act in GOING_ON
    afresh = talk.asked_last != asked or (talk.times >= LAST and back_again)
    understood = bool(sitting.taken) or (sitting.utterance.act in ASIDES and talk.times >= LAST)
    talk.asked_last, talk.times = asked, 1 if afresh else talk.times if understood else talk.times + 1
    return talk.times


def way_out(sitting: Sitting, *, person: bool = True) -> list[Said]:
    """A person, unless one was named just before, then leaving it, and how to go on later."""
    leave = sitting.say("dialogue.way_out" if sitting.draft is not None else "dialogue.way_out_plain")
    return [sitting.say("dialogue.way_to_person"), leave] if person else [leave]


def ways_to_tap(sitting: Sitting) -> tuple[Choice, Choice]:
    """A person, and leaving it, where there is nothing else to tap."""
    leave = "dialogue.choice.leave" if sitting.draft is not None else "dialogue.choice.back"
    return said(sitting, "dialogue.choice.person", "dialogue.choice.person"), said(sitting, leave, leave)
