"""The resident's page: the real routes and templates over a small Talks that remembers and answers by rule."""

from __future__ import annotations

import re
import secrets
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.testclient import TestClient

from api.pages.cookies import LANGUAGE, SIZE, TALK
from api.pages.errors import error_page, wants_page
from api.pages.render import HEADERS, policy
from api.pages.routes import router
from api.pages.view import grouped, lang_of, talk_view
from bot.say import load_sentences
from bot.turn import Channel, Choice, Language, Reply, Turn

ROOT = Path(__file__).parents[2]
SAY = ROOT / "data/say"
GREETING = Reply("您好，我是暖办。您想办什么？", choices=(Choice("办退休", "我想办退休"), Choice("更多", "更多")))


@dataclass(frozen=True)
class Opened:
    id: str
    token: str
    replies: tuple[Reply, ...]


@dataclass(frozen=True)
class Exchange:
    said: str | None
    replies: tuple[Reply, ...]
    at: datetime


@dataclass
class Talks:
    """Conversations in memory; what is said decides what is answered."""

    tokens: dict[str, str] = field(default_factory=dict)
    exchanges: dict[str, list[Exchange]] = field(default_factory=dict)
    taken: list[Turn] = field(default_factory=list)
    signed_out: list[str] = field(default_factory=list)
    rasa_is_there: bool = True

    async def open(self, channel: Channel, language: Language) -> Opened:
        id, token = secrets.token_hex(8), secrets.token_urlsafe(24)
        self.tokens[id] = token
        self.exchanges[id] = [Exchange(None, (GREETING,), datetime(2026, 3, 5, 6, 8, tzinfo=UTC))]
        return Opened(id, token, (GREETING,))

    async def ready(self) -> bool:
        return self.rasa_is_there

    async def authorise(self, id: str, token: str) -> object | None:
        return self if self.tokens.get(id) == token else None

    async def take(self, turn: Turn) -> Exchange:
        if turn.turn_id in {seen.turn_id for seen in self.taken}:
            return Exchange(turn.text, answer(turn.text), datetime(2026, 3, 5, 6, 9, tzinfo=UTC))
        self.taken.append(turn)
        if turn.text == "坏掉":
            raise RuntimeError("a secret detail")
        exchange = Exchange(turn.text, answer(turn.text), datetime(2026, 3, 5, 6, 9, tzinfo=UTC))
        self.exchanges[turn.conversation].append(exchange)
        return exchange

    async def history(self, id: str) -> tuple[Exchange, ...]:
        return tuple(self.exchanges[id])

    async def sign_out(self, id: str) -> None:
        self.signed_out.append(id)

    async def erase(self, id: str) -> None:
        del self.exchanges[id], self.tokens[id]


def answer(text: str) -> tuple[Reply, ...]:
    match text:
        case "交":
            return (Reply("已经交上去了。\n人社局会在 5 个工作日内办好，办好会发短信给您。", receipt="NB2026032500017"),)
        case "我想办退休":
            choices = (
                Choice("职工养老保险，单位一直在交，从来没有断过", "职工"),
                Choice("城乡居民养老保险", "居民"),
                Choice("不清楚", "不清楚"),
            )
            return (
                Reply("好的，办退休。这件事要问您几句话。"),
                Reply(
                    "您现在交的是哪一种养老保险？\n（演示，参照湖南省，2026年7月）",
                    choices=(*choices, Choice("更多", "更多")),
                    facts={"steps": {"now": 2, "of": 5}},
                ),
            )
        case "退出登录":
            return (Reply("已经退出了。", facts={"signed_out": True}),)
        case "人工":
            return ()
        case _:
            return (Reply(f"您说的是：{text}"),)


PEOPLE = [("林桂芳", "990101196603071228", "13900000001", "办退休"), ("周大海", "990101194002051233", "13900000002", "高龄津贴")]
OUTBOX = [("13900000001", "【暖办】验证码 482913，5 分钟内有效。", datetime(2026, 3, 5, 6, 9, tzinfo=UTC))]


