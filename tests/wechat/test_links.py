"""A link opens its talk once, for ten minutes, when its button is pressed; looking at it opens and uses nothing."""

from __future__ import annotations

import asyncio
import hashlib
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from httpx import Response
from sqlalchemy import func, select

from actions.identity.tables import IdentityRow
from api.pages.cookies import LANGUAGE, TALK
from api.pages.looks import MODE
from api.wechat.pages.link_tables import LinkRow
from api.wechat.pages.links import VALID_FOR, make_link
from tests.api.conftest import chromium
from tests.api.paging import Elements, in_a_browser
from tests.api.seeing import OVERFLOW, RULES, SCROLLS, SMALL, SMALLEST
from tests.wechat.doors import PUBLIC, Entrance, address, entrance, made

__all__ = ["address", "chromium", "entrance", "made"]

OPENS, VOID = "打开大字版", "这个链接打不开了"


def token_of(link: str) -> str:
    return parse_qs(urlsplit(link).query)["t"][0]


def press(entrance: Entrance, link: str, **headers: str) -> Response:
    """What the button of the link's page answers, to a browser of its own."""
    return entrance.browser().post("/wechat/link", data={"t": token_of(link)}, headers=headers)


def headings(response: Response) -> tuple[int, list[str]]:
    return response.status_code, Elements(response.text).texts("h1")


def test_the_button_opens_the_talk_in_large_letters(entrance: Entrance) -> None:
    talk, browser = entrance.talk(), entrance.browser()
    link = entrance.link(talk.id)
    page = Elements(browser.get(link).text)
    assert page.texts("button") == [OPENS]
    assert page.attrs("form") == [{"method": "post", "action": "/wechat/link", "class": "open"}]
    response = browser.post("/wechat/link", data={"t": page.attrs("input", name="t")[0]["value"]})
    assert (response.status_code, response.headers["location"]) == (303, "/elder")
    assert (browser.cookies[TALK].split(".")[0], browser.cookies[MODE], browser.cookies[LANGUAGE]) == (talk.id, "elder", "zh")
    assert Elements(browser.get("/elder").text).texts("p", "words") == [talk.replies[0].text]


def test_an_english_talk_opens_in_english(entrance: Entrance) -> None:
    browser = entrance.browser()
    browser.post("/wechat/link", data={"t": token_of(entrance.link(entrance.talk("en").id))})
    assert Elements(browser.get("/elder").text).attrs("html")[0]["lang"] == "en"


def test_previews_use_nothing_up(entrance: Entrance) -> None:
    link = entrance.link(entrance.talk().id)
    seen = [headings(entrance.browser().get(link))[0] for _ in range(5)]
    assert (seen, entrance.browser().head(link).status_code, press(entrance, link).status_code) == ([200] * 5, 405, 303)


def test_the_second_press_opens_nothing_and_says_how_to_get_another(entrance: Entrance) -> None:
    link = entrance.link(entrance.talk().id)
    press(entrance, link)
    second = press(entrance, link)
    assert (headings(second), second.cookies.get(TALK)) == ((410, [VOID]), None)
    assert "请回到微信，发送“大字版”，会给您一个新链接。" in Elements(second.text).texts("strong")
    assert headings(entrance.browser().get(link)) == (410, [VOID])


def test_of_many_who_press_at_once_one_gets_in(entrance: Entrance) -> None:
    link = entrance.link(entrance.talk().id)
    with ThreadPoolExecutor(6) as many:
        answers = list(many.map(lambda _: press(entrance, link).status_code, range(12)))
    assert sorted(answers) == [303, *[410] * 11]


def test_a_link_is_good_for_ten_minutes(entrance: Entrance) -> None:
    first, second = entrance.link(entrance.talk().id), entrance.link(entrance.talk().id)
    entrance.clock.at += VALID_FOR - timedelta(seconds=1)
    in_time = press(entrance, first).status_code
    entrance.clock.at += timedelta(seconds=1)
    assert (in_time, headings(press(entrance, second)), VALID_FOR) == (303, (410, [VOID]), timedelta(minutes=10))


