"""From the page into WeChat and back, in a real browser, through WeChat's own servers (played) and the real bridge."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import select

from api.all_tables import all_tables
from api.house import House
from api.pages.cookies import TALK
from api.talks import Opened
from api.wechat.delivering.inbox import fingerprint_of
from api.wechat.tables import FollowerRow
from api.wiring import build
from bot.database import open_database
from tests.api.conftest import chromium
from tests.api.paging import in_a_browser
from tests.living import free_port, serving, settings_in
from tests.wechat.simulator import Mode, Resident, Simulator, simulator
from tests.wechat.town import account_settings

__all__ = ["chromium"]

pytestmark = in_a_browser

INSIDE_WECHAT = "Mozilla/5.0 (Linux; Android 8.0; wv) AppleWebKit/537.36 Chrome/61.0 MicroMessenger/8.0.50"


@dataclass
class Both:
    """The house with its account, WeChat before it, and browsers."""

    house: House
    wechat: Simulator
    chromium: Any

    @property
    def url(self) -> str:
        return self.house.settings.url

    def talk(self) -> Opened:
        """A talk begun on the page; without Rasa, so that only its greeting was said."""
        with ThreadPoolExecutor(1) as other:  # Playwright's loop runs in this thread
            return other.submit(lambda: asyncio.run(self.house.talks.open("web", "zh"))).result()

    def page(self, talk: Opened | None = None) -> Any:
        """A browser with the key of this talk; without one, the browser inside WeChat."""
        context = self.chromium.new_context(viewport={"width": 360, "height": 740}, **({} if talk else {"user_agent": INSIDE_WECHAT}))
        if talk is not None:
            context.add_cookies([{"name": TALK, "value": f"{talk.id}.{talk.token}", "url": self.url}])
        return context.new_page()

    def talk_of(self, resident: Resident) -> str | None:
        """The talk that goes on with this resident in WeChat."""
        with self.house.sessions() as session:
            fingerprint = fingerprint_of(self.house.desk.seal, resident.openid)
            return session.scalar(select(FollowerRow.conversation_id).where(FollowerRow.fingerprint == fingerprint))


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory, chromium: Any) -> Iterator[Both]:
    port = free_port()
    with simulator(f"http://127.0.0.1:{port}/channels/wechat", Mode.SAFE) as wechat:
        given = account_settings(wechat, public_url=f"http://127.0.0.1:{port}", port=port)
        settings = settings_in(tmp_path_factory.mktemp("both"), **given)
        engine, _ = open_database(settings.database_url)
        all_tables().create_all(engine)
        engine.dispose()
        house = build(settings)
        with serving(house):
            yield Both(house, wechat, chromium)
        house.sessions.kw["bind"].dispose()


def talk_in(page: Any) -> str:
    """The talk whose key this browser has."""
    found: str = next(cookie["value"] for cookie in page.context.cookies() if cookie["name"] == TALK)
    return found.split(".")[0]


def test_a_talk_goes_from_the_page_into_wechat_and_the_page_says_where_it_went(both: Both) -> None:
    talk, lan = both.talk(), both.wechat.resident("lan")
    page = both.page(talk)
    page.goto(f"{both.url}/handing-over")
    page.locator("main button.main").click()
    page.get_by_text("打开微信，找到公众号“云禾市暖办”。").wait_for()
    lan.send(" ".join(page.locator(".code span span").all_inner_texts()))
    lan.wait_for(1)
    assert (both.talk_of(lan), lan.texts[0].startswith("接上了")) == (talk.id, True)
    page.goto(f"{both.url}/elder")
    page.get_by_role("heading", name="已经在微信里接着办了").wait_for()
    page.get_by_text("想看大字，就在微信里发送“大字版”").wait_for()
    page.context.close()


def test_somebody_else_who_saw_the_code_comes_too_late(both: Both) -> None:
    talk, lan, thief = both.talk(), both.wechat.resident("lan, again"), both.wechat.resident("a thief")
    code = both.house.hand_over(talk.id).digits
    lan.send(code)
    lan.wait_for(1)
    thief.send(code)
    thief.wait_for(1)
    assert (both.talk_of(lan), both.talk_of(thief) == talk.id, thief.texts[0][:5]) == (talk.id, False, "这个号码不")


def test_the_menu_opens_the_talk_of_whoever_presses_it(both: Both) -> None:
    pressing = [both.wechat.resident(name) for name in ("hong", "fang")]
    opened = []
    for resident in pressing:
        both.wechat.held_by(resident)
        page = both.page()
        page.goto(f"{both.url}/wechat/open")
        page.wait_for_url(f"{both.url}/elder*")  # a redirection keeps the fragment of the last
        page.get_by_text("暖办").first.wait_for()
        opened.append(talk_in(page))
        page.context.close()
    assert (opened, opened[0] == opened[1]) == ([both.talk_of(resident) for resident in pressing], False)


def test_outside_wechat_the_menus_address_opens_nothing(both: Both) -> None:
    both.wechat.held_by(None)
    page = both.page()
    page.goto(f"{both.url}/wechat/open")
    page.get_by_text("请在微信客户端打开链接").wait_for()
    assert [cookie for cookie in page.context.cookies() if cookie["name"] == TALK] == []
    page.context.close()


def test_when_wechat_does_not_answer_the_page_tells_the_other_way_and_it_works(both: Both) -> None:
    mei = both.wechat.resident("mei")
    both.wechat.held_by(mei)
    page = both.page()
    page.goto(f"{both.url}/wechat/opened?code=made-up&state=made-up")
    page.get_by_role("heading", name="这次没有打开").wait_for()
    mei.send("大字版")
    mei.wait_for(1)
    page.goto(mei.texts[0].split()[-1])
    page.get_by_role("button", name="打开大字版").click()
    page.wait_for_url(f"{both.url}/elder*")  # a redirection keeps the fragment of the last
    assert talk_in(page) == both.talk_of(mei)
    page.context.close()


def test_a_talk_taken_along_opens_in_large_letters_from_wechat(both: Both) -> None:
    """All the way round: page, code, WeChat, menu, page; the first page has no key any more."""
    talk, ying = both.talk(), both.wechat.resident("ying")
    ying.send(both.house.hand_over(talk.id).digits)
    ying.wait_for(1)
    both.wechat.held_by(ying)
    page = both.page()
    page.goto(f"{both.url}/wechat/open")
    page.wait_for_url(f"{both.url}/elder*")  # a redirection keeps the fragment of the last
    first = both.page(talk)
    answer = first.goto(f"{both.url}/summary")
    assert (talk_in(page), answer.url.endswith("/summary")) == (talk.id, False)
    for one in (page, first):
        one.context.close()
