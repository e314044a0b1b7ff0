"""How many residents are served at once: as many as leave this process quick enough to acknowledge everybody else.

Turns that wait for a slow Rasa cost nothing, and there may be many; turns that
are worked on here compete with acknowledgements for the interpreter. How much
they do shows in how late the event loop wakes: then there are fewer at once,
else, bit by bit, more.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

LEAST, MOST = 3, 64
EVERY = 0.05
"""Seconds between looks at the loop."""
LATE = 0.05
"""Seconds too late that are too much."""
LESS, MORE = 0.8, 0.2
"""What the number is multiplied by when it is too much, and what is added when it is not."""

FILES = 20
"""Files fetched or sent up at a time: half of the connections to WeChat (`client.wire`) are left for words."""


class Pacing:
    """`async with pacing:` around what is done for one resident."""

    def __init__(self) -> None:
        self._allowed: float = LEAST
        self._busy = 0
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._files = asyncio.Semaphore(FILES)

    async def watch(self) -> None:
        """Looks at the loop, and changes the number. Runs until it is cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + EVERY
            await asyncio.sleep(EVERY)
            late = loop.time() - due
            self._allowed = max(LEAST, self._allowed * LESS) if late > LATE else min(MOST, self._allowed + MORE)
            self._wake()

    async def __aenter__(self) -> None:
        """Waits for room, first come first served."""
        await self._turn(self._waiting.append)

    async def __aexit__(self, *_: object) -> None:
        """Makes room."""
        self._busy -= 1
        self._wake()

    @asynccontextmanager
    async def aside(self) -> AsyncIterator[None]:
        """Makes room while a file is on its way, and comes back before those who have not begun: each keeps a file in memory."""
        self._busy -= 1
        self._wake()
        async with self._files:
            try:
                yield
            finally:
                await self._turn(self._waiting.appendleft)

    async def _turn(self, queue: Callable[[asyncio.Future[None]], None]) -> None:
        """Waits in this place of the queue. Whoever wakes us has counted us in, unless we were cancelled meanwhile."""
        turn = asyncio.get_running_loop().create_future()
        queue(turn)
        self._wake()
        await turn

    def _has_room(self) -> bool:
        return self._busy < int(self._allowed)

    def _wake(self) -> None:
        while self._waiting and self._has_room():
            turn = self._waiting.popleft()
            if not turn.done():
                self._busy += 1
                turn.set_result(None)
