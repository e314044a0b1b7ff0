"""What comes in on one line, taken off it by a task of its own: nothing that thinks ever keeps a line waiting."""

from __future__ import annotations

import asyncio
from collections import deque

from voice.audio import WIDTH
from voice.line import HungUp, Incoming, Line, Sound

MOST_SOUND = 30.0
"""Seconds kept while nobody looks. Beyond that the oldest goes, and is counted."""
MOST_OTHERS = 50
"""Keys and typed words kept; more of them in one go are no person's."""


class Inbox:
    """The queue between a line and who attends to it."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._queue: deque[Incoming] = deque()
        self._seconds = 0.0
        self._others = 0
        self._news = asyncio.Event()
        self.lost = 0.0
        """Seconds of sound that nobody came for in time."""
        self.refused = 0
        """Keys and typed words beyond what is kept."""
        self.gone = False
        """Whether they have hung up."""

    async def read(self) -> None:
        """Takes in what comes until they hang up."""
        while not self.gone:
            self._put(await self._line.receive())
            self._news.set()

    async def next(self) -> Incoming:
        """The next thing, in order; HungUp at the end, and again when asked again."""
        while not self._queue:
            if self.gone:
                return HungUp()
            self._news.clear()
            await self._news.wait()
        return self._take()

    async def sound(self) -> Sound | None:
        """The next thing if it is sound; anything else stays where it is, and is None."""
        while not self._queue and not self.gone:
            self._news.clear()
            await self._news.wait()
        return self.sound_now()

    def sound_now(self) -> Sound | None:
        """The next thing if it is already here and is sound."""
        if self._queue and isinstance(first := self._queue[0], Sound):
            self._take()
            return first
        return None

    def _take(self) -> Incoming:
        taken = self._queue.popleft()
        if isinstance(taken, Sound):
            self._seconds -= self._lasting(taken)
        else:
            self._others -= 1
        return taken

    def _put(self, came: Incoming) -> None:
        if isinstance(came, HungUp):
            self.gone = True
        elif isinstance(came, Sound):
            self._queue.append(came)
            self._seconds += self._lasting(came)
            while self._seconds > MOST_SOUND:
                self._lose_oldest()
        elif self._others >= MOST_OTHERS:
            self.refused += 1
        else:
            self._queue.append(came)
            self._others += 1

    def _lose_oldest(self) -> None:
        oldest = next(kept for kept in self._queue if isinstance(kept, Sound))
        self._queue.remove(oldest)
        self._seconds -= self._lasting(oldest)
        self.lost += self._lasting(oldest)

    def _lasting(self, sound: Sound) -> float:
        return len(sound.pcm) / WIDTH / self._line.rate
