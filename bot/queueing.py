"""A lock whose takers stand in a queue: whoever came first has it first.

`threading.Lock` gives itself to whoever asks at the right moment: under load
some threads have it again and again, and others wait for seconds.
"""

from __future__ import annotations

import threading
from collections import deque

FAVOURED = 8
"""So many urgent ones go before the others; then one of these has its turn."""


class Queue:
    """One holder at a time."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._held = False
        self._waiting: deque[threading.Lock] = deque()
        self._urgent: deque[threading.Lock] = deque()
        self._favoured = 0

    def acquire(self, timeout: float, *, urgent: bool = False) -> bool:
        """Waits at most `timeout` seconds; whoever is `urgent` stands before all who are not. False when they were not enough."""
        line = self._urgent if urgent else self._waiting
        with self._guard:
            if not self._held:
                self._held = True
                return True
            mine = threading.Lock()
            mine.acquire()
            line.append(mine)
        if mine.acquire(timeout=timeout):
            return True
        with self._guard:
            if mine in line:
                line.remove(mine)
                return False
        return True  # given to us at the very last moment

    def release(self) -> None:
        """Hands it to the first in the queue. Only for its holder, in whatever thread."""
        with self._guard:
            line = self._next_line()
            if line:
                line.popleft().release()
            else:
                self._held = False

    def _next_line(self) -> deque[threading.Lock]:
        """Who is next: the urgent, but not for ever."""
        if self._urgent and (not self._waiting or self._favoured < FAVOURED):
            self._favoured += 1
            return self._urgent
        self._favoured = 0
        return self._waiting
