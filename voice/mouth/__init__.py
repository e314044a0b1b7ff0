"""The port to a synthesiser: a sentence as it is to be read in, sound out.

Adapters: `pyttsx3` (a pool of killable processes, default), `espeak` (one
command an utterance) and `silent` (for tests and machines without a voice).

A better voice is one class and one name: a module here with a class that is a
`Speaker` (a neural voice takes `reading.text`, which is normalised Chinese;
one that guesses polyphones badly takes `reading.pinyin`), and a line in
`choosing.OPENERS` with a function that tries the voice and gives it, or raises
MouthMissing with the remedy. `tests/voice/test_mouth_contract.py` then runs on
it as on the others.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from voice.audio import Audio

Language = Literal["zh", "en"]
"""As in bot.turn: named anew because the worker's process loads this file, and nothing of the application."""
Pace = Literal["slow", "normal", "fast"]
PACES: tuple[Pace, ...] = ("slow", "normal", "fast")


class MouthMissing(Exception):
    """There is no voice on this machine; the message says what to install."""


class NotSpoken(Exception):
    """A sentence could not be made audible in time, by any voice; the message says why. It is still on the screen."""


class TooMuchToSay(NotSpoken):
    """So many sentences wait for a voice already that this one is refused: no fault of the voice, and no work for another one."""


@dataclass(frozen=True)
class Tone:
    """How something is said."""

    pace: Pace = "normal"
    louder: bool = False


@dataclass(frozen=True)
class Reading:
    """One sentence, ready to be read."""

    text: str
    """Normalised: every number, sign and abbreviation in words. A voice that reads Chinese well takes this."""
    pinyin: str
    """The same in numbered syllables, tones as they are spoken: `ni2 hao3 , zhe4 li3 …`. Empty for a language without pinyin."""
    language: Language = "zh"


class Speaker(Protocol):
    """A voice."""

    name: str
    """For people and for the cache's keys: engine, version and voice: `espeak-ng 1.51 cmn-latn-pinyin`."""

    async def say(self, reading: Reading, tone: Tone) -> Audio:
        """The sound of one sentence; a moment of silence for one without a letter or digit. Raises NotSpoken."""

    async def close(self) -> None:
        """Ends what runs. May be called twice."""
