"""Whoever listens to a talk gets its replies as they come."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Sequence

from bot.turn import Reply


class Listeners:
    """Those of one gateway."""

    def __init__(self) -> None:
        self._listeners: dict[str, set[asyncio.Queue[Reply]]] = defaultdict(set)

    def push(self, id: str, replies: Sequence[Reply]) -> None:
        """To whoever listens."""
        for listener in self._listeners.get(id, ()):
            for reply in replies:
                if listener.full():
                    listener.get_nowait()  # nobody reads there any more: the talk itself must not suffer
                listener.put_nowait(reply)

    def listen(self, id: str) -> asyncio.Queue[Reply]:
        """A queue that gets every reply of this talk from now on; give it back with `unlisten`."""
        queue: asyncio.Queue[Reply] = asyncio.Queue(maxsize=100)
        self._listeners[id].add(queue)
        return queue

    def unlisten(self, id: str, queue: asyncio.Queue[Reply]) -> None:
        """Stops filling the queue."""
        self._listeners[id].discard(queue)
        if not self._listeners[id]:
            del self._listeners[id]
