"""Memory is counted where nobody else allocates: other tests' servers go on in threads of the same process."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor


def in_a_process_of_its_own[Counted](count: Callable[[], Counted]) -> Counted:
    """`count` is a function of a module, so that a fresh process finds it."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as alone:
        return alone.submit(count).result()