def build_app(*, demo: bool = True) -> FastAPI:
    app = FastAPI()
    app.state.talks = Talks()
    app.state.sentences = load_sentences(SAY)
    app.state.settings = SimpleNamespace(demo=demo)
    app.state.ready = app.state.talks.ready
    app.state.demo_people = PEOPLE
    app.state.outbox = lambda: OUTBOX
    app.include_router(router)

    @app.exception_handler(404)
    async def missing(request: Request, error: Exception) -> Response:
        return error_page(request, 404) if wants_page(request) else Response(status_code=404)

    @app.exception_handler(Exception)
    async def broken(request: Request, error: Exception) -> Response:
        return error_page(request, 500)

    return app


@pytest.fixture
def app() -> FastAPI:
    return build_app()


@pytest.fixture
def talks(app: FastAPI) -> Talks:
    found: Talks = app.state.talks
    return found


@pytest.fixture
def browser(app: FastAPI) -> TestClient:
    return TestClient(app, headers={"Accept": "text/html", "Sec-Fetch-Site": "same-origin"}, raise_server_exceptions=False)


class Elements(HTMLParser):
    """The elements of a page, in order, with their attributes and the text directly inside."""

    VOID = frozenset({"meta", "link", "input", "img", "br"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.all: list[tuple[str, dict[str, str], list[str]]] = []
        self._open: list[tuple[str, dict[str, str], list[str]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element: tuple[str, dict[str, str], list[str]] = (tag, {k: v or "" for k, v in attrs}, [])
        self.all.append(element)
        if tag not in self.VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        opened = self._open.pop()
        assert opened[0] == tag, f"<{opened[0]}> is closed by </{tag}>"

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element[2].append(data)

    def texts(self, tag: str, css: str | None = None) -> list[str]:
        return [
            "".join(text).strip()
            for name, attrs, text in self.all
            if name == tag and (css is None or css in attrs.get("class", "").split())
        ]

    def attrs(self, tag: str, **wanted: str) -> list[dict[str, str]]:
        return [attrs for name, attrs, _ in self.all if name == tag and all(attrs.get(k) == v for k, v in wanted.items())]


def words(html: str) -> list[str]:
    return Elements(html).texts("p", "words")


def shown_turn(html: str) -> str:
    return Elements(html).attrs("input", id="turn_id")[0]["value"]


def test_a_first_visit_greets_and_offers_choices(browser: TestClient) -> None:
    page = Elements(browser.get("/").text)
    assert page.texts("p", "words") == [GREETING.text]
    buttons = [(attrs["value"], "".join(text)) for tag, attrs, text in page.all if tag == "button" and attrs.get("name") == "text"]
    assert buttons == [("我想办退休", "办退休"), ("更多", "更多"), ("人工", "找人工")]


def test_what_is_said_is_answered_on_the_same_page_without_script(browser: TestClient, talks: Talks) -> None:
    turn_id = shown_turn(browser.get("/").text)
    response = browser.post("/talk", data={"text": " 我想办退休 ", "turn_id": turn_id}, follow_redirects=False)
    assert (response.status_code, response.headers["location"]) == (303, "/#latest")
    page = browser.get("/").text
    assert words(page) == [GREETING.text, "我想办退休", *(reply.text for reply in answer("我想办退休"))]
    assert Elements(page).texts("span", "step") == ["第 2 步，共 5 步"]
    assert [(turn.text, turn.channel, turn.language) for turn in talks.taken] == [("我想办退休", "web", "zh")]


def test_only_the_last_reply_keeps_its_choices(browser: TestClient) -> None:
    browser.get("/")
    browser.post("/talk", data={"text": "我想办退休"})
    page = browser.post("/talk", data={"text": "职工"}).text
    assert Elements(page).attrs("form", **{"class": "choices"}) == []


def test_a_double_submit_and_a_reload_are_one_turn(browser: TestClient, talks: Talks) -> None:
    turn_id = shown_turn(browser.get("/").text)
    for _ in range(3):
        browser.post("/talk", data={"text": "交", "turn_id": turn_id})
    assert len(talks.taken) == 1
    browser.get("/")
    assert len(talks.taken) == 1


def test_other_words_on_a_page_shown_again_are_another_turn(browser: TestClient, talks: Talks) -> None:
    turn_id = shown_turn(browser.get("/").text)
    browser.post("/talk", data={"text": "要带什么", "turn_id": turn_id})
    browser.post("/talk", data={"text": "去哪里办", "turn_id": turn_id})
    assert [turn.text for turn in talks.taken] == ["要带什么", "去哪里办"]


def test_a_turns_id_does_not_tell_what_was_said(talks: Talks) -> None:
    ids = set()
    for _ in range(2):
        browser = TestClient(build := build_app())
        browser.get("/")
        browser.post("/talk", data={"text": "13900000001", "turn_id": "same"})
        ids.add(build.state.talks.taken[0].turn_id)
    assert len(ids) == 2
    assert {len(id) for id in ids} == {40}


def test_nothing_written_is_told_and_no_turn(browser: TestClient, talks: Talks) -> None:
    browser.get("/")
    response = browser.post("/talk", data={"text": "  "})
    assert response.status_code == 422
    assert Elements(response.text).texts("p", "notice")[0] == "还没有写字。请写一句话，再点“发送”。"
    assert talks.taken == []


def test_a_very_long_text_is_handed_back_unlost(browser: TestClient, talks: Talks) -> None:
    browser.get("/")
    long = "我想办退休。" * 1700
    response = browser.post("/talk", data={"text": long})
    assert response.status_code == 422
    assert Elements(response.text).attrs("input", id="text")[0]["value"] == long
    assert talks.taken == []


def test_a_flood_is_refused_with_a_page(browser: TestClient) -> None:
    browser.get("/")
    response = browser.post("/talk", data={"text": "x" * 300_000})
    assert (response.status_code, Elements(response.text).texts("h1")) == (413, ["内容太长了"])


def test_markup_and_template_fragments_stay_text(browser: TestClient) -> None:
    browser.get("/")
    hostile = "<script>alert(1)</script>{{ 7*7 }}\"'>😀\x07' OR 1=1 --"
    page = browser.post("/talk", data={"text": hostile}).text
    assert words(page)[1:] == [hostile, f"您说的是：{hostile}"]
    own = [attrs["src"].partition("?")[0] for attrs in Elements(page).attrs("script")]
    assert own == ["/static/page.js", "/static/sound.js", "/static/voice.js"]


def test_a_nul_character_is_dropped(browser: TestClient, talks: Talks) -> None:
    browser.get("/")
    browser.post("/talk", data={"text": "要带\x00什么"})
    assert [turn.text for turn in talks.taken] == ["要带什么"]


@pytest.mark.parametrize("path", ["/talk", "/leave", "/mode", "/language", "/restart"])
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


def test_a_turn_from_a_browser_without_cookies_is_told_so(app: FastAPI) -> None:
    response = TestClient(app).post("/talk", data={"text": "交"}, follow_redirects=False)
    assert response.headers["location"] == "/?new=1#latest"
    page = TestClient(app).get("/?new=1").text
    assert Elements(page).texts("p", "notice")[0].startswith("您的浏览器没有记住这次谈话")


def test_leaving_signs_out_and_leaves_no_key(browser: TestClient, talks: Talks) -> None:
    browser.get("/")
    browser.post("/talk", data={"text": "我叫林桂芳"})
    id = browser.cookies[TALK].split(".")[0]
    page = Elements(browser.post("/leave").text)
    assert page.texts("h1") == ["已经退出"]
    assert (talks.signed_out, TALK in browser.cookies, id in talks.exchanges) == ([id], False, True)
    assert words(browser.get("/").text) == [GREETING.text]


def test_signing_out_in_words_leaves_no_key_either(browser: TestClient) -> None:
    browser.get("/")
    page = Elements(browser.post("/talk", data={"text": "退出登录"}).text)
    assert page.texts("h1") == ["已经退出"]
    assert TALK not in browser.cookies


def test_leaving_can_erase_the_talk(browser: TestClient, talks: Talks) -> None:
    browser.get("/")
    page = browser.post("/leave", data={"erase": "yes"})
    assert page.url.path == "/bye"
    assert "已经删掉" in page.text
    assert talks.exchanges == {}


def test_starting_again_signs_out_and_opens_another_talk(browser: TestClient, talks: Talks) -> None:
    browser.get("/")
    first = browser.cookies[TALK]
    page = browser.post("/restart").text
    assert words(page) == [GREETING.text]
    assert browser.cookies[TALK] != first
    assert talks.signed_out == [first.split(".")[0]]


def test_leaving_with_somebody_elses_id_signs_nobody_out(app: FastAPI, talks: Talks, browser: TestClient) -> None:
    browser.get("/")
    id = browser.cookies[TALK].split(".")[0]
    TestClient(app, cookies={TALK: f"{id}.wrong"}).post("/leave", data={"erase": "yes"})
    assert (talks.signed_out, list(talks.exchanges)) == ([], [id])


def test_the_size_of_letters_is_remembered(browser: TestClient) -> None:
    assert Elements(browser.get("/").text).attrs("html") == [{"lang": "zh-CN", "class": "size-plain"}]
    browser.post("/mode", data={"size": "elder"})
    assert Elements(browser.get("/").text).attrs("html") == [{"lang": "zh-CN", "class": "size-elder"}]
    browser.post("/mode", data={"size": "enormous"})
    assert Elements(browser.get("/").text).attrs("html") == [{"lang": "zh-CN", "class": "size-plain"}]


def test_english_is_remembered_and_chinese_words_keep_their_language(browser: TestClient, talks: Talks) -> None:
    browser.get("/")
    page = Elements(browser.post("/language", data={"language": "en"}).text)
    assert (page.attrs("html")[0]["lang"], page.texts("h1")) == ("en", ["Nuanban: say it once, get it done"])
    assert page.attrs("p", **{"class": "words"}) == [{"class": "words", "lang": "zh-CN"}]
    browser.post("/talk", data={"text": "hello"})
    assert [turn.language for turn in talks.taken] == ["en"]


def test_every_sentence_of_the_pages_is_there_in_both_languages() -> None:
    sentences = load_sentences(SAY)
    ours = {language: {key for key in sentences.keys(language) if key.startswith(("page.", "staff."))} for language in ("zh", "en")}
    assert ours["zh"] == ours["en"]


def test_a_receipt_is_shown_in_groups_that_join_to_the_number(browser: TestClient) -> None:
    browser.get("/")
    page = browser.post("/talk", data={"text": "交"}).text
    assert re.findall(r"<span>([^<]*)</span>", page.split('class="number"')[1].split("</dd>")[0]) == ["NB", "2026", "0325", "0001", "7"]
    assert Elements(page).texts("h3") == ["办件回执"]
    assert "2026-03-05 14:09" in page


def test_an_answer_that_is_not_there_yet_can_be_looked_for(browser: TestClient) -> None:
    browser.get("/")
    page = Elements(browser.post("/talk", data={"text": "人工"}).text)
    assert page.texts("p", "notice")[0] == "还在办，请稍等一下。 看看有没有回复"


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


def test_demonstration_people_and_codes_are_shown_only_in_a_demonstration() -> None:
    shown = TestClient(build_app(demo=True)).get("/").text
    hidden = TestClient(build_app(demo=False)).get("/").text
    assert [text in shown for text in (PEOPLE[0][1], "482913", "演示系统")] == [True, True, True]
    assert [text in hidden for text in (PEOPLE[0][1], "482913", "演示")] == [False, False, False]


def test_every_page_is_closed_to_the_outside(browser: TestClient) -> None:
    for response in (browser.get("/"), browser.get("/bye"), browser.get("/nothing"), browser.post("/talk", data={"text": ""})):
        closed = {**HEADERS, "Content-Security-Policy": policy("testserver")}
        assert {name: response.headers[name] for name in closed} == closed
        outside = re.findall(r"(?:src|href|action)=\"(?!/|#|tel:)[^\"]*\"|style=|onclick=|<script>", response.text)
        assert outside == []


def test_styles_and_script_are_kept_for_ever_under_a_name_that_changes(browser: TestClient) -> None:
    addresses = re.findall(r"/static/[^\"]+", browser.get("/").text)
    assert [re.sub(r"v=[0-9a-f]{12}$", "v=…", address) for address in dict.fromkeys(addresses)] == [
        "/static/icon.svg?v=…",
        "/static/page.css?v=…",
        "/static/voice.css?v=…",
        "/static/page.js?v=…",
        "/static/sound.js?v=…",
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


@pytest.mark.parametrize("path", ["/", "/bye", "/nothing"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_can_be_read_without_eyes(browser: TestClient, path: str, language: str) -> None:
    browser.post("/language", data={"language": language})
    if path == "/":
        browser.post("/talk", data={"text": "交"})
    page = Elements(browser.get(path).text)
    headings = [int(tag[1]) for tag, _, _ in page.all if re.fullmatch("h[1-6]", tag)]
    assert headings.count(1) == 1
    assert [b - a for a, b in pairwise(headings) if b - a > 1] == []
    ids = [attrs["id"] for _, attrs, _ in page.all if "id" in attrs]
    assert len(ids) == len(set(ids))
    pointed = {
        id for _, attrs, _ in page.all for name in ("for", "aria-labelledby", "aria-describedby") for id in attrs.get(name, "").split()
    }
    assert pointed - set(ids) == set()
    labelled = {attrs.get("for") for attrs in page.attrs("label")}
    assert [a for a in page.attrs("input") if a["type"] != "hidden" and a.get("id") not in labelled] == []
    assert [attrs for tag, attrs, text in page.all if tag in ("button", "a") and not "".join(text).strip()] == []
    assert [attrs for attrs in page.attrs("img") if "alt" not in attrs] == []
    assert [len(page.attrs("main")), page.texts("title") != [""]] == [1, True]


def test_numbers_are_grouped_and_lose_nothing() -> None:
    assert [grouped(n) for n in ("NB2026032500017", "20260325-17", "A1")] == [
        ("NB", "2026", "0325", "0001", "7"),
        ("2026", "0325", "-", "17"),
        ("A", "1"),
    ]


def test_a_text_has_the_language_of_its_characters() -> None:
    assert [lang_of("退休", "en"), lang_of("OK", "en"), lang_of("OK", "zh")] == ["zh-CN", "en", "zh-CN"]


def test_steps_that_are_no_steps_are_not_shown() -> None:
    views = [
        talk_view([(None, (Reply("好", facts={"steps": steps}),), datetime.now(UTC))], "zh").step for steps in ("2/5", {"now": 2}, None)
    ]
    assert views == [None, None, None]


# Letters against what lies behind them: seven to one, WCAG 2.2 AAA.
PAIRS = [
    ("ink", "paper"), ("ink", "around"), ("ink", "mine"), ("soft", "paper"), ("soft", "around"), ("soft", "mine"),
    ("accent", "paper"), ("on-accent", "accent"), ("on-accent", "ink"), ("alert", "paper"), ("accent", "around"),
]  # fmt: skip


@pytest.mark.parametrize(("front", "back"), PAIRS)
def test_letters_stand_out_seven_to_one(front: str, back: str) -> None:
    assert contrast(front, back) >= 7


@pytest.mark.parametrize(
    ("front", "back"), [("edge", "paper"), ("edge", "around"), ("focus-ring", "paper"), ("focus-ring", "around"), ("focus-glow", "accent")]
)
def test_edges_and_the_focus_stand_out_three_to_one(front: str, back: str) -> None:
    assert contrast(front, back) >= 3


def contrast(front: str, back: str) -> float:
    css = (ROOT / "api/pages/static/page.css").read_text(encoding="utf-8")
    colours = dict(re.findall(r"--([\w-]+): #([0-9a-f]{6});", css))
    light, dark = sorted((luminance(colours[front]), luminance(colours[back])), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_script_and_styles_keep_to_old_browsers() -> None:
    script = "".join((ROOT / "api/pages/static" / name).read_text(encoding="utf-8") for name in ("page.js", "sound.js", "voice.js"))
    styles = "".join((ROOT / "api/pages/static" / name).read_text(encoding="utf-8") for name in ("page.css", "staff.css", "voice.css"))
    assert re.findall(r"\?\.|\?\?|=>|\.replaceAll|\.flat\b|catch \{|\.\.\.\w|event\.submitter|import |AbortController", script) == []
    too_new = r"(?<!-)\bgap:|clamp\(|min\(|max\(|:is\(|:where\(|:has\(|inset:"
    moving_or_from_elsewhere = r"animation|transition|@import|url\("
    assert re.findall(f"{too_new}|{moving_or_from_elsewhere}", styles) == []


PLACES = (Path("/usr/bin/chromium"), Path("/usr/bin/chromium-browser"), Path("/usr/bin/google-chrome"))
CHROMIUM = next((path for path in PLACES if path.exists()), None)
in_a_browser = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here (Debian: apt-get install chromium fonts-noto-cjk)")


@pytest.fixture
def address(app: FastAPI) -> Iterator[str]:
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield browser
        browser.close()


OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
SMALL = """[...document.querySelectorAll('a, button, input:not([type=hidden]), summary')]
  .filter(e => e.getClientRects().length && !e.classList.contains('skip'))
  .map(e => [e.textContent.trim() || e.id, e.getBoundingClientRect()])
  .filter(([_, box]) => box.width < 60 || box.height < 60)
  .map(([name, box]) => `${name} ${Math.round(box.width)}x${Math.round(box.height)}`)"""

SMALLEST = """Math.min(...[...document.querySelectorAll('body *')]
  .filter(e => e.getClientRects().length)
  .map(e => parseFloat(getComputedStyle(e).fontSize)))"""
SEEN = """[...document.querySelectorAll('.words, button, input')]
  .filter(e => e.getClientRects().length)
  .map(e => e.textContent)"""


@in_a_browser
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", ["plain", "elder", "largest"])
@pytest.mark.parametrize("width", [320, 1280])
def test_nothing_overflows_and_every_target_is_large(chromium: Any, address: str, size: str, width: int, language: str) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 700}, java_script_enabled=False)
    context.add_cookies([{"name": SIZE, "value": size, "url": address}, {"name": LANGUAGE, "value": language, "url": address}])
    page = context.new_page()
    page.goto(address)
    with page.expect_navigation():
        page.get_by_role("button", name="办退休").click()
    page.locator("summary").click()
    assert (page.evaluate(OVERFLOW), page.evaluate(SMALL)) == (0, [])
    page.locator("#text").fill("交")
    with page.expect_navigation():
        page.locator(".field button").click()
    assert (page.evaluate(OVERFLOW), page.evaluate(SMALL)) == (0, [])
    assert page.evaluate(SMALLEST) == {"plain": 18, "elder": 24, "largest": 30}[size]
    context.close()


@in_a_browser
def test_script_answers_in_place_and_keeps_whoever_types_in_the_field(chromium: Any, address: str, talks: Talks) -> None:
    context = chromium.new_context()
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address)
    page.evaluate("window.stayed = true")
    page.locator("#text").fill("要带什么")
    page.keyboard.press("Enter")
    page.locator("#announce", has_text="您说的是：要带什么").wait_for(state="attached")
    assert page.evaluate("[window.stayed, document.activeElement.id, document.getElementById('text').value]") == [True, "text", ""]
    page.locator("#text").fill("我想办退休")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="不清楚").click()
    page.get_by_text("您说的是：不清楚").wait_for()
    assert page.evaluate("[window.stayed, document.activeElement.id]") == [True, "latest"]
    assert [turn.text for turn in talks.taken] == ["要带什么", "我想办退休", "不清楚"]
    assert [url for url in asked if not url.startswith(address)] == []
    context.close()


@in_a_browser
def test_when_the_door_is_gone_the_typed_words_stay(chromium: Any, address: str) -> None:
    context = chromium.new_context()
    page = context.new_page()
    page.goto(address)
    context.set_offline(True)
    page.locator("#text").fill("要带什么")
    page.keyboard.press("Enter")
    page.locator("#trouble", has_text="这次没有发出去").wait_for()
    assert page.locator("#text").input_value() == "要带什么"
    context.set_offline(False)
    page.keyboard.press("Enter")
    page.get_by_text("您说的是：要带什么").first.wait_for()
    assert page.locator("#trouble").is_visible() is False
    context.close()


@in_a_browser
def test_a_receipt_alone_goes_on_paper(chromium: Any, address: str) -> None:
    context = chromium.new_context()
    page = context.new_page()
    page.goto(address)
    page.locator("#text").fill("交")
    page.keyboard.press("Enter")
    page.locator(".receipt").wait_for()
    page.emulate_media(media="print")
    assert page.evaluate(SEEN) == [answer("交")[0].text]
    context.close()
