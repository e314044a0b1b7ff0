"""From the page into WeChat: offered when there is something to go on with, made by pressing, seen and read by everybody."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.pages.cookies import TALK
from tests.api.paging import Elements, Talks, build_app, in_a_browser, type_in, visit
from tests.api.seeing import OVERFLOW, RULES, SCROLLS, SMALL, SMALLEST

ANSWERED = "您说的是：要带什么"
OFFER = "form[action='/handing-over'] button"


def offers(html: str) -> list[str]:
    """Addresses of the forms that lead there."""
    return [form["action"] for form in Elements(html).attrs("form") if form["action"] == "/handing-over"]


def steps(html: str) -> list[str]:
    return Elements(html).texts("li")


@pytest.mark.parametrize("home", ["/", "/elder"])
def test_a_talk_is_offered_to_go_on_in_wechat_once_something_was_said(browser: TestClient, home: str) -> None:
    greeted = browser.get(home).text
    browser.post("/talk", data={"text": "要带什么"})
    assert (offers(greeted), offers(browser.get(home).text)) == ([], ["/handing-over"])


def test_inside_wechat_and_without_wechat_nobody_is_sent_there(browser: TestClient, app: FastAPI) -> None:
    browser.get("/")
    browser.post("/talk", data={"text": "要带什么"})
    inside = browser.get("/", headers={"User-Agent": "Mozilla/5.0 (Linux; Android 8.0) MicroMessenger/8.0.50"}).text
    app.state.into_wechat = None
    assert (offers(inside), offers(browser.get("/").text)) == ([], [])
    assert [browser.get("/handing-over").status_code, browser.post("/handing-over").status_code] == [404, 404]


@pytest.mark.parametrize("home", ["/", "/elder"])
def test_a_talk_that_goes_on_in_wechat_is_not_sent_there_again(browser: TestClient, talks: Talks, home: str) -> None:
    """As when its link was opened in a browser outside WeChat."""
    browser.get(home)
    browser.post("/talk", data={"text": "要带什么"})
    talks.in_wechat.add(browser.cookies[TALK].split(".")[0])
    there = browser.get(home)
    talks.in_wechat.clear()
    assert (there.status_code, offers(there.text), offers(browser.get(home).text)) == (200, [], ["/handing-over"])


def test_pressing_gives_a_code_for_ones_own_talk(browser: TestClient, talks: Talks) -> None:
    browser.get("/")
    browser.post("/talk", data={"text": "要带什么"})
    response = browser.post("/handing-over")
    assert steps(response.text) == ["打开微信，找到公众号“云禾办事”。", "把下面这八个数字发给它。", "它会接着刚才的办，不用从头说。"]
    assert Elements(response.text).texts("p", "code") == ["4827 1930 4 8 2 7, 1 9 3 0"]
    assert talks.handed_over == [browser.cookies[TALK].split(".")[0]]
    assert (response.headers["cache-control"], response.headers["referrer-policy"]) == ("no-store", "same-origin")
    assert Elements(browser.post("/handing-over").text).texts("p", "code") == ["4827 1931 4 8 2 7, 1 9 3 1"]


def test_looking_makes_none(browser: TestClient, talks: Talks) -> None:
    browser.get("/")
    page = browser.get("/handing-over").text
    assert (Elements(page).texts("p", "code"), offers(page), talks.handed_over) == ([], ["/handing-over"], [])


def test_whoever_has_no_talk_is_led_to_one(browser: TestClient, talks: Talks) -> None:
    asked = [browser.get("/handing-over", follow_redirects=False), browser.post("/handing-over", follow_redirects=False)]
    assert [(one.status_code, one.headers["location"]) for one in asked] == [(303, "/"), (303, "/")]
    browser.cookies[TALK] = "somebody.elses"
    assert (browser.post("/handing-over", follow_redirects=False).status_code, talks.handed_over) == (303, [])


def test_another_language_leads_back_here_and_makes_no_code(browser: TestClient, talks: Talks) -> None:
    browser.get("/")
    response = browser.post("/language", data={"language": "en", "to": "/handing-over"})
    assert (response.url.path, Elements(response.text).texts("h1"), talks.handed_over) == ("/handing-over", ["Go on in WeChat"], [])
    assert steps(browser.post("/handing-over").text)[0] == "Open WeChat and find the Official Account “云禾办事”."


def take_along(browser: TestClient, talks: Talks) -> None:
    """The code was sent: the talk goes on in WeChat, and this browser's key opens nothing."""
    browser.get("/")
    id = browser.cookies[TALK].split(".")[0]
    talks.tokens[id] = "another one"
    talks.in_wechat.add(id)


