from __future__ import annotations

import gc
import tracemalloc
from collections import Counter

from tests.wechat.fuzzing import attempts, outcome

SEED = 20260302
COUNT = 6_000


def test_whatever_is_delivered_is_refused_or_malformed_or_taken_as_it_was_meant() -> None:
    ended = Counter((attempt.where, outcome(attempt)) for attempt in attempts(SEED, COUNT))
    assert ended.total() == COUNT
    assert {where for where, how in ended if how == "taken"} == {where for where, _ in ended}, "every layer is passed by some"
    assert {where for where, how in ended if how != "taken"} == {where for where, _ in ended} - {"nowhere"}


def test_fuzzed_deliveries_leave_nothing_behind_in_memory() -> None:
    for attempt in attempts(SEED + 1, 200):
        outcome(attempt)
    gc.collect()
    tracemalloc.start()
    try:
        for attempt in attempts(SEED + 2, 500):
            outcome(attempt)
        del attempt
        gc.collect()
        kept = tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()
    assert kept < 100 * 1024
