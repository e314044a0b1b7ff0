"""The page over the product's own call: what it says by itself, what it cannot do, and what is mended."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from bot.turn import Choice
from tests.api.paging import CHROMIUM
from tests.living import wait_until
from tests.voice.browsing import Browser, comes_to, home, press, shown, talk_of
from tests.voice.pretending import SENTENCES, utterance
from tests.voice.voice_app import RealCalls, build_app, build_real_app, serving
from voice.audio import silence

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here (Debian: apt-get install chromium fonts-noto-cjk)")

MICROPHONES = """
window.streams = [];
window.asking = [];
const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
navigator.mediaDevices.getUserMedia = async wanted => {
  const stream = await ask(wanted);
  streams.push(stream);
  if (window.holding) { await new Promise(done => asking.push(done)); }
  return stream;
};
"""
"""Every microphone that was opened; with `holding` the question to the user stays open until a test answers it."""
OPEN = "streams.filter(stream => stream.getTracks().some(track => track.readyState === 'live')).length"


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        found = Browser(playwright, tmp_path_factory.mktemp("browser"))
        yield found
        found.chromium.close()


@contextmanager
def page_of(browser: Browser, *hears: str, path: str = "", **given: Any) -> Iterator[tuple[Any, RealCalls]]:
    """A page over the product's call, in which somebody says something once; these things are understood, one after the other."""
    sound = utterance("我想办退休手续", 48_000)
    browser.will_hear(silence(1.5, 48_000), sound, silence(2.0, 48_000)) if hears else browser.will_say()
    app = build_real_app(*hears, **given)
    with serving(app) as port:
        page = browser.open(home(port) + path, script=MICROPHONES)
        yield page, app.state.real
        assert page.faults == []
        page.context.close()


def waits(page: Any, true: str) -> None:
    """Waits for something in the page, whose policy lets nobody else evaluate strings there."""
    wait_until(lambda: page.evaluate(true), f"not so: {true}")


def said(page: Any, calls: RealCalls) -> list[str]:
    return calls.talks.said(talk_of(page))


def test_what_the_call_asks_by_itself_is_seen_and_answered_by_a_tap(browser: Browser) -> None:
    with page_of(browser, "设宝卡", doubts={"设宝卡": ("社保卡",)}) as (page, calls):
        press(page)
        page.locator("#voice-own", has_text="您说的是社保卡，对吗？").wait_for()
        assert page.locator("#voice-own button").all_inner_texts() == ["是", "不是"]
        assert page.locator("#voice-own").get_attribute("role") == "status"
        page.locator("#voice-own").get_by_role("button", name="是", exact=True).click()
        page.locator("#talk").get_by_text("您说的是：社保卡").wait_for()
        assert (said(page, calls), shown(page, "voice-own")) == (["社保卡"], "")


def test_the_buttons_own_press_does_not_hang_up_while_it_listens(browser: Browser) -> None:
    with page_of(browser) as (page, _):
        press(page)
        comes_to(page, "listening")
        press(page)
        page.wait_for_timeout(300)
        assert (page.locator("#voice").get_attribute("data-state"), page.locator("#voice-label").inner_text()) == (
            "listening",
            "请说，我在听",
        )
        page.locator("#voice-end").click()
        comes_to(page, "again")


def test_without_a_voice_the_trouble_is_told_whole_and_answers_go_to_the_screen_reader(browser: Browser) -> None:
    with page_of(browser, mute=True) as (page, _):
        press(page)
        comes_to(page, "listening")
        told = page.locator("#voice-trouble span")
        assert told.all_inner_texts() == [SENTENCES.say(f"call.no_mouth.{part}").text for part in ("title", "detail")]
        page.locator("#text").fill("要带什么")
        page.keyboard.press("Enter")
        page.locator("#talk").get_by_text("您说的是：要带什么").wait_for()
        assert (page.locator("#announce").inner_text(), page.evaluate("document.activeElement.id")) == ("您说的是：要带什么", "text")


def test_who_chose_by_keyboard_is_led_to_the_answer(browser: Browser) -> None:
    with page_of(browser) as (page, _):
        press(page)
        comes_to(page, "listening")
        page.get_by_role("button", name="办退休").focus()
        page.keyboard.press("Enter")
        page.locator("#talk").get_by_text("您说的是：我想办退休").wait_for()
        assert page.evaluate("document.activeElement.id") == "latest"


@pytest.mark.parametrize(
    ("asks", "sent"),
    [
        (["region", "state"], ["返回", "青禾区"]),
        (["region", "region"], ["青禾区"]),
        ([], ["青禾区"]),
    ],
    ids=["the talk has moved on", "the question is still open", "nothing had been asked"],
)
def test_what_was_misheard_is_mended(browser: Browser, asks: list[str], sent: list[str]) -> None:
    with page_of(browser, "勤河区", asks=asks) as (page, calls):
        press(page)
        page.locator("#talk").get_by_text("您说的是：勤河区").wait_for()
        page.get_by_role("button", name="听错了，改一下").click()
        page.keyboard.type("青禾区")
        page.keyboard.press("Enter")
        page.locator("#talk").get_by_text("您说的是：青禾区", exact=True).last.wait_for()
        assert said(page, calls) == ["勤河区", *sent]


def test_a_microphone_whose_sound_cannot_be_taken_is_let_go(browser: Browser) -> None:
    with page_of(browser) as (page, calls):
        page.evaluate("void (AudioWorklet.prototype.addModule = () => Promise.reject(new Error('not loaded')))")
        press(page)
        page.locator("#voice-trouble", has_text="没有找到话筒。").wait_for()
        comes_to(page, "listening")
        assert (page.evaluate(OPEN), len(page.evaluate("streams.map(String)")), calls.hellos[-1].microphone) == (0, 1, False)


