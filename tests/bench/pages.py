"""`python -m tests.bench.pages`: how soon and with how many bytes a first visit shows something, in a real browser. Needs chromium."""

from __future__ import annotations

import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright
from rich.console import Console
from rich.table import Table

from tests.living import living

VISITS = 7
PAGES = {"ordinary": "/", "elder": "/elder", "sheet": "/summary"}
PAINT = "performance.getEntriesByName('first-contentful-paint')[0].startTime"
LOADED = "performance.getEntriesByType('navigation').concat(performance.getEntriesByType('resource'))"
WEIGHT = 150_000
"""Bytes that a first visit may take, without sound."""


@dataclass(frozen=True)
class Visit:
    """One first visit: nothing was in the browser's memory."""

    paint: float
    """Milliseconds until the first letters stand there."""
    loaded: float
    """Milliseconds until everything is there."""
    sizes: tuple[tuple[str, int], ...]
    """Each file with its bytes on the wire, headers too."""

    @property
    def weight(self) -> int:
        """All bytes."""
        return sum(size for _, size in self.sizes)


def visit(browser: Browser, address: str, before: str | None = None) -> Visit:
    """A first visit with a browser that knows nothing; `before` is opened first where the page needs a talk, and not counted."""
    context = browser.new_context(viewport={"width": 360, "height": 740})
    if before:
        with browser.new_context() as other:
            other.new_page().goto(before)
            context.add_cookies([{**cookie} for cookie in other.cookies()])
    page = context.new_page()
    page.goto(address, wait_until="load")
    until(lambda: bool(page.evaluate("performance.getEntriesByName('first-contentful-paint').length")))
    sizes = page.evaluate(f"{LOADED}.map(e => [new URL(e.name).pathname, e.transferSize])")
    seen = Visit(
        page.evaluate(PAINT),
        page.evaluate("performance.timing.loadEventStart - performance.timing.navigationStart"),
        tuple(map(tuple, sizes)),
    )
    context.close()
    return seen


def until(true: Callable[[], bool]) -> None:
    """Waits for the browser, ten seconds at most."""
    deadline = time.monotonic() + 10
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def bench(browser: Browser, url: str, console: Console) -> bool:
    """Visits every page, prints what was measured; whether all are light enough."""
    table = Table("page", "first paint ms, median", "worst", "loaded ms, median", "requests", "bytes", title=f"{VISITS} first visits each")
    heaviest = 0
    for name, path in PAGES.items():
        visits = [visit(browser, url + path, url if path == "/summary" else None) for _ in range(VISITS)]
        paints = [one.paint for one in visits]
        loaded = statistics.median(one.loaded for one in visits)
        weight = max(one.weight for one in visits)
        heaviest = max(heaviest, weight)
        table.add_row(
            name, f"{statistics.median(paints):.0f}", f"{max(paints):.0f}", f"{loaded:.0f}", str(len(visits[0].sizes)), f"{weight:,}"
        )
    console.print(table)
    return heaviest <= WEIGHT


def main() -> int:
    """Starts a whole system that hears and speaks, measures, and says by its exit code whether the pages are light enough."""
    voice = {"speaker": "auto", "recognizer": "auto", "vosk_model": "tests/voice/model"}
    with tempfile.TemporaryDirectory() as folder, living(Path(folder), **voice) as running, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        light = bench(browser, running.house.settings.url, Console())
        browser.close()
    return 0 if light else 1


if __name__ == "__main__":
    sys.exit(main())
