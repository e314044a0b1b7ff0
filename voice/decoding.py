"""Feeds a recogniser from a task of its own, so that deciding when somebody has ended never waits for understanding."""

from __future__ import annotations

import asyncio
from collections import deque

from voice.ears import Heard, Listening, NotHeard
from voice.line import Line, Partial

STUCK = 10.0
"""Seconds after which a recogniser that does not end is given up."""


class Decoding:
    """One thing being said, on its way to words. What waits here is bounded by how long a turn may be, so nothing is ever dropped."""

    def __init__(self, listening: Listening, line: Line) -> None:
        self.partial = ""
        """What was understood so far."""
        self._listening = listening
        self._line = line
        self._waiting: deque[bytes] = deque()
        self._news = asyncio.Event()
        self._complete = False
        self._task = asyncio.create_task(self._feed())

    def put(self, pcm: bytes) -> None:
        """The next sound."""
        self._waiting.append(pcm)
        self._news.set()

    async def finish(self) -> Heard | NotHeard:
        """What it was, once all of it is decoded."""
        self._complete = True
        self._news.set()
        try:
            async with asyncio.timeout(STUCK):
                await self._task
                return await self._listening.finish()
        except TimeoutError:
            return NotHeard("broken")

    async def close(self) -> None:
        """Lets go of everything, finished or not."""
        self._task.cancel()
        try:
            await asyncio.gather(self._task, return_exceptions=True)
        finally:
            self._listening.close()

    async def _feed(self) -> None:
        while self._waiting or not self._complete:
            if self._waiting:
                await self._hear(self._waiting.popleft())
            else:
                self._news.clear()
                await self._news.wait()

    async def _hear(self, pcm: bytes) -> None:
        partial = await self._listening.feed(pcm)
        if partial is not None and partial != self.partial:
            self.partial = partial
            await self._line.show(Partial(partial))
