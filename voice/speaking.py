"""Speaks replies sentence by sentence, while whoever is on the line may break in."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Protocol

from bot.turn import Language, Reply
from voice.activity import BREAKS_IN
from voice.attention import Attention, Event, Onset
from voice.audio import Audio
from voice.line import Answered, HungUp, Key, Line, StopSpeaking, Trouble, Typed
from voice.mouth import PACES, NotSpoken, Tone

LATE = 10.0
"""Seconds beyond its length after which a sentence that a line does not end is left."""

FAILURES = 2
"""Sentences that fail one after the other and mean that there is no voice."""


class Spoken(Protocol):
    """One sentence, made audible."""

    @property
    def text(self) -> str:
        """What is said."""

    @property
    def audio(self) -> Audio:
        """Its sound."""


class Mouth(Protocol):
    """What turns a reply into sound."""

    def say(self, text: str, tone: Tone, language: Language = "zh", skip: int = 0) -> AsyncIterator[Spoken]:
        """One sentence at a time, without the first `skip`, the next made while one is heard. Raises NotSpoken at the first that fails."""


@dataclass(frozen=True)
class _Part:
    """One reply still to be heard."""

    text: str
    notice: bool
    """Whether nobody stops it by speaking; a key, a tap and typed words do."""
    skip: int = 0
    """Sentences of it that were heard already, or cannot be."""


class Voice:
    """The assistant's side of one call."""

    def __init__(self, line: Line, mouth: Mouth, attention: Attention, language: Language, tone: Tone, no_mouth: Trouble) -> None:
        self._line = line
        self._mouth = mouth
        self._attention = attention
        self._language = language
        self.tone = tone
        """How everything is said from now on."""
        self._no_mouth: Trouble | None = no_mouth
        self._left: list[_Part] = []
        self._failed = 0
        """Sentences that failed one after the other."""

    @property
    def interrupted(self) -> bool:
        """Whether something was not heard to its end because somebody spoke."""
        return bool(self._left)

    async def say(self, replies: Sequence[Reply], tone: Tone | None = None) -> None:
        """Shows all of them, then speaks them; returns early when somebody speaks, presses a key, types, or wants quiet."""
        for reply in replies:
            await self._line.show(Answered(reply))
        self._left = [_Part(reply.speech or reply.text, bool(reply.facts.get("notice"))) for reply in replies]
        await self.resume(tone)

    async def add(self, reply: Reply, tone: Tone | None = None) -> None:
        """As `say`, for what the call says of itself: it is no answer to a turn, and in no transcript."""
        await self.say([replace(reply, facts={**reply.facts, "aside": True})], tone)

    async def tell(self, trouble: Trouble) -> None:
        """Shows what does not work, and says it."""
        await self._line.show(trouble)
        self._left.append(_Part(trouble.title, notice=False))
        await self.resume()

    def leave(self) -> None:
        """What was not heard to its end is not needed any more."""
        self._left.clear()

    async def resume(self, tone: Tone | None = None) -> None:
        """Speaks what was not heard, from the sentence that was interrupted."""
        while self._left:
            part = self._left[0]
            if self._attention.begun and not part.notice:
                return
            event = await self._until(asyncio.create_task(self._play(part, tone or self.tone)), notice=part.notice)
            match event:
                case None:
                    self._left.pop(0)
                case Onset():
                    return
                case StopSpeaking():
                    self._left.clear()
                case Key() | Typed() | HungUp():
                    self._left.clear()
                    self._attention.put_back(event)

    async def _until(self, playing: asyncio.Task[None], *, notice: bool) -> Event | None:
        """What stopped it; None when it was heard to its end."""
        watching = asyncio.create_task(self._attention.over_notice() if notice else self._attention.next(BREAKS_IN))
        try:
            await asyncio.wait({playing, watching}, return_when=asyncio.FIRST_COMPLETED)
            if watching.done():
                return watching.result()
            playing.result()
            return None
        finally:
            for task in (playing, watching):
                task.cancel()
            await asyncio.gather(playing, watching, return_exceptions=True)

    async def _play(self, part: _Part, tone: Tone) -> None:
        """A sentence that fails is left out; after two one after the other there is no voice for the rest of this reply."""
        while True:
            sentences = self._mouth.say(part.text, tone, self._language, part.skip)
            try:
                if isinstance(sentences, AsyncGenerator):
                    async with aclosing(sentences):
                        await self._play_all(sentences)
                else:
                    await self._play_all(sentences)
                return
            except NotSpoken:
                self._failed += 1
            if self._failed >= FAILURES:
                await self._tell_once()
                return
            part = self._passed()

    async def _play_all(self, sentences: AsyncIterator[Spoken]) -> None:
        async for spoken in sentences:
            self._failed = 0
            try:
                async with asyncio.timeout(spoken.audio.seconds + LATE):
                    await self._line.play(spoken.audio, spoken.text)
            except TimeoutError:
                pass
            self._passed()

    def _passed(self) -> _Part:
        """One sentence of what is being said is behind us."""
        self._left[0] = replace(self._left[0], skip=self._left[0].skip + 1)
        return self._left[0]

    async def _tell_once(self) -> None:
        if self._no_mouth is not None:
            trouble, self._no_mouth = self._no_mouth, None
            await self._line.show(trouble)


def slower(tone: Tone) -> Tone:
    """One pace slower, as far as there is one."""
    return replace(tone, pace=PACES[max(0, PACES.index(tone.pace) - 1)])


def faster(tone: Tone) -> Tone:
    """One pace faster, as far as there is one."""
    return replace(tone, pace=PACES[min(len(PACES) - 1, PACES.index(tone.pace) + 1)])


def louder(tone: Tone) -> Tone:
    """Louder."""
    return replace(tone, louder=True)


def quieter(tone: Tone) -> Tone:
    """As loud as usual again."""
    return replace(tone, louder=False)
