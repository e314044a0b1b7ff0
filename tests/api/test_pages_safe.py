"""What a stranger can do to a page, which is nothing, and what is told when something fails."""

from __future__ import annotations

import re

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.pages.cookies import TALK
from api.pages.render import HEADERS, policy
from tests.api.paging import GREETING, Elements, Talks, words


def test_a_flood_is_refused_with_a_page(browser: TestClient) -> None:
    browser.get("/")
    response = browser.post("/talk", data={"text": "x" * 300_000})
    assert (response.status_code, Elements(response.text).texts("h1")) == (413, ["内容太长了"])


def test_markup_and_template_fragments_stay_text(browser: TestClient) -> None:
    browser.get("/")
    hostile = "<script>alert(1)</script>{{ 7*7 }}\"'>😀\x07' OR 1=1 --"
    page = browser.post("/talk", data={"text": hostile}).text
    assert words(page)[1:] == [hostile, f"您说的是：{hostile}"]
    assert [attrs["src"].split("?")[0] for attrs in Elements(page).attrs("script")] == [
        "/static/looks.js",
        "/static/page.js",
        "/static/read.js",
        "/static/sound.js",
        "/static/voice-microphone.js",
        "/static/voice-line.js",
        "/static/voice-seen.js",
        "/static/voice.js",
    ]


@pytest.mark.parametrize("path", ["/talk", "/leave", "/mode", "/language", "/restart", "/handing-over"])
@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
    ],
)
def test_a_form_on_another_site_does_nothing(app: FastAPI, talks: Talks, path: str, headers: dict[str, str]) -> None:
    browser = TestClient(app)
    browser.get("/")
    response = browser.post(path, data={"text": "交"}, headers=headers, follow_redirects=False)
    assert (response.status_code, Elements(response.text).texts("h1")) == (403, ["请从这里重新开始"])
    assert (talks.taken, talks.signed_out, response.headers.get("set-cookie")) == ([], [], None)


def test_our_own_origin_is_enough_where_the_browser_says_no_more(app: FastAPI, talks: Talks) -> None:
    browser = TestClient(app)
    browser.get("/")
    browser.post("/talk", data={"text": "要带什么"}, headers={"Origin": "http://testserver"})
    assert [turn.text for turn in talks.taken] == ["要带什么"]


def test_the_talks_key_is_for_the_browser_alone(app: FastAPI) -> None:
    plain = TestClient(app).get("/").headers["set-cookie"]
    assert re.fullmatch(rf"{TALK}=[0-9a-f]{{16}}\.[\w-]{{32}}; HttpOnly; Path=/; SameSite=lax", plain)
    assert TestClient(app, base_url="https://testserver").get("/").headers["set-cookie"].endswith("; Secure")


def test_a_wrong_token_opens_nothing_of_that_talk(browser: TestClient, app: FastAPI) -> None:
    browser.get("/")
    browser.post("/talk", data={"text": "我叫林桂芳"})
    id = browser.cookies[TALK].split(".")[0]
    thief = TestClient(app, cookies={TALK: f"{id}.wrong"})
    assert words(thief.get("/").text) == [GREETING.text]


@pytest.mark.parametrize("cookie", ["x", ".", "a.", ".b", '"\\000.b"', "a.b.c", "a" * 5000 + ".b"])
def test_a_cookie_that_is_no_key_begins_a_new_talk(app: FastAPI, cookie: str) -> None:
    assert words(TestClient(app, headers={"Cookie": f"{TALK}={cookie}"}).get("/").text) == [GREETING.text]


def test_every_page_is_closed_to_the_outside(browser: TestClient) -> None:
    for response in (browser.get("/"), browser.get("/bye"), browser.get("/nothing"), browser.post("/talk", data={"text": ""})):
        closed = {**HEADERS, "Content-Security-Policy": policy("testserver")}
        assert {name: response.headers[name] for name in closed} == closed
        outside = re.findall(r"(?:src|href|action)=\"(?!/|#|tel:)[^\"]*\"|style=|onclick=|<script>", response.text)
        assert outside == []


@pytest.mark.parametrize(
    ("host", "sockets"),
    [
        ("nuanban.example", " ws://nuanban.example wss://nuanban.example"),
        ("127.0.0.1:8000", " ws://127.0.0.1:8000 wss://127.0.0.1:8000"),
        ("[::1]:8000", " ws://[::1]:8000 wss://[::1]:8000"),
        ("evil.example; script-src *", ""),
        ("a b", ""),
        ("*", ""),
        (None, ""),
    ],
)
def test_a_page_may_open_sockets_to_its_own_host_alone(host: str | None, sockets: str) -> None:
    assert re.findall("connect-src ([^;]*);", policy(host)) == ["'self'" + sockets]
    assert policy(host).count("script-src") == 1


def test_styles_and_script_are_kept_for_ever_under_a_name_that_changes(browser: TestClient) -> None:
    addresses = re.findall(r"/static/[^\"]+", browser.get("/").text)
    assert [re.sub(r"v=[0-9a-f]{12}$", "v=…", address) for address in dict.fromkeys(addresses)] == [
        "/static/icon.svg?v=…",
        "/static/page.css?v=…",
        "/static/looks.js?v=…",
        "/static/voice.css?v=…",
        "/static/page.js?v=…",
        "/static/read.js?v=…",
        "/static/sound.js?v=…",
        "/static/voice-microphone.js?v=…",
        "/static/voice-line.js?v=…",
        "/static/voice-seen.js?v=…",
        "/static/voice.js?v=…",
        "/static/worklet.js?v=…",
    ]
    for address in addresses:
        response = browser.get(address)
        assert (response.status_code, response.headers["cache-control"]) == (200, "public, max-age=31536000, immutable")
    assert browser.get("/static/..%2Froutes.py").status_code == 404
    assert browser.get("/static/nothing.css").status_code == 404


def test_what_does_not_exist_and_what_broke_is_told_kindly_without_details(browser: TestClient) -> None:
    missing = browser.get("/nothing")
    browser.get("/")
    broken = browser.post("/talk", data={"text": "坏掉"})
    assert [(r.status_code, *Elements(r.text).texts("h1")) for r in (missing, broken)] == [(404, "没有这个页面"), (500, "出了点问题")]
    assert [("12345" in r.text, "secret" in r.text, "Traceback" in r.text) for r in (missing, broken)] == [(True, False, False)] * 2


def test_while_it_gets_ready_the_page_says_so(browser: TestClient, talks: Talks) -> None:
    talks.rasa_is_there = False
    response = browser.get("/")
    assert (response.status_code, response.headers["retry-after"]) == (503, "10")
    assert Elements(response.text).texts("h1") == ["暖办正在准备"]
    assert talks.exchanges == {}


def test_a_program_gets_no_page_for_an_error(app: FastAPI) -> None:
    assert TestClient(app).get("/api/v1/nothing", headers={"Accept": "text/html"}).text == ""


@pytest.mark.parametrize("home", ["/", "/elder"])
def test_a_first_visit_takes_less_than_150_kilobytes(browser: TestClient, home: str) -> None:
    page = browser.get(home)
    files = [browser.get(address).content for address in sorted(set(re.findall(r"/static/[^\"]+", page.text)))]
    assert len(page.content) + sum(map(len, files)) <= 150_000