def test_each_link_opens_its_own_talk_and_an_older_one_still_does(entrance: Entrance) -> None:
    mine, yours = entrance.talk(), entrance.talk()
    links = [entrance.link(mine.id), entrance.link(mine.id), entrance.link(yours.id)]
    assert [press(entrance, link).cookies[TALK].split(".")[0] for link in links] == [mine.id, mine.id, yours.id]


def test_whoever_opens_it_last_holds_the_talk(entrance: Entrance) -> None:
    talk = entrance.talk()
    older = press(entrance, entrance.link(talk.id)).cookies[TALK]
    newer = press(entrance, entrance.link(talk.id)).cookies[TALK]

    async def opens(cookie: str) -> bool:
        return await entrance.house.talks.authorise(*cookie.split(".")) is not None

    assert [asyncio.run(opens(cookie)) for cookie in (older, newer)] == [False, True]


def test_whoever_opens_a_link_is_asked_anew_who_they_are(entrance: Entrance) -> None:
    mine, other = entrance.talk(), entrance.talk()
    with entrance.house.sessions.begin() as session:
        for talk in (mine, other):
            session.add(
                IdentityRow(conversation=talk.id, person="p", name_token="", resident_id_token="", verified_at=entrance.clock.now())
            )
    link = entrance.link(mine.id)
    entrance.browser().get(link)
    with entrance.house.sessions() as session:
        assert {row.conversation for row in session.scalars(select(IdentityRow))} == {mine.id, other.id}
    press(entrance, link)
    with entrance.house.sessions() as session:
        assert {row.conversation for row in session.scalars(select(IdentityRow))} == {other.id}


@pytest.mark.parametrize("ending", ["sign_out", "erase"])
def test_a_link_into_a_talk_that_is_over_opens_nothing(entrance: Entrance, ending: str) -> None:
    talk = entrance.talk()
    link = entrance.link(talk.id)
    asyncio.run(getattr(entrance.house.talks, ending)(talk.id))
    assert (headings(entrance.browser().get(link)), headings(press(entrance, link))) == ((410, [VOID]), (410, [VOID]))
    assert asyncio.run(entrance.house.talks.admit(talk.id)) is None


@pytest.mark.parametrize("token", ["", "x", "x" * 10_000, "💬", "%00", "⟦name:abcd2345⟧"])
def test_what_is_no_link_is_told_kindly(entrance: Entrance, token: str) -> None:
    asked = [entrance.browser().get("/wechat/link", params={"t": token}), entrance.browser().post("/wechat/link", data={"t": token})]
    assert [headings(one) for one in asked] == [(410, [VOID])] * 2


def test_another_site_cannot_press_the_button(entrance: Entrance) -> None:
    """Else it could lead somebody into a talk of its own and read along what they say there."""
    link = entrance.link(entrance.talk().id)
    refused = [
        press(entrance, link, **{"Sec-Fetch-Site": "cross-site"}).status_code,
        entrance.browser().post("/wechat/link", data={"t": token_of(link)}, headers={"Sec-Fetch-Site": "same-site"}).status_code,
    ]
    assert (refused, press(entrance, link).status_code) == ([403, 403], 303)


def test_no_copy_is_kept_and_the_address_goes_nowhere(entrance: Entrance) -> None:
    link = entrance.link(entrance.talk().id)
    answers = [entrance.browser().get(link), press(entrance, link), press(entrance, link)]
    told = [(one.headers["cache-control"], one.headers["referrer-policy"]) for one in answers]
    assert told == [("no-store", "strict-origin")] * 3
    assert [token_of(link) in str(dict(one.headers)) for one in answers] == [False] * 3


def test_the_token_is_in_no_table_and_in_no_log(entrance: Entrance, capfd: pytest.CaptureFixture[str]) -> None:
    talk = entrance.talk()
    link = entrance.link(talk.id)
    with entrance.house.sessions() as session:
        row = session.scalars(select(LinkRow)).one()
    assert (row.conversation_id, row.token_hash) == (talk.id, hashlib.sha256(token_of(link).encode()).hexdigest())
    entrance.browser().get(link)
    press(entrance, link)
    press(entrance, link)
    written = capfd.readouterr()
    assert [token_of(link) in text for text in (written.out, written.err)] == [False, False]


