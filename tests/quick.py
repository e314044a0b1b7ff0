"""An event loop whose clock jumps to the next thing that is due: an hour of talk takes a moment, and always the same."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any


class EverybodyWaits(RuntimeError):
    """Nothing is due and nothing will come: what runs here hangs."""


_OWN = 1
"""Files that the loop itself watches; any other is a process or a socket that is at work."""


class _Selector(selectors.DefaultSelector):
    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0
        self.working = 0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if self.working or len(self.get_map()) > _OWN:
            return super().select(0.001)
        ready = super().select(0)
        if not ready and timeout is None:
            raise EverybodyWaits("nothing is due any more")
        if not ready and timeout:
            self.now += timeout
        return ready


class QuickLoop(asyncio.SelectorEventLoop):
    """The clock stands still while threads of an executor, or other processes, work."""

    def __init__(self) -> None:
        self._quick = _Selector()
        super().__init__(self._quick)

    def time(self) -> float:
        return self._quick.now

    def run_in_executor(self, executor: Any, func: Any, *args: Any) -> asyncio.Future[Any]:
        self._quick.working += 1
        future = super().run_in_executor(executor, func, *args)
        future.add_done_callback(self._worked)
        return future

    async def shutdown_default_executor(self, *given: Any) -> None:
        self._quick.working += 1
        await super().shutdown_default_executor(*given)
        self._quick.working -= 1

    def _worked(self, _: object) -> None:
        self._quick.working -= 1


def quickly[T](talk: Coroutine[Any, Any, T]) -> T:
    """What `asyncio.run` gives, in no time."""
    with asyncio.Runner(loop_factory=QuickLoop) as runner:
        return runner.run(talk)
