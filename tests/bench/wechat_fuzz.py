"""`python -m tests.bench.wechat_fuzz`: tampered deliveries of WeChat, opened and parsed. Exit code 1 if one crashes or memory grows."""

from __future__ import annotations

import argparse
import gc
import re
import sys
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.wechat.fuzzing import attempts, outcome

EVERY = 2_500
"""Deliveries between looks at memory."""
GROWTH = 6.0
"""Megabytes by which the least that was held in the second half may lie above the least in the first: the C library's heap
breathes by about as much."""
BLOCKS = 1_000
"""Python's own blocks of memory that may be left over."""
ENDINGS = ("refused", "malformed", "taken")


def main() -> None:
    """Prints how many of each kind were refused, malformed or taken, seconds, and how memory grew."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--count", type=int, default=100_000)
    asked.add_argument("--seed", type=int, default=1)
    options = asked.parse_args()
    for attempt in attempts(options.seed + 1, EVERY):
        outcome(attempt)
    layers: Counter[tuple[str, str]] = Counter()
    harms: Counter[tuple[str, str]] = Counter()
    held = [_held()]
    blocks, seconds, slowest = sys.getallocatedblocks(), 0.0, 0.0
    for number, attempt in enumerate(attempts(options.seed, options.count), 1):
        began = time.process_time()
        ended = outcome(attempt)  # whatever it raises ends this program: that is the crash that is looked for
        took = time.process_time() - began
        seconds, slowest = seconds + took, max(slowest, took)
        layers[attempt.where, ended] += 1
        harms[attempt.how, ended] += 1
        if number % EVERY == 0:
            held.append(_held())
    blocks = sys.getallocatedblocks() - blocks
    half = len(held) // 2
    grown = min(held[half:]) - min(held[: half or 1])
    console = Console()
    console.print(_table("What was harmed", layers), _table("How it was harmed", harms))
    console.print(f"{options.count:,} deliveries, seed {options.seed}, no crash, no forgery believed")
    console.print(f"{seconds:.1f} s of the processor, {seconds / options.count * 1e6:.0f} µs each, the slowest {slowest * 1e3:.1f} ms")
    console.print(f"own memory {min(held):.1f} to {max(held):.1f} MB, later least {grown:+.1f} MB (may be {GROWTH:.0f})")
    console.print(f"blocks left over: {blocks:+,} (may be {BLOCKS:,})")
    sys.exit(0 if grown <= GROWTH and blocks <= BLOCKS else 1)


def _held() -> float:
    """Megabytes of this process that no file backs and nobody shares."""
    gc.collect()
    found = re.search(r"^RssAnon:\s+(\d+) kB", Path("/proc/self/status").read_text(), re.MULTILINE)
    assert found is not None
    return int(found[1]) / 1024


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
