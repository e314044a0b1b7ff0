"""From the menu into one's own talk: WeChat says who it is, and nobody is led into somebody else's."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from fastapi.testclient import TestClient
from httpx import Response

from api.pages.cookies import TALK
from api.pages.looks import MODE
from api.wechat.pages.opening import STATE
from tests.api.conftest import chromium
from tests.api.paging import Elements, in_a_browser
from tests.api.seeing import OVERFLOW, RULES, SCROLLS, SMALL
from tests.wechat.doors import Entrance, address, entrance, made

__all__ = ["address", "chromium", "entrance", "made"]

FAILED = "这次没有打开"
LAN = "o-lan-for-tests-only"


def follower(entrance: Entrance, openid: str = LAN, code: str = "code-1") -> str:
    """Somebody who follows the account, with a talk and a code of WeChat's; the talk's id."""
    talk = entrance.talk().id
    entrance.wechat.talks[openid], entrance.wechat.codes[code] = talk, openid
    return talk


def asked(browser: TestClient) -> dict[str, str]:
    """Presses the menu's button; what WeChat is asked."""
    return dict(parse_qsl(urlsplit(browser.get("/wechat/open").headers["location"]).query))


def back(browser: TestClient, **query: str) -> Response:
    """WeChat leads back."""
    return browser.get("/wechat/opened", params=query, headers={"Sec-Fetch-Site": "cross-site"})


def failed(response: Response) -> tuple[int, list[str], list[str], str | None]:
    page = Elements(response.text)
    return response.status_code, page.texts("h1"), page.texts("strong"), response.cookies.get(TALK)


def as_failed(status: int) -> tuple[int, list[str], list[str], None]:
    return status, [FAILED], ["请回到微信，发送“大字版”，会给您一个新链接。"], None


def test_the_menu_leads_to_wechat_and_back_into_ones_own_talk(entrance: Entrance) -> None:
    talk, browser = follower(entrance), entrance.browser()
    response = back(browser, code="code-1", state=asked(browser)["state"])
    assert (response.status_code, response.headers["location"]) == (303, "/elder")
    assert (browser.cookies[TALK].split(".")[0], browser.cookies[MODE]) == (talk, "elder")
    assert browser.get("/elder").status_code == 200


def test_wechat_is_asked_as_it_wants_to_be(entrance: Entrance) -> None:
    response = entrance.browser().get("/wechat/open")
    place = urlsplit(response.headers["location"])
    query = parse_qsl(place.query)
    state = query[-1][1]
    assert (place.scheme, place.netloc, place.path, place.fragment) == (
        "https",
        "open.example",
        "/connect/oauth2/authorize",
        "wechat_redirect",
    )
    assert query == [
        ("appid", "wx0for-tests-only"),
        ("redirect_uri", "https://nuanban.example/wechat/opened"),
        ("response_type", "code"),
        ("scope", "snsapi_base"),
        ("state", state),
    ]
    assert (len(state), state.isalnum(), response.status_code, response.headers["cache-control"]) == (32, True, 303, "no-store")
    assert "redirect_uri=https%3A%2F%2Fnuanban.example%2Fwechat%2Fopened&" in place.query


def test_the_state_is_kept_where_no_script_reads_it_and_only_for_a_while(entrance: Entrance) -> None:
    browser = entrance.browser()
    cookie = browser.get("/wechat/open").headers["set-cookie"]
    kept = {part.strip().split("=")[0].lower(): part.strip().partition("=")[2] for part in cookie.split(";")}
    assert kept == {STATE: browser.cookies[STATE], "httponly": "", "max-age": "600", "path": "/wechat", "samesite": "lax", "secure": ""}
    follower(entrance)
    back(browser, code="code-1", state=browser.cookies[STATE])
    assert STATE not in browser.cookies


def test_every_press_has_a_state_of_its_own(entrance: Entrance) -> None:
    assert len({asked(entrance.browser())["state"] for _ in range(20)}) == 20


def test_somebody_elses_answer_opens_nothing_here(entrance: Entrance) -> None:
    """An attacker who sends the end of their own way would read what is said in their talk."""
    follower(entrance)
    theirs = asked(entrance.browser())["state"]
    victim = entrance.browser()
    without_asking = back(victim, code="code-1", state=theirs)
    asked(victim)
    after_asking = back(victim, code="code-1", state=theirs)
    assert [failed(one) for one in (without_asking, after_asking)] == [as_failed(400)] * 2
    assert entrance.wechat.asked == []


