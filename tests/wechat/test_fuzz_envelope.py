from __future__ import annotations

import gc
import tracemalloc
from collections import Counter

from tests.alone import in_a_process_of_its_own
from tests.wechat.fuzzing import attempts, outcome

SEED = 20260302
COUNT = 6_000


def test_whatever_is_delivered_is_refused_or_malformed_or_taken_as_it_was_meant() -> None:
    ended = Counter((attempt.where, outcome(attempt)) for attempt in attempts(SEED, COUNT))
    assert ended.total() == COUNT
    assert {where for where, how in ended if how == "taken"} == {where for where, _ in ended}, "every layer is passed by some"
    assert {where for where, how in ended if how != "taken"} == {where for where, _ in ended} - {"nowhere"}


def test_fuzzed_deliveries_leave_nothing_behind_in_memory() -> None:
    assert in_a_process_of_its_own(left_behind) < 100 * 1024


def left_behind() -> int:
    """Bytes that are still held when 500 attempts are over."""
    for attempt in attempts(SEED + 1, 200):
        outcome(attempt)
    gc.collect()
    tracemalloc.start()
    for attempt in attempts(SEED + 2, 500):
        outcome(attempt)
    del attempt
    gc.collect()
    return tracemalloc.get_traced_memory()[0]
