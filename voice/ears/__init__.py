"""The port to a recogniser: sound in, words out. Not hearing is an answer, not an error.

Adapters: `vosk` (default), `sherpa` (an optional extra) and `scripted` (for
tests: hears what it was told to). One `Listening` hears one thing said by one
caller and is never shared.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from bot.expecting import Expecting


class EarsMissing(Exception):
    """There is no recogniser: no model, a broken one, a missing library. The message says what to do."""


@dataclass(frozen=True)
class Word:
    """One word with where it was said."""

    text: str
    start: float
    end: float
    """Seconds since this listening began."""
    confidence: float
    """0 to 1, as the engine believes; 1 where an engine does not say."""


@dataclass(frozen=True)
class Heard:
    """What was said."""

    text: str
    """Without spaces between Chinese characters."""
    confidence: float
    """0 to 1."""
    words: tuple[Word, ...] = ()
    alternatives: tuple[str, ...] = ()
    """What it may have been instead, likeliest first, `text` not among them."""


@dataclass(frozen=True)
class NotHeard:
    """No words in it."""

    why: Literal["silence", "noise", "broken"]
    """Nobody spoke; there was sound, and no words in it; the engine failed."""


class Listening(Protocol):
    """One thing being said."""

    async def feed(self, pcm: bytes) -> str | None:
        """Hears the next piece (whole samples, 20 to 500 ms); what was understood so far, when that has changed."""

    async def finish(self) -> Heard | NotHeard:
        """What it was, once the speaker has ended. Nothing may be fed after that."""

    def close(self) -> None:
        """Lets go of everything, finished or not. May be called twice."""


class Recognizer(Protocol):
    """An engine with its model, shared by all callers."""

    name: str
    """For people: `vosk, vosk-model-small-cn-0.22`."""

    def listen(self, rate: int, expecting: Expecting) -> Listening:
        """Begins to hear sound of `rate` samples a second, which is the true rate: nothing is resampled here."""
