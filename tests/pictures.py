"""Makes docs/pictures from the real pages and a real talk in the WeChat simulator: `python -m tests.pictures`.

Needs chromium and a Chinese font.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from api.settings import ROOT
from api.wechat.menu import load_menu
from tests.wechat.phone import Bubble, phone
from tests.wechat.town import Town, new_town

PICTURES = ROOT / "docs" / "pictures"
WIDTH, MARGIN = 720, 20
"""Pixels."""
PHONE: ViewportSize = {"width": 400, "height": 980}
ELDER: dict[str, dict[str, str]] = {"elder": {}, "elder-high-contrast": {"nuanban_contrast": "high", "nuanban_elder_size": "28"}}
"""Pictures of the elders' page, each with its cookies."""
TALK = ("我妈要办退休", "青禾区", "职工养老保险，女的，五十岁了，交了二十二年，以前在厂里当工人")
"""What is said in the picture of the page; the people are the demonstration's."""

ACCOUNT = "云禾办事"
CHAT = ("我妈的养老金要认证", "2", "照常发，就是她腿脚不好，出不了门", "大字版")
"""What is said in the picture of WeChat."""


def say(page: Page, words: str) -> None:
    """Types it and waits for the answer."""
    before = page.locator("#turn_id").input_value()
    page.locator("#text").fill(words)
    page.locator("#field button").click()
    page.locator(f"#turn_id:not([value='{before}'])").wait_for(state="attached")


def shoot_screen(page: Page, name: str) -> None:
    """Keeps the first screen."""
    page.evaluate("window.scrollTo(0, 0)")
    keep(page, name)


def shoot(page: Page, name: str) -> None:
    """Keeps the page down to the field and the way to a person."""
    end = page.locator("form.help").bounding_box()
    assert end is not None
    height = page.evaluate("window.scrollY") + end["y"] + end["height"] + MARGIN
    path = PICTURES / f"{name}.png"
    page.screenshot(path=path, full_page=True, clip={"x": 0, "y": 0, "width": WIDTH, "height": height})
    print(f"{path.relative_to(ROOT)}: {path.stat().st_size // 1000} kB")


def shoot_chat(browser: Browser, town: Town) -> None:
    """A talk in WeChat, and the two pages between WeChat and the browser."""
    ann, bubbles = town.resident("ann"), list[Bubble]()
    ann.follow().wait()
    for words in CHAT:
        bubbles += [Bubble(text, mine=False) for text in ann.texts[sum(not one.mine for one in bubbles) :]]
        bubbles.append(Bubble(words, mine=True))
        before = len(ann.screen)
        ann.send(words).wait()
        ann.wait_for(before + 1)
    bubbles += [Bubble(text, mine=False) for text in ann.texts[sum(not one.mine for one in bubbles) :]]
    page = browser.new_page(viewport={"width": PHONE["width"], "height": 200}, locale="zh-CN")
    page.set_content(phone(ACCOUNT, [button.name for button in load_menu(ROOT / "data").menu], bubbles))
    keep(page, "wechat", full_page=True)
    page.close()
    page = browser.new_page(viewport={"width": PHONE["width"], "height": 400}, locale="zh-CN")
    link = re.search(r"https?://\S+", bubbles[-1].text)
    assert link is not None
    page.goto(link[0])
    keep(page, "wechat-link", full_page=True)
    page.close()
    page = browser.new_page(viewport={"width": PHONE["width"], "height": 400}, locale="zh-CN")
    page.goto(f"{town.living.house.settings.url}/elder")
    say(page, TALK[0])
    page.goto(f"{town.living.house.settings.url}/handing-over")
    page.locator("form[action='/handing-over'] button").click()
    page.locator("p.code").wait_for()
    keep(page, "wechat-code", full_page=True)
    page.close()


def keep(page: Page, name: str, *, full_page: bool = False) -> None:
    """Writes what the page shows."""
    path = PICTURES / f"{name}.png"
    page.screenshot(path=path, full_page=full_page)
    print(f"{path.relative_to(ROOT)}: {path.stat().st_size // 1000} kB")


def pictures(town: Town) -> None:
    """Talks as residents see them."""
    alive = town.living
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        shoot_chat(browser, town)
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
    with tempfile.TemporaryDirectory() as folder, new_town(Path(folder), wechat_name=ACCOUNT) as running:
        pictures(running)
