"""Listens to one turn: from the first syllable to the end that fits this speaker."""

from __future__ import annotations

import asyncio
import math
from dataclasses import dataclass

import structlog

from bot.expecting import Expecting
from voice.activity import Frame
from voice.attention import Attention, Onset
from voice.audio import FRAME
from voice.decoding import Decoding
from voice.ears import Heard, NotHeard, Recognizer
from voice.line import HungUp, Key, Line, StopSpeaking, Typed
from voice.patience import CUT_SHORT, Learning, Pausing, patience, stretch
from voice.words import Words

log = structlog.get_logger()

LONGEST = 30.0
"""Seconds of one turn; what comes after is the next one."""
STALLED = 3.0
"""Seconds without any sound, not even silence, after which a turn has ended: the microphone was switched off."""


@dataclass(frozen=True)
class NoInput:
    """Nobody said anything for as long as was waited."""


Caught = Heard | NotHeard | Typed | Key | HungUp | NoInput


class Ears:
    """Hears the turns of one caller."""

    def __init__(self, line: Line, attention: Attention, recogniser: Recognizer | None, learning: Learning, words: Words) -> None:
        self._line = line
        self._attention = attention
        self._recogniser = recogniser
        self._learning = learning
        self._words = words
        self._ended = -math.inf
        self._stretched = 1.0
        self.went_on = False
        """Whether the latest turn was the rest of the one before, which had been cut short."""

    async def listen(self, expecting: Expecting, wait: float | None) -> Caught:
        """The next turn; NoInput when nobody begins for `wait` seconds (None: however long it takes)."""
        if not self._attention.begun:
            try:
                async with asyncio.timeout(wait):
                    began = await self._begins()
            except TimeoutError:
                return NoInput()
            if not isinstance(began, Onset):
                return began
        assert self._recogniser is not None, "without ears nobody is heard to begin"
        self.went_on = self._attention.onset.after <= self._ended + CUT_SHORT
        if self.went_on:
            self._learning.cut_short(self._attention.onset.after / self._stretched)
        decoding = Decoding(self._recogniser.listen(self._line.rate, expecting), self._line)
        try:
            return await self._follow(decoding, expecting)
        finally:
            await decoding.close()

    async def _begins(self) -> Onset | Typed | Key | HungUp:
        while isinstance(event := await self._attention.next(), StopSpeaking):
            pass
        return event

    async def _follow(self, decoding: Decoding, expecting: Expecting) -> Caught:
        pausing, seconds, partial = Pausing(), 0.0, None
        stretched = 1.0
        while seconds < LONGEST:
            frame = await self._frame()
            if frame is None:
                break
            if not isinstance(frame, Frame):
                return frame
            decoding.put(frame.pcm)
            if decoding.partial != partial:
                partial = decoding.partial
                stretched = stretch(expecting, partial, self._words.trailing)
            pausing.add(frame.voiced, stretched)
            seconds += FRAME
            if pausing.quiet >= patience(self._learning.pace, stretched) - FRAME / 2:
                break
        self._ended, self._stretched = pausing.quiet, max(1.0, stretched)
        self._attention.ended(pausing.quiet)
        log.info("turn_ended", quiet=round(pausing.quiet, 2), patience=round(patience(self._learning.pace, stretched), 2))
        caught = await decoding.finish()
        if isinstance(caught, Heard):
            self._learning.turn_ended(pausing.longest, pausing.spoken)
        else:
            self._learning.nobody_spoke()
            self._ended = -math.inf
        return caught

    async def _frame(self) -> Frame | Typed | Key | HungUp | None:
        """The next frame, or what comes between; None when the line brings no more sound."""
        if self._attention.begun:
            return self._attention.begun.popleft()
        try:
            async with asyncio.timeout(STALLED):
                while isinstance(came := await self._attention.frame(), StopSpeaking | Onset):
                    pass
                return came
        except TimeoutError:
            return None
