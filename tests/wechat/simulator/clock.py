"""The simulator's own time."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta


class Clock:
    """Runs like the given clock (seconds since 1970), and can be moved on by tests."""

    def __init__(self, follow: Callable[[], float] = time.time) -> None:
        self._follow = follow
        self._moved = 0.0

    def now(self) -> float:
        """Seconds since 1970."""
        return self._follow() + self._moved

    def pass_by(self, **time_gone: float) -> None:
        """Moves on: `pass_by(hours=48)`. What waits in real time (the 5 s) is not touched."""
        self._moved += timedelta(**time_gone).total_seconds()
