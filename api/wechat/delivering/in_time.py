"""Work in a thread that counts only if it is in time, and has then no other effect: whoever waits for it may go on without it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Executor


class TooLate(Exception):
    """Nobody waits any more."""


async def in_time[Result](threads: Executor, seconds: float, work: Callable[[Callable[[], None]], Result]) -> Result:
    """What the work brings. Raises TooLate after so many seconds: the work then has no effect, however long it goes on.

    It is given a function to call right before its effect, when nothing but that is left to do. That raises TooLate, there,
    where nobody waits any more; and once it has been called nobody leaves before the effect is there.
    """
    decided = threading.Lock()

    def decide() -> None:
        if not decided.acquire(blocking=False):
            raise TooLate

    doing = asyncio.get_running_loop().run_in_executor(threads, work, decide)
    try:
        async with asyncio.timeout(seconds):
            return await asyncio.shield(doing)
    except TimeoutError:
        if not decided.acquire(blocking=False):
            return await doing
        doing.cancel()  # if it has not begun
        raise TooLate from None
