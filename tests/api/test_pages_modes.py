"""Ordinary or for elders, how large, how stark, which language: chosen, worn and remembered."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.pages.looks import SIZES
from bot.say import load_sentences
from tests.api.paging import GREETING, SAY, Elements, Talks, answer, in_a_browser, shown_turn, type_in, visit, words

EVIL = [
    "https://elsewhere.example/",
    "//elsewhere.example",
    "/\\elsewhere.example",
    "elder",
    "/elder/../staff",
    "/staff",
    "javascript:1",
    "",
]


def worn(html: str) -> str:
    """Classes of the html element."""
    return Elements(html).attrs("html")[0]["class"]


def texts(html: str, id: str) -> list[str]:
    """Words inside the element of this id."""
    return ["".join(text) for _, attrs, text in Elements(html).all if attrs.get("id") == id]


def test_the_elders_page_shows_the_newest_exchange_and_keeps_the_rest_behind(browser: TestClient) -> None:
    turn_id = shown_turn(browser.get("/elder").text)
    response = browser.post("/talk", data={"text": "我想办退休", "turn_id": turn_id, "to": "/elder"}, follow_redirects=False)
    assert (response.status_code, response.headers["location"]) == (303, "/elder#latest")
    html = browser.get("/elder").text
    newest, earlier = html.split('id="earlier"')
    assert words("<html>" + newest.split('id="talk"')[1].split("<form")[0].partition(">")[2]) == [
        "我想办退休",
        *(r.text for r in answer("我想办退休")),
    ]
    assert words("<div" + earlier.split("</details>")[0] + "</details></div>") == [GREETING.text]
    assert Elements(html).texts("p", "step") == ["第 2 步，共 5 步"]


def test_both_pages_are_one_talk(browser: TestClient, talks: Talks) -> None:
    browser.get("/elder")
    browser.post("/talk", data={"text": "要带什么", "to": "/elder"})
    browser.post("/mode", data={"mode": "plain"})
    browser.post("/talk", data={"text": "交", "to": "/"})
    assert [[turn.text for turn in talks.taken], len(talks.exchanges)] == [["要带什么", "交"], 1]


def test_the_way_out_back_again_and_to_a_person_are_always_there(browser: TestClient, talks: Talks) -> None:
    for said in ("", "我想办退休", "交", "人工"):
        html = browser.post("/talk", data={"text": said, "to": "/elder"}).text if said else browser.get("/elder").text
        bar = Elements("<div" + html.split('<div class="bar"')[1].split("</main>")[0])
        assert [(a["value"], "".join(t)) for tag, a, t in bar.all if tag == "button"] == [
            ("人工", "人工"),
            ("返回", "返回"),
            ("再说一遍", "再说一遍"),
        ]
        assert [(a["href"], "".join(t)) for tag, a, t in bar.all if tag == "a"] == [("/leave", "退出")]


def test_asking_to_leave_ends_nothing_yet(browser: TestClient, talks: Talks) -> None:
    browser.get("/elder")
    page = Elements(browser.get("/leave").text)
    assert (page.texts("h1"), talks.signed_out) == (["要退出吗"], [])
    assert [attrs["action"] for attrs in page.attrs("form")[-3:]] == ["/restart", "/leave", "/leave"]
    assert page.attrs("a", href="/elder#latest") == [{"class": "button", "href": "/elder#latest"}]


def test_at_most_three_things_to_choose_from_and_what_is_beside_them(browser: TestClient) -> None:
    for home in ("/elder", "/"):
        html = browser.post("/talk", data={"text": "更多", "to": home}).text
        choices = html.split('class="choices" data-talk')[1].split("</form>")[0]
        assert [choices.count("<li>"), choices.count('<li class="further">')] == [3, 2]


def test_whoever_was_on_the_elders_page_is_led_there_until_they_go_back(browser: TestClient) -> None:
    assert browser.get("/").url.path == "/"
    browser.get("/elder")
    assert browser.get("/", follow_redirects=False).headers["location"] == "/elder"
    assert browser.get("/?new=1", follow_redirects=False).headers["location"] == "/elder?new=1"
    page = browser.post("/mode", data={"mode": "plain"})
    assert (page.url.path, worn(page.text)) == ("/", "mode-plain size-18")
    assert browser.get("/").url.path == "/"


def test_each_page_leads_to_the_other(browser: TestClient) -> None:
    assert Elements(browser.get("/").text).attrs("a", href="/elder") == [{"class": "button quiet", "href": "/elder"}]
    assert Elements(browser.get("/elder").text).attrs("button", name="mode") == [{"class": "quiet", "name": "mode", "value": "plain"}]


@pytest.mark.parametrize("home", ["/", "/elder", "/summary"])
@pytest.mark.parametrize("form", [("/mode", {"size": "26"}), ("/mode", {"contrast": "high"}), ("/language", {"language": "en"})])
def test_a_form_leads_back_to_where_one_was(browser: TestClient, home: str, form: tuple[str, dict[str, str]]) -> None:
    browser.get("/")
    html = browser.get(home).text
    assert {attrs["value"] for attrs in Elements(html).attrs("input", name="to")} == {home}
    response = browser.post(form[0], data={**form[1], "to": home}, follow_redirects=False)
    assert response.headers["location"] == f"{home}#latest"


@pytest.mark.parametrize("to", EVIL)
@pytest.mark.parametrize("path", ["/mode", "/language", "/restart", "/talk"])
def test_no_form_leads_away_from_our_pages(browser: TestClient, path: str, to: str) -> None:
    browser.get("/")
    response = browser.post(path, data={"to": to, "text": "交"}, follow_redirects=False)
    assert response.headers["location"].removesuffix("#latest") == "/"


def test_every_size_of_letters_is_remembered_for_each_page_by_itself(browser: TestClient) -> None:
    assert [worn(browser.get(home).text) for home in ("/", "/elder")] == ["mode-plain size-18", "mode-elder size-24"]
    for size in SIZES:
        assert worn(browser.post("/mode", data={"size": str(size), "to": "/elder"}).text) == f"mode-elder size-{size}"
    slider = Elements(browser.get("/elder").text).attrs("input", type="range")
    assert slider == [{"type": "range", "id": "size", "name": "size", "min": "18", "max": "30", "step": "2", "value": "30"}]
    assert worn(browser.post("/mode", data={"mode": "plain"}).text) == "mode-plain size-18"


@pytest.mark.parametrize("size", ["0", "19", "300", "-20", "elder", "２４", "24px", ""])
def test_a_size_that_is_none_changes_nothing(browser: TestClient, size: str) -> None:
    browser.post("/mode", data={"size": "22", "to": "/"})
    assert worn(browser.post("/mode", data={"size": size, "to": "/"}).text) == "mode-plain size-22"


def test_contrast_is_remembered_and_can_be_taken_back(browser: TestClient) -> None:
    for chosen, classes in (
        ("high", "mode-plain size-18 contrast-high"),
        ("glaring", "mode-plain size-18 contrast-high"),
        ("normal", "mode-plain size-18 contrast-normal"),
    ):
        html = browser.post("/mode", data={"contrast": chosen, "to": "/"}).text
        assert worn(html) == classes
    assert worn(browser.get("/elder").text) == "mode-elder size-24 contrast-normal"


def test_cookies_of_an_older_page_do_no_harm(app: FastAPI) -> None:
    cookie = "nuanban_size=largest; nuanban_elder_size=99; nuanban_mode=huge; nuanban_contrast=no"
    assert worn(TestClient(app, headers={"Cookie": cookie}).get("/").text) == "mode-plain size-18"


def test_english_is_remembered_and_chinese_words_keep_their_language(browser: TestClient, talks: Talks) -> None:
    browser.get("/")
    page = Elements(browser.post("/language", data={"language": "en"}).text)
    assert (page.attrs("html")[0]["lang"], page.texts("h1")) == ("en", ["Nuanban: say it once, get it done"])
    assert page.attrs("p", **{"class": "words"}) == [{"class": "words", "lang": "zh-CN"}]
    browser.post("/talk", data={"text": "hello"})
    assert [turn.language for turn in talks.taken] == ["en"]
    assert Elements(browser.get("/elder").text).texts("title") == ["Nuanban in large letters, with voice"]


def test_every_sentence_of_the_pages_is_there_in_both_languages() -> None:
    sentences = load_sentences(SAY)
    ours = {
        language: {key for key in sentences.keys(language) if key.startswith(("page.", "staff.", "handing_over.", "opening."))}
        for language in ("zh", "en")
    }
    assert ours["zh"] == ours["en"]


@in_a_browser
def test_the_slider_changes_letters_at_once_and_for_the_next_visit(chromium: Any, address: str) -> None:
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{address}/elder")
    page.evaluate("window.stayed = true")
    page.locator("#settings summary").click()
    page.locator("#size").focus()
    with page.expect_response("**/mode"):
        page.keyboard.press("ArrowRight")
    assert page.evaluate("[window.stayed, document.documentElement.className, getComputedStyle(document.body).fontSize]") == [
        True,
        "mode-elder size-26",
        "26px",
    ]
    with page.expect_response("**/mode"):
        page.get_by_role("button", name="黑底亮字").click()
    assert page.evaluate("[window.stayed, getComputedStyle(document.body).backgroundColor]") == [True, "rgb(0, 0, 0)"]
    page.goto(f"{address}/elder")
    assert page.evaluate("document.documentElement.className") == "mode-elder size-26 contrast-high"
    context.close()


@in_a_browser
def test_without_script_the_slider_is_set_by_its_button(chromium: Any, address: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/elder")
    page.locator("#settings summary").click()
    page.locator("#size").focus()
    page.keyboard.press("End")
    with page.expect_navigation():
        page.get_by_role("button", name="定好").click()
    assert page.locator("html").get_attribute("class") == "mode-elder size-30"
    context.close()


@in_a_browser
def test_a_device_that_asks_for_contrast_gets_it_unless_told_otherwise(chromium: Any, address: str) -> None:
    context = chromium.new_context(contrast="more")
    page = context.new_page()
    page.goto(address)
    black = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(black) == "rgb(0, 0, 0)"
    context.add_cookies([{"name": "nuanban_contrast", "value": "normal", "url": address}])
    page.reload()
    assert page.evaluate(black) == "rgb(246, 239, 228)"
    context.close()


LARGEST = {"nuanban_size": "30"}
LINES = """(() => {
  const line = e => e.getBoundingClientRect();
  const middle = e => Math.round(line(e).top + line(e).height / 2);
  const all = words => [...document.querySelectorAll(words)];
  return {
    slider: Math.max(...all('.slider .row > :not(button)').map(middle)) - Math.min(...all('.slider .row > :not(button)').map(middle)),
    step: all('.step').map(e => Math.round(line(e).height / parseFloat(getComputedStyle(e).lineHeight))),
    numbers: all('#latest .number-whole').map(e => Math.round(line(e).height / parseFloat(getComputedStyle(e).lineHeight))),
  };
})()"""
"""How far the ends of the slider are from one line, and how many lines the pill and the numbers take."""


@in_a_browser
@pytest.mark.parametrize("width", [320, 341, 360, 377, 390])
def test_the_largest_letters_fit_on_a_telephone(chromium: Any, address: str, width: int) -> None:
    page = visit(chromium, address, "/", cookies=LARGEST, viewport={"width": width, "height": 640})
    type_in(page, "我想办退休")
    assert page.evaluate(LINES)["step"] == [1]
    type_in(page, "到青禾区的人社窗口去问要打 0600-0001102 这个号吗")
    page.evaluate("document.getElementById('settings').open = true")
    assert page.evaluate(LINES) | {"step": []} == {"slider": 0, "step": [], "numbers": [1, 1]}
    page.context.close()
