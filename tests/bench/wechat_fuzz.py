"""`python -m tests.bench.wechat_fuzz`: tampered deliveries of WeChat, opened and parsed. Exit code 1 if one crashes or memory grows."""

from __future__ import annotations

import argparse
import gc
import os
import sys
import time
from collections import Counter
from collections.abc import Iterable

from rich.console import Console
from rich.table import Table

from tests.bench.memory import megabytes
from tests.wechat.fuzzing import attempts, outcome

WARM = 5_000
"""Deliveries before memory is first looked at."""
GROWTH = 8.0
"""Megabytes that memory may grow by afterwards."""
ENDINGS = ("refused", "malformed", "taken")


def main() -> None:
    """Prints how many of each kind were refused, malformed or taken, seconds, and how memory grew."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--count", type=int, default=100_000)
    asked.add_argument("--seed", type=int, default=1)
    options = asked.parse_args()
    for attempt in attempts(options.seed + 1, WARM):
        outcome(attempt)
    before, seconds, slowest = _held(), 0.0, 0.0
    layers: Counter[tuple[str, str]] = Counter()
    harms: Counter[tuple[str, str]] = Counter()
    for attempt in attempts(options.seed, options.count):
        began = time.perf_counter()
        ended = outcome(attempt)  # whatever it raises ends this program: that is the crash that is looked for
        took = time.perf_counter() - began
        seconds, slowest = seconds + took, max(slowest, took)
        layers[attempt.where, ended] += 1
        harms[attempt.how, ended] += 1
    grown = _held() - before
    console = Console()
    console.print(_table("What was harmed", layers), _table("How it was harmed", harms))
    console.print(f"{options.count:,} deliveries, seed {options.seed}, no crash, no forgery believed")
    console.print(
        f"{seconds:.1f} s in opening and parsing, {seconds / options.count * 1e6:.0f} µs each, the slowest {slowest * 1e3:.1f} ms"
    )
    console.print(f"memory (PSS) after {WARM:,}: {before:.1f} MB; at the end {grown:+.1f} MB (may be {GROWTH:.0f})")
    sys.exit(0 if grown <= GROWTH else 1)


def _held() -> float:
    gc.collect()
    return megabytes([os.getpid()])


def _table(title: str, counted: Counter[tuple[str, str]]) -> Table:
    table = Table(title=title, title_justify="left")
    for head in ("", "tried", *ENDINGS):
        table.add_column(head, justify="right" if head else "left")
    for name in _ordered(counted):
        row = [counted[name, ending] for ending in ENDINGS]
        table.add_row(name, *(f"{number:,}" for number in (sum(row), *row)))
    return table


def _ordered(counted: Iterable[tuple[str, str]]) -> list[str]:
    return sorted({name for name, _ in counted})


if __name__ == "__main__":
    main()
