"""A listening whose engine works in a pool of threads: sound is gathered, decoded piece by piece, never two at once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor
from typing import Protocol

import numpy as np
import structlog

from voice.audio import WIDTH, bytes_of
from voice.ears import Heard, NotHeard

PIECE = 0.1
"""Seconds that are gathered before they are decoded: five frames of a line, one job instead of five."""
MOST_AT_ONCE = 0.5
"""Seconds decoded in one job at most, so that callers take turns."""
BEHIND = 1.0
"""Seconds that may wait before `feed` waits for the engine: a file read faster than it can be heard."""
LONGEST = 60.0
"""Seconds of one listening; what comes later is not heard, what was heard before is kept."""
LOUD = 150.0
"""Root mean square (of 32,768) of the loudest tenth of a second from which on there was a sound: −47 dB, a whisper near the microphone."""

log = structlog.get_logger()


class EngineFailed(Exception):
    """The engine failed in the middle of a sound; the message says at what."""


class Hearing(Protocol):
    """An engine hearing one sound: used by one thread at a time. Raises EngineFailed."""

    def take(self, pcm: bytes) -> str:
        """Hears a piece; the text so far."""

    def end(self) -> Heard | None:
        """What it was; None when there were no words."""


class PooledListening:
    """A Listening over any Hearing. `begin` makes the Hearing, in the pool: that may take a while."""

    def __init__(self, begin: Callable[[], Hearing], pool: Executor, rate: int) -> None:
        self._begin, self._pool, self._rate = begin, pool, rate
        self._hearing: Hearing | None = None
        self._waiting = bytearray()
        self._room = bytes_of(LONGEST, rate)
        self._running: asyncio.Future[None] | None = None
        """Done, and None again, once what the job changed has been taken note of; the job's own future would be done before that."""
        self._partial = self._told = ""
        self._loudest = 0.0
        self.decoded = 0.0
        """Seconds of the sound that the engine has heard."""
        self._broken = self._over = self._closed = False
        self._outcome: Heard | NotHeard | None = None

    async def feed(self, pcm: bytes) -> str | None:
        """Gathers the piece and lets the engine go on with it; waits only when more than `BEHIND` seconds are not yet decoded."""
        if self._over or self._closed:
            return None
        taken = pcm[: self._room]
        self._room -= len(taken)
        self._waiting += taken
        self._go_on()
        while self._running and len(self._waiting) > bytes_of(BEHIND, self._rate):
            await asyncio.shield(self._running)
        if self._partial == self._told:
            return None
        self._told = self._partial
        return self._partial

    async def finish(self) -> Heard | NotHeard:
        """What it was. Asked again, it says the same."""
        self._over = True
        while self._outcome is None:
            if self._closed:
                return NotHeard("silence")
            if self._running is None:
                self._start(self._end)
            if self._running:
                await asyncio.shield(self._running)
        return self._outcome

    def close(self) -> None:
        """Lets go of the engine's memory, at the latest when the piece that is being decoded is done."""
        self._closed = True
        self._hearing = None
        self._waiting.clear()

    def _go_on(self) -> None:
        if self._running is None and not self._over and not self._closed and len(self._waiting) >= bytes_of(PIECE, self._rate):
            self._start(self._decode)

    def _start(self, job: Callable[[bytes], None]) -> None:
        """Gives the next piece to the pool; at the end, all that is left of it, odd byte excepted."""
        size = len(self._waiting) if job == self._end else min(len(self._waiting), bytes_of(MOST_AT_ONCE, self._rate))
        size -= size % WIDTH
        piece = bytes(self._waiting[:size])
        del self._waiting[:size]
        loop = asyncio.get_running_loop()
        self._running = loop.create_future()
        loop.run_in_executor(self._pool, job, piece).add_done_callback(self._done)

    def _done(self, job: asyncio.Future[None]) -> None:
        done, self._running = self._running, None
        fault = asyncio.CancelledError() if job.cancelled() else job.exception()
        if fault is not None:
            self._broken = True
            log.error("a listening failed", exc_info=fault)
        self._go_on()
        if done and not done.done():
            done.set_result(None)

    # --- in the pool ------------------------------------------------------------------------------

    def _decode(self, piece: bytes) -> None:
        if self._broken or self._closed or not piece:
            return
        self._loudest = max(self._loudest, loudness(piece, self._rate))
        try:
            hearing = self._hearing or self._begin()
            text = hearing.take(piece)
        except EngineFailed as error:
            self._broken = True
            log.warning("the recogniser failed", reason=str(error), cause=str(error.__cause__))
            return
        if not self._closed:
            self._hearing, self._partial = hearing, text
        self.decoded += len(piece) / WIDTH / self._rate

    def _end(self, piece: bytes) -> None:
        self._decode(piece)
        self._outcome = self._heard()
        self._hearing = None

    def _heard(self) -> Heard | NotHeard:
        hearing = self._hearing
        try:
            heard = hearing.end() if hearing and not self._broken else None
        except EngineFailed as error:
            log.warning("the recogniser failed", reason=str(error), cause=str(error.__cause__))
            self._broken = True
            heard = None
        if self._broken:
            return NotHeard("broken")
        return heard or NotHeard("noise" if self._loudest >= LOUD else "silence")


def loudness(pcm: bytes, rate: int) -> float:
    """Root mean square of the loudest tenth of a second, of 32,768."""
    samples = np.frombuffer(pcm, "<i2").astype(np.float64)
    parts = np.array_split(samples, max(1, round(len(samples) / (rate / 10))))
    return max(float(np.sqrt(np.mean(part**2))) for part in parts)
