"""What tests let go wrong on the side of WeChat's API."""

from __future__ import annotations

import threading
from collections import defaultdict, deque
from dataclasses import dataclass


@dataclass(frozen=True)
class Slow:
    """The answer takes so long."""

    seconds: float
    accepted: bool
    """The call has been carried out before the wait (True) or is after it (False)."""


@dataclass(frozen=True)
class Refused:
    """An errcode instead of the call: -1 is busy."""

    errcode: int


@dataclass(frozen=True)
class Status:
    """An HTTP status with an HTML body instead of the call: 502."""

    status: int


@dataclass(frozen=True)
class Dropped:
    """The connection breaks without an answer."""

    accepted: bool
    """The call has been carried out before (True), so that only its answer is lost."""


Fault = Slow | Refused | Status | Dropped


class Faults:
    """Faults by path; each goes off for the next calls of its path, in the order they were armed. Any thread may arm."""

    def __init__(self) -> None:
        self._armed: dict[str, deque[Fault]] = defaultdict(deque)
        self._lasting: dict[str, Fault] = {}
        self._lock = threading.Lock()

    def slow(self, path: str, seconds: float, times: int = 1, accepted: bool = False) -> None:
        """The next calls of the path are slow."""
        self._arm(path, Slow(seconds, accepted), times)

    def refuse(self, path: str, errcode: int, times: int = 1) -> None:
        """The next calls of the path get this errcode and are not carried out."""
        self._arm(path, Refused(errcode), times)

    def status(self, path: str, status: int, times: int = 1) -> None:
        """The next calls of the path get this HTTP status and are not carried out."""
        self._arm(path, Status(status), times)

    def drop(self, path: str, times: int = 1, accepted: bool = True) -> None:
        """The next calls of the path get no answer; `accepted`: they are carried out all the same."""
        self._arm(path, Dropped(accepted), times)

    def lasting(self, path: str, fault: Fault | None) -> None:
        """A fault for every call of the path that has no other, until None is set."""
        with self._lock:
            if fault is None:
                self._lasting.pop(path, None)
            else:
                self._lasting[path] = fault

    def clear(self) -> None:
        """Nothing goes wrong any more."""
        with self._lock:
            self._armed.clear()
            self._lasting.clear()

    def next(self, path: str) -> Fault | None:
        """What goes wrong in this call."""
        with self._lock:
            armed = self._armed[path]
            return armed.popleft() if armed else self._lasting.get(path)

    def _arm(self, path: str, fault: Fault, times: int) -> None:
        with self._lock:
            self._armed[path].extend([fault] * times)
