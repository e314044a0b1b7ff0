"""Kaldi's phones, states and transitions: a sound has four phones, for its place in the word, and they share one output.

The topology is CTC's. Silence is one state on the blank. Any other phone is a state on its own output, and then, if need be,
one on the blank. Transitions are numbered from 1 in the order of phones, states and arcs; Kaldi stores no numbers.
"""

from __future__ import annotations

import math

from tests.voice.making.sounds import SOUNDS

SILENCE = 1
PLACES = {"B": "begin", "E": "end", "I": "internal", "S": "singleton"}
PHONES = {(sound, place): 2 + index for index, (sound, place) in enumerate((sound, place) for sound in SOUNDS for place in PLACES)}
COUNT = 1 + len(PHONES)

SILENCE_STAYS, SILENCE_ENDS = 1, 2
SOUND_STAYS, TO_BLANK, SOUND_ENDS, BLANK_STAYS, BLANK_ENDS = range(5)
SILENCE_CHANCES = (0.5, 0.5)
SOUND_CHANCES = (0.3, 0.5, 0.2, 0.5, 0.5)
TRANSITIONS = len(SILENCE_CHANCES) + len(SOUND_CHANCES) * len(PHONES)


def transition(phone: int, arc: int) -> int:
    """The number of a transition of a phone other than silence, for example SOUND_ENDS."""
    return 1 + len(SILENCE_CHANCES) + len(SOUND_CHANCES) * (phone - 2) + arc


def output(phone: int) -> int:
    """Which output of the network a phone's first state reads."""
    return 0 if phone == SILENCE else 1 + (phone - 2) // len(PLACES)


def log_chances() -> list[float]:
    """Of every transition, from number 1."""
    return [math.log(chance) for chance in (*SILENCE_CHANCES, *(SOUND_CHANCES * len(PHONES)))]


def places_of_phones() -> str:
    """graph/phones/word_boundary.int: without it, the times of words are wrong."""
    return f"{SILENCE} nonword\n" + "".join(f"{phone} {PLACES[place]}\n" for (_, place), phone in PHONES.items())
