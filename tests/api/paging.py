"""The real routes and templates over a small Talks that remembers and answers by rule, and eyes to read pages with."""

from __future__ import annotations

import secrets
import wave
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from types import MappingProxyType, SimpleNamespace
from typing import Any

import pytest
from fastapi import FastAPI, Request, Response

from api.handing_over import Code
from api.newcomers import Newcomers
from api.pages.errors import error_page, wants_page
from api.pages.handing_over import IntoWechat
from api.pages.routes import router
from bot.say import load_sentences
from bot.summary import Counter, Line, Part, Sheet, Summary, Thing
from bot.turn import Channel, Choice, Language, Reply, Turn

ROOT = Path(__file__).parents[2]


SAY = ROOT / "data/say"


PLACES = (Path("/usr/bin/chromium"), Path("/usr/bin/chromium-browser"), Path("/usr/bin/google-chrome"))


CHROMIUM = next((path for path in PLACES if path.exists()), None)


in_a_browser = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here (Debian: apt-get install chromium fonts-noto-cjk)")


GREETING = Reply("您好，我是暖办。您想办什么？", choices=(Choice("办退休", "我想办退休"), Choice("更多", "更多")))


REVIEW = "\n".join(
    (
        "您看看，都对吗？",
        "姓名：林桂芳",
        "地区：云禾市青禾区",
        "联系电话：13900000001",
        "联系地址：云禾市青禾区麦笛路8号2栋301室（公安，2026年3月5日）",
        "都对，就说是，我就替您交上去。要改，就说改哪一项。",
    )
)
SHEET = Sheet(
    service="pension_auth",
    title="养老金资格认证",
    hotline="12333",
    receipt="138260475915",
    handed_in=datetime(2026, 3, 5, 6, 9, tzinfo=UTC),
    answers=(Line("姓名", "林桂芳"), Line("联系地址", "云禾市青禾区麦笛路8号2栋301室")),
    parts=(Part("资格核对", "人社局", 5), Part("上门服务", "社区", None)),
    bring=(Thing("身份证", "原件"), Thing("社保卡", None)),
    photograph=(Thing("本人近照", "拿着当天的报纸"),),
    follow_ups=("以后每年认证一次，手机上就能做。",),
    counter=Counter("青禾区人社服务窗口", "云禾市青禾区穗语路1号二楼（演示）", "工作日上午九点到十二点，下午一点半到五点", "0600-0001102"),
)
ASKED = Sheet(service="retire", title="办退休", hotline="12333", ways=("网上不用跑腿。", "到区里的窗口。"), bring=(Thing("身份证", None),))
PEOPLE = [("林桂芳", "990101196603071228", "13900000001", "办退休"), ("周大海", "990101194002051233", "13900000002", "高龄津贴")]


OUTBOX = [("13900000001", "【暖办】验证码 482913，5 分钟内有效。", datetime(2026, 3, 5, 6, 9, tzinfo=UTC))]


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
    aside: bool = False


@dataclass
class Talks:
    """Conversations in memory; what is said decides what is answered."""

    tokens: dict[str, str] = field(default_factory=dict)
    exchanges: dict[str, list[Exchange]] = field(default_factory=dict)
    taken: list[Turn] = field(default_factory=list)
    signed_out: list[str] = field(default_factory=list)
    handed_over: list[str] = field(default_factory=list)
    in_wechat: set[str] = field(default_factory=set)
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

    @property
    def transcript(self) -> Talks:
        return self

    async def history(self, id: str) -> tuple[Exchange, ...]:
        return tuple(self.exchanges[id])

    async def sign_out(self, id: str) -> None:
        self.signed_out.append(id)

    def hand_over(self, id: str) -> Code:
        self.handed_over.append(id)
        return Code(str(48271929 + len(self.handed_over)), datetime(2026, 3, 5, 6, 24, tzinfo=UTC))

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
        case "更多":
            more = (Choice("更多", "更多"), Choice("跳过", "跳过"))
            return (
                Reply(
                    "还有这几样。您点一个？",
                    choices=(Choice("灵活就业", "灵活"), Choice("机关事业单位", "机关"), Choice("都不是", "都不是"), *more),
                ),
            )
        case "看一看":
            steps = {"steps": {"now": 4, "of": 5}}
            return (Reply(REVIEW, speech="您看看，都对吗？", choices=(Choice("都对，交上去", "是"), Choice("要改", "不是")), facts=steps),)
        case "hello":
            return (Reply("Hello."),)
        case "退出登录":
            return (Reply("已经退出了。", facts={"signed_out": True}),)
        case "人工":
            return ()
        case _:
            return (Reply(f"您说的是：{text}"),)


@dataclass
class Mouth:
    """A voice that says nothing in half a second, and remembers what it was to say."""

    said: list[tuple[str, Language, bool]] = field(default_factory=list)
    hoarse: bool = False

    async def __call__(self, text: str, language: Language, slow: bool) -> bytes | None:
        self.said.append((text, language, slow))
        if self.hoarse:
            return None
        sound = BytesIO()
        with wave.open(sound, "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(16000)
            file.writeframes(bytes(16000))
        return sound.getvalue()


def build_app(*, demo: bool = True, voice: bool = True, hears: bool = True, wechat: bool = True) -> FastAPI:
    app = FastAPI()
    app.state.newcomers = Newcomers(60)
    app.state.hears = hears
    app.state.say = Mouth() if voice else None
    app.state.summary = lambda id, language: summary(app.state.talks, id)
    app.state.talks = Talks()
    app.state.sentences = load_sentences(SAY)
    app.state.settings = SimpleNamespace(demo=demo)
    app.state.ready = app.state.talks.ready
    app.state.demo_people = PEOPLE
    app.state.into_wechat = IntoWechat("云禾办事", app.state.talks.hand_over, app.state.talks.in_wechat.__contains__) if wechat else None
    app.state.outbox = lambda: OUTBOX
    app.include_router(router)

    @app.exception_handler(404)
    async def missing(request: Request, error: Exception) -> Response:
        return error_page(request, 404) if wants_page(request) else Response(status_code=404)

    @app.exception_handler(Exception)
    async def broken(request: Request, error: Exception) -> Response:
        return error_page(request, 500)

    return app


def summary(talks: Talks, id: str) -> Summary | None:
    """A sheet for each thing handed in, and one for what was asked about."""
    said = [one.said for one in talks.exchanges[id]]
    sheets = [ASKED] * ("要带什么" in said) + [SHEET] * said.count("交")
    return Summary(tuple(sheets)) if sheets else None


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


def visit(chromium: Any, address: str, home: str, *, cookies: Mapping[str, str] = MappingProxyType({}), **given: Any) -> Any:
    """A new browser with these cookies, at the talk on this page."""
    context = chromium.new_context(**given)
    if cookies:
        context.add_cookies([{"name": name, "value": value, "url": address} for name, value in cookies.items()])
    page = context.new_page()
    page.goto(address + home)
    return page


def type_in(page: Any, text: str) -> None:
    """Says it in the field and waits for the answer, with script or without."""
    before = page.locator("#turn_id").input_value()
    page.locator("#text").fill(text)
    page.keyboard.press("Enter")
    page.locator(f"#turn_id:not([value='{before}'])").wait_for(state="attached")
