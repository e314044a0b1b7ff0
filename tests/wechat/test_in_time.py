"""Work against the clock: what is decided in time is waited for, what is late has no effect."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from api.wechat.delivering.in_time import TooLate, in_time

PATIENCE = 30.0


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as one:
        yield one


def test_what_is_late_has_no_effect_and_holds_up_nobody(threads: ThreadPoolExecutor) -> None:
    go_on, over, effects = threading.Event(), threading.Event(), []

    def work(decide: Callable[[], None]) -> None:
        try:
            go_on.wait(PATIENCE)
            decide()
            effects.append("done")
        finally:
            over.set()

    with pytest.raises(TooLate):
        asyncio.run(in_time(threads, 0.05, work))
    assert over.is_set() is False
    go_on.set()
    assert (over.wait(PATIENCE), effects) == (True, [])


def test_what_has_not_begun_never_begins(threads: ThreadPoolExecutor) -> None:
    go_on, begun = threading.Event(), []
    before = threads.submit(go_on.wait, PATIENCE)
    with pytest.raises(TooLate):
        asyncio.run(in_time(threads, 0.05, lambda decide: begun.append("begun")))
    go_on.set()
    assert (before.result(PATIENCE), threads.submit(lambda: "next").result(PATIENCE), begun) == (True, "next", [])


def test_what_was_decided_in_time_is_waited_for(threads: ThreadPoolExecutor) -> None:
    decided, go_on = threading.Event(), threading.Event()

    def work(decide: Callable[[], None]) -> str:
        decide()
        decided.set()
        go_on.wait(PATIENCE)
        return "done"

    async def story() -> tuple[bool, str]:
        asked = asyncio.create_task(in_time(threads, 1.0, work))
        await asyncio.to_thread(decided.wait, PATIENCE)
        (still, _) = await asyncio.wait([asked], timeout=1.5)
        go_on.set()
        return not still, await asked

    assert asyncio.run(story()) == (True, "done")


def test_a_fault_comes_to_whoever_waits(threads: ThreadPoolExecutor) -> None:
    def work(decide: Callable[[], None]) -> None:
        raise LookupError("nothing here")

    with pytest.raises(LookupError, match="nothing here"):
        asyncio.run(in_time(threads, PATIENCE, work))