def test_links_that_nobody_used_do_not_pile_up(entrance: Entrance) -> None:
    talk = entrance.talk().id
    for _ in range(3):
        entrance.link(talk)
        entrance.clock.at += VALID_FOR
    with entrance.house.sessions() as session:
        assert session.scalar(select(func.count()).select_from(LinkRow)) == 1


def test_a_link_says_nothing_of_its_talk(entrance: Entrance) -> None:
    talk = entrance.talk()
    link = entrance.link(talk.id)
    assert (len(token_of(link)), talk.id in link, list(parse_qs(urlsplit(link).query))) == (43, False, ["t"])
    with entrance.house.sessions.begin() as session:
        assert make_link(session, talk.id, f"{PUBLIC}/", entrance.clock.now()).startswith(f"{PUBLIC}/wechat/link?t=")


LOOKS = {
    "elder": {},
    "30 px, high contrast": {"nuanban_elder_size": "30", "nuanban_contrast": "high"},
    "English": {"nuanban_language": "en"},
}


@in_a_browser
@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize("look", LOOKS)
def test_everybody_sees_the_one_button_and_gets_in(entrance: Entrance, address: str, chromium: Any, look: str, script: bool) -> None:
    def run(work: Any) -> Any:  # Playwright's loop runs in this thread
        with ThreadPoolExecutor(1) as other:
            return other.submit(asyncio.run, work).result()

    talk = run(entrance.house.talks.open("wechat", "zh"))
    link = entrance.link(talk.id)
    context = chromium.new_context(viewport={"width": 360, "height": 740}, java_script_enabled=script)
    context.add_cookies([{"name": name, "value": value, "url": address} for name, value in LOOKS[look].items()])
    page = context.new_page()
    page.goto(address + link)
    if script:
        seen(page, 30 if "30" in LOOKS[look].values() else 24)
    page.set_viewport_size({"width": 360, "height": 740})
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}/elder")
    page.get_by_text(talk.replies[0].text).first.wait_for()
    page.goto(address + link)
    assert page.locator("main button").count() == 0
    if script:
        seen(page, 30 if "30" in LOOKS[look].values() else 24)
    context.close()


@in_a_browser
@pytest.mark.parametrize("size", [{}, {"nuanban_elder_size": "30"}])
def test_the_talk_opens_with_the_button_that_listens_in_sight(
    entrance: Entrance, address: str, chromium: Any, size: dict[str, str]
) -> None:
    entrance.app.state.hears = True
    with ThreadPoolExecutor(1) as other:  # Playwright's loop runs in this thread
        talk = other.submit(lambda: asyncio.run(entrance.house.talks.open("wechat", "zh"))).result()
    context = chromium.new_context(viewport={"width": 360, "height": 740})
    context.add_cookies([{"name": name, "value": value, "url": address} for name, value in size.items()])
    page = context.new_page()
    page.goto(address + entrance.link(talk.id))
    page.locator("main button").click()
    page.wait_for_url(f"{address}/elder")
    button = page.locator("#voice button").first
    button.wait_for()
    box = button.bounding_box()
    assert (page.evaluate("scrollY"), box["y"] >= 0 and box["y"] + box["height"] <= 740) == (0, True)
    context.close()


def seen(page: Any, smallest: int) -> None:
    """Axe has nothing to say, and at 400 % nothing is cut or too small to press."""
    found = Axe().run(page, options=RULES).response
    assert [(rule["id"], node["html"], node["failureSummary"]) for rule in found["violations"] for node in rule["nodes"]] == []
    page.set_viewport_size({"width": 320, "height": 256})
    assert (page.evaluate(SCROLLS), page.evaluate(OVERFLOW), page.evaluate(SMALL), page.evaluate(SMALLEST)) == (0, [], [], smallest)
