"""A real browser that speaks: Chromium with a file as its microphone, the real page, the real socket, a small call behind it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from tests.api.paging import CHROMIUM
from tests.living import free_port, wait_until
from tests.voice.browsing import Browser, another, comes_to, home, press, shown, strongest, talk_of
from tests.voice.voice_app import SmallCalls, serving

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here (Debian: apt-get install chromium fonts-noto-cjk)")


@pytest.fixture(scope="module")
def playwright() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as found:
        yield found


@pytest.fixture(scope="module")
def shared(playwright: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    found = Browser(playwright, tmp_path_factory.mktemp("browser"))
    yield found
    found.chromium.close()


@pytest.fixture
def browser(shared: Browser) -> Browser:
    """A browser whose microphone hears nothing until a test says what."""
    shared.will_say()
    return shared


def test_one_presses_speaks_sees_what_was_heard_and_hears_the_answer(browser: Browser, port: int, calls: SmallCalls) -> None:
    calls.script = ["我想办退休"]
    browser.will_say((2.5, 0), (1.5, 300), (1.0, 0))
    page = browser.open(home(port))
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    assert page.locator("#voice-press").inner_text() == "按一下，开始说话"
    press(page)
    comes_to(page, "speaking")
    comes_to(page, "listening")
    comes_to(page, "hearing")
    assert shown(page, "voice-caption") == "您说： 我想"
    comes_to(page, "speaking")
    assert (shown(page, "voice-caption"), shown(page, "voice-mend")) == ("", "听错了，改一下"), "what was heard is in the talk now"
    page.locator("#talk").get_by_text("您说的是：我想办退休").wait_for()
    comes_to(page, "listening")
    heard = page.evaluate("window.heard")
    assert 1.8 < heard["seconds"] < 2.1, "the greeting and the answer, a second each"
    assert 0.2 < heard["peak"] < 0.35, "the tone of 9000 of 32768"
    assert strongest(calls.sounds[talk_of(page)]) == 300
    assert calls.talks.said(talk_of(page)) == ["我想办退休"]
    assert page.faults == []
    assert [url for url in requests if f"//127.0.0.1:{port}/" not in url] == []
    assert page.locator("#announce").inner_text() == "", "what is spoken is not read to them by a screen reader too"
    page.context.close()


def test_the_next_press_goes_on_with_what_is_remembered_of_the_speaker(browser: Browser, port: int, calls: SmallCalls) -> None:
    calls.script = ["我想办退休", "要带什么"]
    page = browser.open(home(port))
    for hertz in (300, 500):
        browser.will_say((2.0, 0), (1.0, hertz), (1.0, 0))
        press(page)
        comes_to(page, "hearing")
        comes_to(page, "listening")
        page.locator("#voice-end").click()
    assert page.locator("#voice-press").inner_text() == "按一下，接着说"
    assert calls.talks.said(talk_of(page)) == ["我想办退休", "要带什么"]
    assert [(hello.patience, hello.speak_greeting) for hello in calls.hellos] == [(None, True), (1.25, False)]
    page.context.close()


def test_a_press_while_it_speaks_makes_it_quiet_at_once(browser: Browser, port: int, calls: SmallCalls) -> None:
    calls.speaks = 30
    page = browser.open(home(port))
    press(page)
    comes_to(page, "speaking")
    press(page)
    comes_to(page, "listening")
    wait_until(lambda: calls.stopped == 1, "the call speaks on")
    heard = page.evaluate("window.heard")
    assert heard["stopped"] > 0, "what was queued is dropped"
    assert heard["seconds"] < 5
    page.wait_for_timeout(300)
    assert page.evaluate("window.heard.seconds") == heard["seconds"]
    page.context.close()


def test_speaking_into_it_makes_it_quiet(browser: Browser, port: int, calls: SmallCalls) -> None:
    calls.speaks, calls.script = 30, ["我想办退休"]
    browser.will_say((1.5, 0), (1.0, 300), (1.0, 0))
    page = browser.open(home(port))
    press(page)
    comes_to(page, "speaking")
    comes_to(page, "hearing")
    assert (calls.stopped, page.evaluate("window.heard.stopped > 0")) == (1, True)
    page.context.close()


def test_what_was_misheard_is_put_into_the_field_and_sent_through_the_call(browser: Browser, port: int, calls: SmallCalls) -> None:
    calls.script = ["我想办腿休"]
    browser.will_say((2.0, 0), (1.0, 300), (1.0, 0))
    page = browser.open(home(port))
    press(page)
    page.get_by_role("button", name="听错了，改一下").click()
    assert page.evaluate("[document.activeElement.id, document.getElementById('text').value]") == ["text", "我想办腿休"]
    comes_to(page, "listening")
    before = page.evaluate("window.heard.seconds")
    page.keyboard.type("我想办退休")
    page.keyboard.press("Enter")
    page.locator("#talk").get_by_text("您说的是：我想办退休").wait_for()
    comes_to(page, "listening")
    assert calls.talks.said(talk_of(page)) == ["我想办腿休", "我想办退休"]
    assert page.evaluate("window.heard.seconds") > before + 0.8, "the answer to what was typed is spoken too"
    assert page.locator("#text").input_value() == ""
    page.context.close()


def test_a_tap_is_answered_aloud(browser: Browser, port: int, calls: SmallCalls) -> None:
    page = browser.open(home(port))
    press(page)
    comes_to(page, "listening")
    page.get_by_role("button", name="办退休").click()
    page.locator("#talk").get_by_text("您说的是：我想办退休").wait_for()
    comes_to(page, "listening")
    assert page.evaluate("window.heard.seconds") > 1.8
    assert calls.talks.said(talk_of(page)) == ["我想办退休"]
    page.context.close()


def goes_on_by_text_and_is_spoken(page: Any, calls: SmallCalls) -> None:
    comes_to(page, "listening")
    assert page.locator("#voice-label").inner_text() == "我念给您听"
    assert calls.hellos[-1].microphone is False
    before = page.evaluate("window.heard.seconds")
    page.locator("#text").fill("要带什么")
    page.keyboard.press("Enter")
    page.locator("#talk").get_by_text("您说的是：要带什么").wait_for()
    comes_to(page, "listening")
    assert page.evaluate("window.heard.seconds") > before + 0.8
    assert page.faults == []


def test_a_microphone_that_is_refused(browser: Browser, port: int, calls: SmallCalls) -> None:
    page = browser.open(home(port), microphone=False)
    press(page)
    refused = "浏览器没有让我用话筒。请在浏览器的设置里允许用话筒，再按一下。现在可以在下面写，我念给您听。"
    page.locator("#voice-trouble", has_text=refused).wait_for()
    comes_to(page, "speaking")
    assert shown(page, "voice-trouble") == refused
    goes_on_by_text_and_is_spoken(page, calls)
    page.context.close()


def test_no_microphone(playwright: Any, tmp_path: Path, port: int, calls: SmallCalls) -> None:
    with another(playwright, tmp_path / "without", "--disable-audio-input") as browser:
        page = browser.open(home(port))
        press(page)
        page.locator("#voice-trouble", has_text="没有找到话筒。您可以在下面写，我念给您听。").wait_for()
        goes_on_by_text_and_is_spoken(page, calls)


def test_an_address_that_is_not_safe_gives_no_microphone(playwright: Any, tmp_path: Path, port: int, calls: SmallCalls) -> None:
    with another(playwright, tmp_path / "unsafe", "--host-resolver-rules=MAP nuanban.example 127.0.0.1", "--no-proxy-server") as browser:
        page = browser.open(f"http://nuanban.example:{port}/")
        press(page)
        insecure = "这个网址不能用话筒，请找管理的人。您可以在下面写，我念给您听。"
        page.locator("#voice-trouble", has_text=insecure).wait_for()
        goes_on_by_text_and_is_spoken(page, calls)


def test_a_server_that_starts_again_is_called_again_and_nothing_is_lost(browser: Browser, app: FastAPI, calls: SmallCalls) -> None:
    number = free_port()
    with serving(app, number):
        page = browser.open(home(number))
        press(page)
        comes_to(page, "listening")
        talk = talk_of(page)
        calls.speaks = 20
        page.get_by_role("button", name="办退休").click()
        comes_to(page, "speaking")
    page.locator("#voice-trouble", has_text="系统正在重新启动，一会儿就接上。您说过的都还在。").wait_for()
    comes_to(page, "connecting")
    with serving(app, number):
        comes_to(page, "listening")
        assert shown(page, "voice-trouble") == ""
        page.locator("#text").fill("要带什么")
        calls.speaks = 0.5
        page.keyboard.press("Enter")
        page.locator("#talk").get_by_text("您说的是：要带什么").wait_for()
        comes_to(page, "listening")
        assert (talk_of(page), calls.talks.said(talk)) == (talk, ["我想办退休", "要带什么"])
        assert [hello.speak_greeting for hello in calls.hellos] == [True, False]
        assert page.faults == []
        page.context.close()


def test_while_the_line_is_broken_the_talk_goes_on_by_text(browser: Browser, port: int, calls: SmallCalls) -> None:
    page = browser.open(home(port))
    lines: list[Any] = []
    broken = [False, True, True, False]
    """Whether the first line, the second … is dead."""

    def carry(line: Any) -> None:
        lines.append(line)
        if broken.pop(0):
            line.close(code=1011)
        else:
            line.connect_to_server()

    page.route_web_socket("**/voice", carry)
    press(page)
    comes_to(page, "speaking")
    lines[0].close(code=1011)
    page.locator("#voice-trouble", has_text="线路断了，正在重新接。您可以先在下面写。").wait_for()
    comes_to(page, "connecting")
    page.locator("#text").fill("要带什么")
    page.keyboard.press("Enter")
    page.locator("#talk").get_by_text("您说的是：要带什么").wait_for()
    comes_to(page, "listening")
    assert shown(page, "voice-trouble") == ""
    assert (broken, [hello.speak_greeting for hello in calls.hellos]) == ([], [True, False])
    assert calls.talks.said(talk_of(page)) == ["要带什么"]
    assert page.faults == []
    page.context.close()


def test_a_reload_in_the_middle_goes_on_with_the_same_talk(browser: Browser, port: int, calls: SmallCalls) -> None:
    page = browser.open(home(port))
    press(page)
    comes_to(page, "listening")
    page.get_by_role("button", name="办退休").click()
    comes_to(page, "speaking")
    talk = talk_of(page)
    page.reload()
    wait_until(lambda: calls.open == 0, "the call goes on")
    assert (talk_of(page), page.locator("#voice-press").inner_text()) == (talk, "按一下，接着说")
    assert page.locator("#talk").get_by_text("您说的是：我想办退休").is_visible()
    press(page)
    comes_to(page, "listening")
    assert [hello.speak_greeting for hello in calls.hellos] == [True, False]
    page.context.close()


def test_two_who_speak_at_once_never_mix(playwright: Any, tmp_path: Path, port: int, calls: SmallCalls) -> None:
    calls.script = ["一样的话", "一样的话"]
    with another(playwright, tmp_path / "one") as one, another(playwright, tmp_path / "two") as two:
        one.will_say((2.0, 0), (1.5, 300), (1.0, 0))
        two.will_say((2.0, 0), (1.5, 500), (1.0, 0))
        pages = [one.open(home(port)), two.open(home(port))]
        for page in pages:
            press(page)
        for page in pages:
            page.locator("#talk").get_by_text("您说的是：一样的话").wait_for()
        assert [strongest(calls.sounds[talk_of(page)]) for page in pages] == [300, 500]
        assert len({talk_of(page) for page in pages}) == 2


def test_the_same_talk_in_a_second_window_is_told_in_the_first(browser: Browser, port: int, calls: SmallCalls) -> None:
    page = browser.open(home(port))
    press(page)
    comes_to(page, "listening")
    second = page.context.new_page()
    second.goto(home(port))
    press(second)
    comes_to(second, "listening")
    page.locator("#voice-trouble", has_text="这次谈话在另一个窗口接着说了，这里先停下。").wait_for()
    assert page.locator("#voice-press").inner_text() == "按一下，接着说"
    assert calls.open == 1
    page.context.close()


def test_who_signs_out_in_a_call_is_led_away(browser: Browser, port: int, calls: SmallCalls) -> None:
    page = browser.open(home(port))
    press(page)
    comes_to(page, "listening")
    page.locator("#text").fill("退出登录")
    page.keyboard.press("Enter")
    page.wait_for_url("**/bye")
    wait_until(lambda: calls.open == 0, "the call goes on")
    page.context.close()


def test_without_script_there_is_no_button_that_does_nothing(browser: Browser, port: int) -> None:
    page = browser.open(home(port), java_script_enabled=False)
    assert [page.locator("#voice").is_visible(), page.locator("#text").is_visible()] == [False, True]
    page.context.close()


RESAMPLED = """([from, to, hertz]) => {
  const resampler = new window.nuanbanSound.Resampler(from, to);
  const out = [];
  for (let at = 0; at < from; at += 512) {
    const block = new Float32Array(Math.min(512, from - at));
    for (let i = 0; i < block.length; i += 1) block[i] = Math.sin(2 * Math.PI * hertz * (at + i) / from);
    out.push(...resampler.push(block));
  }
  const middle = out.slice(to / 4, to * 3 / 4);
  return [out.length, Math.sqrt(2 * middle.reduce((sum, v) => sum + v * v, 0) / middle.length)];
}"""


@pytest.mark.parametrize("given", [48_000, 44_100, 96_000, 32_000, 16_000, 8_000])
def test_sound_of_any_rate_becomes_sound_of_16_khz_without_what_it_cannot_carry(browser: Browser, port: int, given: int) -> None:
    page = browser.open(home(port))
    count, speech = page.evaluate(RESAMPLED, [given, 16_000, 1000])
    assert abs(count - 16_000) < 64
    assert abs(speech - 1) < 0.01
    if given > 24_000:
        _, too_high = page.evaluate(RESAMPLED, [given, 16_000, 10_000])
        assert too_high < 0.01, "40 dB down"
    page.context.close()
