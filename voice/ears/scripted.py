"""Ears for tests: they hear what they were told to, whatever the sound.

    ears = ScriptedEars("我想办退休", Scripted(NotHeard("noise")), Scripted("是", slow=2.0))

The first listening hears the first thing, the second the next; after the last
there is silence. While sound comes in, the text grows by a character every
tenth of a second of sound that is not zero, as a recogniser's does. What was
listened to is kept in `heard`.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from bot.expecting import Expecting
from voice.audio import bytes_of
from voice.ears import EarsMissing, Heard, Listening, NotHeard

PER_CHARACTER = 0.1
"""Seconds of sound for one more character."""


@dataclass(frozen=True)
class Scripted:
    """What one listening does."""

    hears: str | Heard | NotHeard
    """A text is heard with full confidence; `NotHeard("broken")` is an engine that fails."""
    slow: float = 0.0
    """Seconds that `finish` takes."""
    missing: bool = False
    """`listen` itself raises EarsMissing, as when a model was taken away."""


@dataclass
class Overheard:
    """What came to one listening."""

    rate: int
    expecting: Expecting
    pcm: bytearray = field(default_factory=bytearray)
    finished: bool = False
    closed: bool = False


class ScriptedEars:
    """A Recognizer."""

    name = "scripted"

    def __init__(self, *script: str | Heard | NotHeard | Scripted) -> None:
        self._script = [part if isinstance(part, Scripted) else Scripted(part) for part in script]
        self.heard: list[Overheard] = []
        """Every listening, in order, with its bytes."""

    def listen(self, rate: int, expecting: Expecting) -> Listening:
        """Begins with the next part of the script."""
        part = self._script.pop(0) if self._script else Scripted(NotHeard("silence"))
        if part.missing:
            raise EarsMissing("the script says that there are no ears")
        self.heard.append(Overheard(rate, expecting))
        return _ScriptedListening(part, self.heard[-1])


class _ScriptedListening:
    def __init__(self, part: Scripted, kept: Overheard) -> None:
        self._part, self._kept = part, kept
        self._heard = Heard(part.hears, 1.0) if isinstance(part.hears, str) else part.hears
        self._sounding = self._shown = 0

    async def feed(self, pcm: bytes) -> str | None:
        """Keeps the piece; one more character when there was sound enough for it."""
        if self._kept.finished or self._kept.closed:
            return None
        self._kept.pcm += pcm
        self._sounding += len(pcm) if any(pcm) else 0
        if isinstance(self._heard, NotHeard):
            return None
        shown = min(self._sounding // bytes_of(PER_CHARACTER, self._kept.rate), len(self._heard.text))
        if shown == self._shown:
            return None
        self._shown = shown
        return self._heard.text[:shown]

    async def finish(self) -> Heard | NotHeard:
        """What the script says; without any sound nobody spoke, and a script cannot change that."""
        self._kept.finished = True
        if self._part.slow:
            await asyncio.sleep(self._part.slow)
        if not self._kept.pcm and isinstance(self._heard, Heard):
            return NotHeard("silence")
        return self._heard

    def close(self) -> None:
        """Remembers that it was closed."""
        self._kept.closed = True
