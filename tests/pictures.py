"""Makes docs/pictures from the real page: `python -m tests.pictures`. Needs chromium and a Chinese font."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import Page, ViewportSize, sync_playwright

from api.settings import ROOT
from tests.living import Living, living

PICTURES = ROOT / "docs" / "pictures"
WIDTH, MARGIN = 720, 20
"""Pixels."""
PHONE: ViewportSize = {"width": 400, "height": 980}
ELDER: dict[str, dict[str, str]] = {"elder": {}, "elder-high-contrast": {"nuanban_contrast": "high", "nuanban_elder_size": "28"}}
"""Pictures of the elders' page, each with its cookies."""
TALK = ("我妈要办退休", "青禾区", "职工养老保险，女的，五十岁了，交了二十二年，以前在厂里当工人")
"""What is said in the picture of the page; the people are the demonstration's."""


def say(page: Page, words: str) -> None:
    """Types it and waits for the answer."""
    before = page.locator("#turn_id").input_value()
    page.locator("#text").fill(words)
    page.locator("#field button").click()
    page.locator(f"#turn_id:not([value='{before}'])").wait_for(state="attached")


def shoot_screen(page: Page, name: str) -> None:
    """Keeps the first screen."""
    page.evaluate("window.scrollTo(0, 0)")
    path = PICTURES / f"{name}.png"
    page.screenshot(path=path)
    print(f"{path.relative_to(ROOT)}: {path.stat().st_size // 1000} kB")


def shoot(page: Page, name: str) -> None:
    """Keeps the page down to the field and the way to a person."""
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
        page.close()
        for name, cookies in ELDER.items():
            context = browser.new_context(viewport=PHONE, locale="zh-CN")
            context.add_cookies([{"name": key, "value": value, "url": alive.house.settings.url} for key, value in cookies.items()])
            page = context.new_page()
            page.goto(f"{alive.house.settings.url}/elder")
            say(page, TALK[0])
            shoot_screen(page, name)
            context.close()
        browser.close()


if __name__ == "__main__":
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, living(Path(folder)) as running:
        pictures(running)