@pytest.mark.parametrize("query", [{}, {"code": "code-1"}, {"state": ""}, {"code": "", "state": "x"}, {"code": "code-1", "state": "💬"}])
def test_half_an_answer_opens_nothing(entrance: Entrance, query: dict[str, str]) -> None:
    follower(entrance)
    browser = entrance.browser()
    asked(browser)
    assert (failed(back(browser, **query)), entrance.wechat.asked) == (as_failed(400), [])


def test_whoever_says_no_is_told_the_other_way(entrance: Entrance) -> None:
    """WeChat then leads back without a code."""
    browser = entrance.browser()
    state = asked(browser)["state"]
    assert failed(back(browser, state=state)) == as_failed(400)


def test_a_code_that_wechat_does_not_know_opens_nothing(entrance: Entrance, capfd: pytest.CaptureFixture[str]) -> None:
    browser = entrance.browser()
    state = asked(browser)["state"]
    assert failed(back(browser, code="a-used-one", state=state)) == as_failed(503)
    written = capfd.readouterr()
    assert ("a-used-one" in written.out + written.err, "40029" in written.out + written.err) == (False, True)


def test_the_same_answer_again_leads_on_to_what_it_opened(entrance: Entrance) -> None:
    """As when WeChat's browser reloads the address."""
    talk, browser = follower(entrance), entrance.browser()
    state = asked(browser)["state"]
    answers = [back(browser, code="code-1", state=state) for _ in range(3)]
    assert [(one.status_code, one.headers["location"]) for one in answers] == [(303, "/elder")] * 3
    assert (browser.cookies[TALK].split(".")[0], len(entrance.wechat.asked)) == (talk, 1)


def test_the_same_answer_opens_nothing_when_the_talk_is_over_or_in_another_browser(entrance: Entrance) -> None:
    talk, browser = follower(entrance), entrance.browser()
    state = asked(browser)["state"]
    back(browser, code="code-1", state=state)
    assert failed(back(entrance.browser(), code="code-1", state=state)) == as_failed(400)
    asyncio.run(entrance.house.talks.sign_out(talk))
    assert failed(back(browser, code="code-1", state=state)) == as_failed(400)


def test_a_follower_without_a_talk_is_told_the_other_way(entrance: Entrance) -> None:
    entrance.wechat.codes["code-1"] = LAN
    browser = entrance.browser()
    assert failed(back(browser, code="code-1", state=asked(browser)["state"])) == as_failed(503)


def test_a_talk_that_was_left_just_now_is_not_opened(entrance: Entrance) -> None:
    talk, browser = follower(entrance), entrance.browser()
    asyncio.run(entrance.house.talks.sign_out(talk))
    assert failed(back(browser, code="code-1", state=asked(browser)["state"])) == as_failed(503)


def test_two_followers_come_into_two_talks(entrance: Entrance) -> None:
    talks = [follower(entrance, "o-lan-for-tests-only", "a"), follower(entrance, "o-hong-for-tests-only", "b")]
    browsers = [entrance.browser(), entrance.browser()]
    states = [asked(browser)["state"] for browser in browsers]
    for browser, code, state in zip(browsers, "ab", states, strict=True):
        back(browser, code=code, state=state)
    assert [browser.cookies[TALK].split(".")[0] for browser in browsers] == talks


def test_the_code_of_the_address_goes_nowhere(entrance: Entrance) -> None:
    browser = entrance.browser()
    response = back(browser, code="code-1", state="x")
    assert (response.headers["referrer-policy"], response.headers["cache-control"], "code-1" in response.text) == (
        "strict-origin",
        "no-store",
        False,
    )


@in_a_browser
@pytest.mark.parametrize("look", [{}, {"nuanban_elder_size": "30", "nuanban_contrast": "high"}, {"nuanban_language": "en"}])
def test_the_page_that_tells_the_other_way_is_for_everybody(address: str, chromium: Any, look: dict[str, str]) -> None:
    context = chromium.new_context(viewport={"width": 360, "height": 740})
    context.add_cookies([{"name": name, "value": value, "url": address} for name, value in look.items()])
    page = context.new_page()
    page.goto(f"{address}/wechat/opened")
    found = Axe().run(page, options=RULES).response
    assert [(rule["id"], node["html"]) for rule in found["violations"] for node in rule["nodes"]] == []
    page.set_viewport_size({"width": 320, "height": 256})
    assert (page.evaluate(SCROLLS), page.evaluate(OVERFLOW), page.evaluate(SMALL)) == (0, [], [])
    assert page.locator("main a").get_attribute("href") == "tel:12345"
    context.close()