@pytest.mark.parametrize("way", ["/", "/elder", "/summary", "/handing-over"])
def test_a_page_whose_talk_has_moved_says_where_it_is_and_how_to_read_it_in_large_letters(
    browser: TestClient, talks: Talks, way: str
) -> None:
    take_along(browser, talks)
    page = Elements(browser.get(way).text)
    assert (page.texts("h1"), len(talks.tokens)) == (["已经在微信里接着办了"], 1)
    assert [text for text in page.texts("p") if "微信" in text] == [
        "这件事换到微信里了，这一页已经关上。打开微信，找到公众号“云禾办事”，接着说就行。",
        "想看大字，就在微信里发送“大字版”，会给您一个链接。",
    ]


def test_what_is_typed_on_such_a_page_begins_nothing(browser: TestClient, talks: Talks) -> None:
    take_along(browser, talks)
    assert (browser.post("/talk", data={"text": "是"}).url.path, talks.taken) == ("/handed-over", [])


def test_another_thing_is_begun_there_by_asking_for_it(browser: TestClient, talks: Talks) -> None:
    take_along(browser, talks)
    assert (browser.post("/restart", data={"to": "/"}).url.path, len(talks.tokens), talks.signed_out) == ("/", 2, [])
    assert browser.get("/handed-over").url.path == "/"


LOOKS = {
    "ordinary": ("/", {}),
    "ordinary, English, 30 px": ("/", {"nuanban_size": "30", "nuanban_language": "en"}),
    "elder": ("/elder", {}),
    "elder, English": ("/elder", {"nuanban_language": "en"}),
    "elder, 30 px, high contrast": ("/elder", {"nuanban_elder_size": "30", "nuanban_contrast": "high"}),
}


@in_a_browser
@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize("look", LOOKS)
def test_the_code_is_reached_seen_and_read_by_everybody(chromium: Any, address: str, look: str, script: bool) -> None:
    home, cookies = LOOKS[look]
    page = visit(chromium, address, home, cookies=cookies, viewport={"width": 360, "height": 740}, java_script_enabled=script)
    type_in(page, "要带什么")
    page.locator(OFFER).click()
    page.locator(".code").wait_for()
    if script:
        page.set_viewport_size({"width": 360, "height": 4000})
        found = Axe().run(page, options=RULES).response
        assert [(rule["id"], node["html"], node["failureSummary"]) for rule in found["violations"] for node in rule["nodes"]] == []
        page.set_viewport_size({"width": 320, "height": 256})  # what 400 % zoom leaves of 1280 × 1024
        page.evaluate("document.querySelector('details').open = true")
        assert (page.evaluate(SCROLLS), page.evaluate(OVERFLOW), page.evaluate(SMALL)) == (0, [], [])
        assert page.evaluate(SMALLEST) == int(
            cookies.get("nuanban_size") or cookies.get("nuanban_elder_size") or {"/": 18, "/elder": 24}[home]
        )
    page.locator("main a.button").click()
    page.get_by_text(ANSWERED).first.wait_for()
    page.context.close()


CODE = """
- main:
  - heading "在微信里接着办" [level=1]
  - list:
    - listitem: 打开微信，找到公众号“云禾办事”。
    - listitem: 把下面这八个数字发给它。
    - listitem: 它会接着刚才的办，不用从头说。
  - heading "要发的八个数字" [level=2]
  - paragraph: 4 8 2 7, 1 9 3 0
  - paragraph: 只发给“云禾办事”，谁来要都不要给。
  - paragraph: 十五分钟内有效，只能用一次。换过去以后，这一页就关上了。
  - paragraph:
    - button "换一组数字"
  - paragraph:
    - link "回去接着说":
      - /url: /elder#latest
"""


@in_a_browser
def test_a_screen_reader_says_the_digits_one_by_one(chromium: Any, address: str) -> None:
    page = visit(chromium, address, "/elder")
    type_in(page, "要带什么")
    page.locator(OFFER).click()
    page.locator(".code").wait_for()
    assert page.locator("main").aria_snapshot() == CODE.strip()
    page.context.close()


@in_a_browser
def test_going_back_and_reloading_the_talk_makes_no_second_code(chromium: Any, address: str, talks: Talks) -> None:
    page = visit(chromium, address, "/elder")
    type_in(page, "要带什么")
    page.locator(OFFER).click()
    page.locator(".code").wait_for()
    page.go_back()
    page.get_by_text(ANSWERED).first.wait_for()
    page.reload()
    page.get_by_text(ANSWERED).first.wait_for()
    assert len(talks.handed_over) == 1
    page.context.close()


def test_a_door_without_wechat_says_nothing_of_it() -> None:
    visitor = TestClient(build_app(wechat=False), headers={"Accept": "text/html", "Sec-Fetch-Site": "same-origin"})
    visitor.get("/")
    visitor.post("/talk", data={"text": "要带什么"})
    assert [offers(visitor.get(home).text) for home in ("/", "/elder")] == [[], []]
