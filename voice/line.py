"""Where sound comes from and goes to: a browser's microphone, a telephone call, a recording."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from bot.turn import Reply
from voice.audio import Audio
from voice.mouth import Tone

# --- what comes in --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Sound:
    """A frame of PCM at the line's rate."""

    pcm: bytes


@dataclass(frozen=True)
class Key:
    """A key pressed: 0–9, * or #."""

    key: str


@dataclass(frozen=True)
class Typed:
    """Words that were typed or tapped, not spoken."""

    text: str


@dataclass(frozen=True)
class StopSpeaking:
    """Somebody wants quiet."""


@dataclass(frozen=True)
class HungUp:
    """Nobody is there any more."""


Incoming = Sound | Key | Typed | StopSpeaking | HungUp

# --- what goes out, to a line that has a screen ---------------------------------------------------


@dataclass(frozen=True)
class Listens:
    """From now on is listened to."""


@dataclass(frozen=True)
class Partial:
    """What was understood so far of what is being said."""

    text: str


@dataclass(frozen=True)
class Understood:
    """What was said, as it goes on its way."""

    text: str
    confidence: float


@dataclass(frozen=True)
class Answered:
    """A reply to be read while it is heard."""

    reply: Reply


@dataclass(frozen=True)
class Trouble:
    """Something that does not work, in a sentence."""

    title: str
    detail: str
    kind: Literal["no_ears", "no_mouth", "busy"]


@dataclass(frozen=True)
class Tuned:
    """How everything is said from now on, because they asked for it: to be remembered for the next call."""

    tone: Tone


Shown = Listens | Partial | Understood | Answered | Trouble | Tuned


class Line(Protocol):
    """One caller."""

    rate: int
    """Samples a second of what comes in."""

    async def receive(self) -> Incoming:
        """The next thing that comes in, in order; HungUp at the end, and again when asked again."""

    async def play(self, audio: Audio, text: str) -> None:
        """Lets this be heard and returns when it has been; cancelled, it stops at once. `text` is what is being said."""

    async def show(self, shown: Shown) -> None:
        """Puts this on the screen; a line without one ignores it. Never raises when nobody is there any more."""