def test_who_ends_while_the_browser_asks_and_begins_again_has_one_microphone_and_then_none(browser: Browser) -> None:
    with page_of(browser) as (page, calls):
        page.evaluate("window.holding = true")
        press(page)
        waits(page, "asking.length === 1")
        page.locator("#voice-end").click()
        press(page)
        waits(page, "asking.length === 2")
        page.evaluate("asking.forEach(answer => answer())")
        comes_to(page, "listening")
        assert page.evaluate(OPEN) == 1
        page.locator("#voice-end").click()
        assert (page.evaluate(OPEN), len(calls.hellos)) == (0, 1)


def test_a_reply_that_is_read_is_not_heard_as_theirs(browser: Browser) -> None:
    with page_of(browser) as (page, _):
        frames: list[Any] = []
        page.on("websocket", lambda line: line.on("framesent", lambda frame: frames.append(frame)))
        press(page)
        comes_to(page, "speaking")
        before = page.evaluate("heard.seconds")
        page.locator("[data-read]").first.click()
        waits(page, f"heard.seconds > {before} + 1.4")
        assert '{"type":"stop_speaking"}' in frames
        while_read = len(frames)
        page.wait_for_timeout(500)
        assert len(frames) == while_read
        page.locator("[data-read]", has_text="朗读").first.wait_for()
        comes_to(page, "listening")
        page.wait_for_timeout(300)
        assert len(frames) > while_read


def test_where_nothing_hears_nobody_is_asked_to_speak(browser: Browser) -> None:
    with page_of(browser, ears=False) as (page, calls):
        assert page.locator("#voice .deaf").inner_text() == "现在听不见您说话，请点选或者写字。 换成大字"
        assert page.locator("#voice-press").inner_text() == "按一下，我念给您听"
        press(page)
        page.locator("#voice-label", has_text="我念给您听").wait_for()  # between being silent and reading aloud it comes and goes
        assert page.evaluate("streams.length") == 0
        assert [hello.microphone for hello in calls.hellos] == [False]


def test_how_somebody_wants_it_spoken_is_remembered(browser: Browser) -> None:
    browser.will_say()
    app = build_app()
    with serving(app) as port:
        page = browser.open(home(port))
        lines: list[Any] = []

        def carry(line: Any) -> None:
            lines.append(line)
            line.connect_to_server()

        page.route_web_socket("**/voice", carry)
        for _ in range(2):
            press(page)
            comes_to(page, "listening")
            lines[-1].send('{"type":"tone","pace":"fast","louder":true}')
            waits(page, "localStorage.getItem('nuanban.pace') === 'fast'")
            page.locator("#voice-end").click()
        assert [(hello.pace, hello.louder) for hello in app.state.small.hellos] == [("normal", False), ("fast", True)]
        page.context.close()


def test_elders_are_spoken_to_slowly_until_they_want_it_otherwise(browser: Browser) -> None:
    with page_of(browser, path="elder") as (page, calls):
        press(page)
        comes_to(page, "listening")
        assert [hello.pace for hello in calls.hellos] == ["slow"]


TELEPHONE = {"viewport": {"width": 360, "height": 640}, "is_mobile": True, "has_touch": True}
CHOICES = tuple(Choice(title, title) for title in ("照常发", "停发了", "还没领过"))
UNSEEN = """(() => {
  const fixed = e => e && getComputedStyle(e).position === 'sticky';
  const height = id => [document.getElementById(id)].filter(fixed).map(e => e.offsetHeight)[0] || 0;
  const top = height('voice'), bottom = innerHeight - height('bar');
  return [...document.querySelectorAll('#latest .reply .words, #talk .choices button')]
    .filter(e => e.getBoundingClientRect().top < top - 1 || e.getBoundingClientRect().bottom > bottom + 1).map(e => e.textContent);
})()"""
"""What of the question and its choices is covered or under the fold."""


@pytest.mark.parametrize(("path", "cookies"), [("elder", {}), ("", {}), ("", {"nuanban_size": "30"})], ids=["elder", "plain", "largest"])
def test_the_question_and_three_choices_are_seen_while_a_call_is_on(browser: Browser, path: str, cookies: dict[str, str]) -> None:
    browser.will_say()
    app = build_real_app()
    app.state.talks.choices = CHOICES
    with serving(app) as port:
        page = browser.open(home(port), **TELEPHONE)
        page.context.add_cookies([{"name": name, "value": value, "url": home(port)} for name, value in cookies.items()])
        page.goto(home(port) + path)
        press(page)
        comes_to(page, "listening")
        for said in ("退休", "青禾区"):
            page.locator("#text").fill(said)
            page.keyboard.press("Enter")
            page.locator("#latest").get_by_text(f"您说的是：{said}").wait_for()
            comes_to(page, "listening")
        assert page.evaluate(UNSEEN) == []
        assert page.faults == []
        page.context.close()


def test_a_mouse_over_the_button_leaves_it_looking_as_it_listens(browser: Browser) -> None:
    look = "(s => [s.backgroundColor, s.color, s.borderWidth])(getComputedStyle(document.getElementById('voice-press')))"
    with page_of(browser) as (page, _):
        press(page)
        page.mouse.move(0, 0)
        comes_to(page, "listening")
        before = page.evaluate(look)
        page.locator("#voice-press").hover()
        assert (page.evaluate(look), before[2]) == (before, "8px")


def test_who_asks_for_it_slower_hears_that_it_was_heard(browser: Browser) -> None:
    with page_of(browser) as (page, _):
        press(page)
        comes_to(page, "listening")
        page.locator("#text").fill("说快一点")
        page.keyboard.press("Enter")
        page.locator("#voice-own", has_text="好，我快一点说。").wait_for()
