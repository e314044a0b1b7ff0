"""Says a text sentence by sentence: the next is made while the first is heard."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator, Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from voice.audio import Audio
from voice.mouth import Language, NotSpoken, Reading, Speaker, Tone, TooMuchToSay
from voice.mouth.cache import Sounds
from voice.mouth.edges import trimmed, with_pause

Read = Callable[[str, Language], Sequence[Reading]]
"""Makes of a text the sentences to be read."""

NORMAL = Tone()
_VALUE = re.compile(r"\{\w+\}")


@runtime_checkable
class Starting(Protocol):
    """A voice with something that runs beside it."""

    async def start(self) -> None:
        """Starts it. Raises NotSpoken."""


@dataclass(frozen=True)
class Spoken:
    """One sentence, audible."""

    text: str
    audio: Audio
    """With the rest after it, so that sentences may be played one after the other."""


class Mouth:
    """A voice, another for when it fails, and what both have said already."""

    def __init__(self, speaker: Speaker, fallback: Speaker | None, cache: Sounds, read: Read) -> None:
        self.name = speaker.name
        self._speakers = (speaker, fallback) if fallback else (speaker,)
        self._cache, self._read = cache, read

    async def say(self, text: str, tone: Tone = NORMAL, language: Language = "zh", skip: int = 0) -> AsyncGenerator[Spoken]:
        """The sentences one by one, without the first `skip`.

        While one is in the hands of the caller the next is being made, and no further.

        Raises NotSpoken for a sentence that no voice can say. Whoever stops in
        the middle closes it (`contextlib.aclosing`), which ends what is being made.
        """
        ahead: asyncio.Task[Audio] | None = None
        try:
            readings = (await asyncio.to_thread(self._read, text, language))[skip:]
            for reading, following in zip(readings, (*readings[1:], None), strict=False):
                audio = await (ahead or self._make(reading, tone))
                ahead = asyncio.create_task(self._make(following, tone)) if following else None
                yield Spoken(reading.text, with_pause(audio, tone.pace))
        finally:
            await _end(ahead)

    async def prepare(self, sentences: Iterable[str], language: Language = "zh") -> int:
        """Makes fixed sentences, one at a time, so that they need no making when they are said; how many are ready.

        A fixed sentence is the same for everybody: only these are ever kept on
        disk. Raises ValueError for one with a place for a value. One that cannot
        be made now will be tried again when it is said.
        """
        fixed = list(sentences)
        if unfixed := [sentence for sentence in fixed if _VALUE.search(sentence)]:
            raise ValueError(f"not a fixed sentence, there is a place for a value in it: {unfixed[0]}")
        readings = [reading for sentence in fixed for reading in await asyncio.to_thread(self._read, sentence, language)]
        self._cache.declare(readings)
        ready = 0
        for reading in readings:
            with suppress(NotSpoken):
                await self._make(reading, NORMAL)
                ready += 1
        return ready

    async def start(self) -> None:
        """Starts what a voice needs running, so that the first sentence need not wait. Raises NotSpoken."""
        for speaker in self._speakers:
            if isinstance(speaker, Starting):
                await speaker.start()

    async def close(self) -> None:
        """Ends what runs. May be called twice."""
        for speaker in self._speakers:
            await speaker.close()

    async def _make(self, reading: Reading, tone: Tone) -> Audio:
        faults = []
        for speaker in self._speakers:
            if (kept := self._cache.get(speaker.name, reading, tone)) is not None:
                return kept
            try:
                audio = trimmed(await speaker.say(reading, tone))
            except TooMuchToSay:
                raise
            except NotSpoken as error:
                faults.append(f"{speaker.name}: {error}")
                continue
            self._cache.put(speaker.name, reading, tone, audio)
            return audio
        raise NotSpoken("; ".join(faults))


async def _end(task: asyncio.Task[Audio] | None) -> None:
    """Ends what nobody waits for."""
    if task is not None:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
