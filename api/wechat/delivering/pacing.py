"""How many residents are served at once: as many as leave this process quick enough to acknowledge everybody else.

Turns that wait for a slow Rasa cost nothing, and there may be many; turns that
are worked on here compete with acknowledgements for the interpreter. How much
they do shows in how late the event loop wakes: then there are fewer at once,
else, bit by bit, more.
"""

from __future__ import annotations

import asyncio
from collections import deque

LEAST, MOST = 3, 64
EVERY = 0.05
"""Seconds between looks at the loop."""
LATE = 0.05
"""Seconds too late that are too much."""
LESS, MORE = 0.8, 0.2
"""What the number is multiplied by when it is too much, and what is added when it is not."""


class Pacing:
    """`async with pacing:` around what is done for one resident."""

    def __init__(self) -> None:
        self._allowed: float = LEAST
        self._busy = 0
        self._waiting: deque[asyncio.Future[None]] = deque()

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
        if self._waiting or not self._has_room():
            turn = asyncio.get_running_loop().create_future()
            self._waiting.append(turn)
            await turn  # whoever wakes us has counted us in, unless we were cancelled meanwhile
        else:
            self._busy += 1

    async def __aexit__(self, *_: object) -> None:
        """Makes room."""
        self._busy -= 1
        self._wake()

    def _has_room(self) -> bool:
        return self._busy < int(self._allowed)

    def _wake(self) -> None:
        while self._waiting and self._has_room():
            turn = self._waiting.popleft()
            if not turn.done():
                self._busy += 1
                turn.set_result(None)
