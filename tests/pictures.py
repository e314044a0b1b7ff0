"""Makes docs/pictures from the real page: `python -m tests.pictures`. Needs chromium and a Chinese font."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from api.settings import ROOT
from tests.living import Living, living

PICTURES = ROOT / "docs" / "pictures"
WIDTH, MARGIN = 720, 20
"""Pixels."""
TALK = ("我妈要办退休", "青禾区", "职工养老保险，女的，五十岁了，交了二十二年，以前在厂里当工人", "多久能办好")
"""What is said in the picture of the page; the people are the demonstration's."""


def say(page: Page, words: str) -> None:
    """Types it and waits for the answer."""
    before = page.locator(".exchange").count()
    page.get_by_role("textbox").fill(words)
    page.locator("#field button").click()
    page.wait_for_function("count => document.querySelectorAll('.exchange').length > count", arg=before)


def shoot(page: Page, name: str) -> None:
    """Keeps the page down to the field and the way to a person."""
    page.wait_for_timeout(300)
    end = page.locator("form.help").bounding_box()
    assert end is not None
    height = page.evaluate("window.scrollY") + end["y"] + end["height"] + MARGIN
    path = PICTURES / f"{name}.png"
    page.screenshot(path=path, full_page=True, clip={"x": 0, "y": 0, "width": WIDTH, "height": height})
    print(f"{path.relative_to(ROOT)}: {path.stat().st_size // 1000} kB")


def pictures(alive: Living) -> None:
    """A talk as a resident sees it."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": WIDTH, "height": 1000}, locale="zh-CN")
        page.goto(alive.house.settings.url)
        for words in TALK:
            say(page, words)
        shoot(page, "page")
        browser.close()


if __name__ == "__main__":
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, living(Path(folder)) as running:
        pictures(running)
