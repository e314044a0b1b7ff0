"""The queue for the one writer's place."""

from __future__ import annotations

import threading
import time

from bot.queueing import Queue


def wait_in(queue: Queue, name: str, had: list[str], *, urgent: bool = False) -> threading.Thread:
    """Somebody who comes, has it, and gives it back; they stand in the queue when this returns."""

    def come() -> None:
        assert queue.acquire(10, urgent=urgent)
        had.append(name)
        queue.release()

    thread = threading.Thread(target=come)
    thread.start()
    time.sleep(0.05)
    return thread


def test_whoever_came_first_has_it_first_and_the_urgent_before_all() -> None:
    queue, had = Queue(), list[str]()
    assert queue.acquire(1)
    waiting = [wait_in(queue, name, had) for name in ("first", "second", "third")]
    waiting += [wait_in(queue, name, had, urgent=True) for name in ("urgent", "urgent too")]
    queue.release()
    for thread in waiting:
        thread.join(10)
    assert had == ["urgent", "urgent too", "first", "second", "third"]


def test_who_gives_up_waiting_stands_in_nobodys_way() -> None:
    queue, had = Queue(), list[str]()
    assert queue.acquire(1)
    assert queue.acquire(0.05) is False
    after = wait_in(queue, "after", had)
    queue.release()
    after.join(10)
    assert had == ["after"]
    assert queue.acquire(1)


def test_many_at_once_are_never_two_inside() -> None:
    queue, inside, most = Queue(), [0], [0]

    def work() -> None:
        for _ in range(200):
            assert queue.acquire(10)
            inside[0] += 1
            most[0] = max(most[0], inside[0])
            inside[0] -= 1
            queue.release()

    threads = [threading.Thread(target=work) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert most == [1]
