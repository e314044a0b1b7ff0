"""The voice socket as a program sees it: who may call, what is no call, and that nobody else suffers."""

from __future__ import annotations

import asyncio
import json
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from api import rest, voice_socket
from api.origins import same_origin
from api.voice_door import Hello, hello_of
from tests.living import free_port, wait_until
from tests.voice.voice_app import GREETING, SmallCalls, build_app, serving, tone

FRAME = b"\0\0" * 320
SPOKEN = tone(0.5, 16_000).pcm
QUIET = b"\0\0" * 16_000


@pytest.fixture
def app() -> FastAPI:
    return build_app()


@pytest.fixture
def calls(app: FastAPI) -> SmallCalls:
    found: SmallCalls = app.state.small
    return found


@pytest.fixture
def port(app: FastAPI) -> Iterator[int]:
    with serving(app) as found:
        yield found


class Caller:
    """A program at the socket."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.events: list[dict[str, Any]] = []
        self.pcm = b""

    def send(self, event: Any) -> None:
        self.socket.send(json.dumps(event))

    def until(self, kind: str, within: float = 10) -> dict[str, Any]:
        """The next event of this kind; what comes before is kept."""
        deadline = time.monotonic() + within
        while True:
            got = self.socket.recv(timeout=deadline - time.monotonic())
            if isinstance(got, bytes):
                self.pcm += got
                continue
            self.events.append(json.loads(got))
            if self.events[-1]["type"] == kind:
                return self.events[-1]

    def say(self) -> None:
        """Half a second of tone, and silence, in frames as a page sends them."""
        for at in range(0, len(SPOKEN + QUIET), 640):
            self.socket.send((SPOKEN + QUIET)[at : at + 640])

    def closed(self, within: float = 10) -> int:
        """The code with which the socket closes; what comes before is kept."""
        try:
            self.until("never", within)
        except ConnectionClosed as end:
            return end.rcvd.code if end.rcvd else 1006
        raise AssertionError


def open_talk(port: int) -> tuple[str, str]:
    """Cookie and id of a new talk."""
    cookie = httpx.get(f"http://127.0.0.1:{port}/", headers={"Accept": "text/html"}, trust_env=False).headers["set-cookie"].split(";")[0]
    return cookie, cookie.partition("=")[2].partition(".")[0]


def token_of(cookie: str) -> str:
    return cookie.partition(".")[2]


@contextmanager
def door(port: int, id: str, **headers: str) -> Iterator[Caller]:
    """At the door, before anything was said."""
    with connect(
        f"ws://127.0.0.1:{port}/api/v1/conversations/{id}/voice", proxy=None, additional_headers=headers, close_timeout=1
    ) as socket:
        yield Caller(socket)


@contextmanager
def calling(port: int, talk: tuple[str, str] | None = None, **hello: Any) -> Iterator[Caller]:
    """A call that was taken."""
    cookie, id = talk or open_talk(port)
    with door(port, id) as caller:
        caller.send({"type": "hello", "token": token_of(cookie), **hello})
        assert caller.until("ready") == {"type": "ready"}
        yield caller


# --- who may call --------------------------------------------------------------------------------


def test_what_is_said_is_heard_and_answered_in_the_events_of_the_contract(port: int) -> None:
    with calling(port) as caller:
        start = caller.until("speech_start")
        assert start == {"type": "speech_start", "rate": 22_050, "text": GREETING.text}
        assert caller.until("speech_end") == {"type": "speech_end", "stopped": False}
        assert caller.pcm == tone(1.0).pcm
        caller.until("listening")
        caller.socket.send(b"")
        cut = len(caller.events)
        calls_said = "要带什么"
        caller.send({"type": "text", "text": calls_said})
        caller.until("listening")
        kinds = [event["type"] for event in caller.events]
        assert kinds[:cut] == ["ready", "reply", "speech_start", "speech_end", "listening"]
        assert kinds[cut:] == ["reply", "speech_start", "speech_end", "listening"]
        assert caller.events[cut] == {"type": "reply", "text": "您说的是：要带什么", "speech": None, "choices": [], "expects": None}


def test_sound_becomes_partial_then_heard_then_a_reply(port: int, calls: SmallCalls) -> None:
    calls.script = ["我想办退休"]
    with calling(port, speak_greeting=False) as caller:
        caller.until("listening")
        caller.say()
        assert caller.until("partial") == {"type": "partial", "text": "我想"}
        assert caller.until("heard") == {"type": "heard", "text": "我想办退休", "confidence": 0.9}
        assert caller.until("patience") == {"type": "patience", "seconds": 1.25}
        assert caller.until("reply")["text"] == "您说的是：我想办退休"


@pytest.mark.parametrize(
    "first",
    [
        {"type": "hello"},
        {"type": "hello", "token": "wrong"},
        {"type": "hello", "token": 5},
        {"type": "hello", "token": None},
        {"type": "hello", "token": "\ud800"},
        {"type": "text", "text": "我想办退休"},
    ],
)
def test_who_does_not_say_whose_talk_it_is_is_not_let_in(port: int, calls: SmallCalls, first: Any) -> None:
    _, id = open_talk(port)
    with door(port, id) as caller:
        caller.send(first)
        assert (caller.closed(), caller.events, calls.hellos) == (4401, [], [])


def test_sound_before_hello_is_not_listened_to(port: int, calls: SmallCalls) -> None:
    _, id = open_talk(port)
    with door(port, id) as caller:
        caller.socket.send(FRAME)
        assert (caller.closed(), calls.hellos) == (4401, [])


def test_who_says_nothing_is_closed(port: int, calls: SmallCalls, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.voice_door.HELLO_WITHIN", 0.2)
    _, id = open_talk(port)
    with door(port, id) as caller:
        assert (caller.closed(), calls.hellos) == (4401, [])


def test_a_call_that_breaks_says_so_and_may_be_called_again(port: int, app: FastAPI, calls: SmallCalls) -> None:
    talk = open_talk(port)

    async def breaks(*_: Any) -> None:
        raise RuntimeError("a secret detail")

    app.state.answer_call = breaks
    with door(port, talk[1]) as caller:
        caller.send({"type": "hello", "token": token_of(talk[0])})
        told = caller.until("error")
        assert (told["kind"], "secret" in str(told), caller.closed()) == ("broken", False, 1011)
    app.state.answer_call = calls.answer
    with calling(port, talk) as caller:
        assert caller.until("listening") == {"type": "listening"}


def test_hello_has_as_long_as_at_the_live_socket() -> None:
    assert rest.HELLO_WITHIN == 5.0


def test_our_own_page_needs_no_token_but_its_cookie(port: int) -> None:
    cookie, id = open_talk(port)
    with door(port, id, Cookie=cookie, Origin=f"http://127.0.0.1:{port}") as caller:
        caller.send({"type": "hello"})
        assert caller.until("ready") == {"type": "ready"}


@pytest.mark.parametrize("origin", ["http://evil.example", "http://127.0.0.1", "null", "", None, "http://127.0.0.1:{port}.evil.example"])
def test_another_site_cannot_speak_with_the_residents_cookie(port: int, calls: SmallCalls, origin: str | None) -> None:
    cookie, id = open_talk(port)
    headers = {"Cookie": cookie} | ({} if origin is None else {"Origin": origin.format(port=port)})
    with door(port, id, **headers) as caller:
        caller.send({"type": "hello"})
        assert (caller.closed(), calls.hellos) == (4401, [])


def test_the_cookie_of_one_talk_opens_no_other(port: int) -> None:
    cookie, _ = open_talk(port)
    _, other = open_talk(port)
    with door(port, other, Cookie=cookie, Origin=f"http://127.0.0.1:{port}") as caller:
        caller.send({"type": "hello"})
        assert caller.closed() == 4401


@pytest.mark.parametrize(
    ("origin", "host", "same"),
    [
        ("https://nuanban.example", "nuanban.example", True),
        ("http://127.0.0.1:8000", "127.0.0.1:8000", True),
        ("http://127.0.0.1:8001", "127.0.0.1:8000", False),
        ("file://nuanban.example", "nuanban.example", False),
        ("https://nuanban.example", None, False),
        (None, None, False),
        ("", "", False),
        ("http://[", "[", False),
    ],
)
def test_an_origin_is_ours_when_its_host_is(origin: str | None, host: str | None, same: bool) -> None:
    assert same_origin(origin, host) is same


@pytest.mark.parametrize(
    ("said", "hello"),
    [
        ({}, Hello()),
        (
            {"patience": 1.5, "pace": "slow", "louder": True, "speak_greeting": False, "microphone": False},
            Hello(1.5, "slow", True, False, False),
        ),
        ({"patience": 0.4}, Hello(0.4)),
        ({"pace": "warp", "louder": "yes", "speak_greeting": 0, "microphone": None}, Hello()),
        ({"pace": ["slow"]}, Hello()),
    ],
)
def test_a_hello_asks_for_what_is_sensible(said: dict[str, Any], hello: Hello) -> None:
    assert hello_of({"type": "hello", **said}) == hello


# --- what is no call -----------------------------------------------------------------------------

DEEP = "[" * 30_000 + "]" * 30_000
NO_CALL: dict[str, tuple[str | bytes, str, str]] = {
    "half a sample": (b"\0" * 641, "odd", "线路出了点问题，请再按一下，或者在下面写。"),
    "too much sound": (b"\0" * 65_538, "large", "线路出了点问题，请再按一下，或者在下面写。"),
    "too much text": (
        json.dumps({"type": "text", "text": "长" * 30_000}, ensure_ascii=False),
        "large",
        "线路出了点问题，请再按一下，或者在下面写。",
    ),
    "no JSON": ("喂", "unclear", "线路出了点问题，请再按一下，或者在下面写。"),
    "no object": ("[1, 2]", "unclear", "线路出了点问题，请再按一下，或者在下面写。"),
    "no type": ('{"text": "我想办退休"}', "unclear", "线路出了点问题，请再按一下，或者在下面写。"),
    "type no string": ('{"type": {}}', "unclear", "线路出了点问题，请再按一下，或者在下面写。"),
    "too deep": (DEEP, "unclear", "线路出了点问题，请再按一下，或者在下面写。"),
    "a number too long": (
        '{"type": "key", "key": ' + "9" * 5000 + "}",
        "unclear",
        "线路出了点问题，请再按一下，或者在下面写。",
    ),
}


@pytest.mark.parametrize("what", NO_CALL)
def test_what_no_page_sends_ends_the_call_with_a_sentence_and_no_other_call(port: int, what: str) -> None:
    frame, kind, sentence = NO_CALL[what]
    with calling(port) as other, calling(port) as caller:
        caller.socket.send(frame)
        assert caller.closed() == 4400
        assert caller.events[-1] == {"type": "error", "title": "说话暂时用不了。", "detail": sentence, "kind": kind}
        other.send({"type": "text", "text": "要带什么"})
        assert [other.until("reply")["text"] for _ in "gr"] == [GREETING.text, "您说的是：要带什么"]


def test_a_frame_beyond_all_measure_is_cut_at_once(port: int) -> None:
    with calling(port) as other, calling(port) as caller:
        caller.socket.send(b"\0" * 200_000)
        assert caller.closed() == 1009
        other.send({"type": "text", "text": "要带什么"})
        assert [other.until("reply")["text"] for _ in "gr"] == [GREETING.text, "您说的是：要带什么"]


def test_events_that_nobody_knows_are_passed_over(port: int, calls: SmallCalls) -> None:
    talk = open_talk(port)
    with calling(port, talk) as caller:
        for event in (
            {"type": "dance"},
            {"type": "key", "key": "99"},
            {"type": "key"},
            {"type": "text", "text": "  "},
            {"type": "text", "text": 7},
        ):
            caller.send(event)
        caller.send({"type": "text", "text": "要带什么"})
        assert [caller.until("reply")["text"] for _ in "gr"] == [GREETING.text, "您说的是：要带什么"]
    assert calls.talks.said(talk[1]) == ["要带什么"]


def pour(caller: Caller, frame: str | bytes, most: int) -> int:
    """How many frames go in before the door closes."""
    for count in range(most):
        try:
            caller.socket.send(frame)
        except ConnectionClosed:
            return count
    return most


@pytest.mark.parametrize(
    "frame", [FRAME, b"\0" * 64_000, b"", b"\0\0", '{"type": "dance"}'], ids=["frames", "blocks", "empty", "crumbs", "events"]
)
def test_a_flood_is_stopped_and_others_talk_on(port: int, frame: str | bytes) -> None:
    with calling(port) as other, calling(port) as caller:
        pour(caller, frame, 20_000)
        assert caller.closed() == 4400
        assert [event["kind"] for event in caller.events if event["type"] == "error"] == ["flood"]
        other.send({"type": "text", "text": "要带什么"})
        assert [other.until("reply")["text"] for _ in "gr"] == [GREETING.text, "您说的是：要带什么"]


class Socket:
    """A socket whose frames come when a test says so, by a clock of its own."""

    def __init__(self, frames: list[str | bytes], seconds_each: float) -> None:
        self.frames, self.each, self.at = frames, seconds_each, 0.0
        self.sent: list[dict[str, Any]] = []
        self.code: int | None = None

    def clock(self) -> float:
        return self.at

    async def receive(self) -> dict[str, Any]:
        if not self.frames:
            return {"type": "websocket.disconnect"}
        self.at += self.each
        frame = self.frames.pop(0)
        return {"type": "websocket.receive", "bytes" if isinstance(frame, bytes) else "text": frame}

    async def send_text(self, text: str) -> None:
        self.sent.append(json.loads(text))

    async def close(self, code: int) -> None:
        self.code = code


async def heard_by(socket: Socket) -> int:
    """How many frames are let through."""
    page = voice_socket.VoiceSocket(socket, lambda fault: (fault, fault), socket.clock)  # type: ignore[arg-type]  # acts as one
    count = 0
    while await page.receive() is not None:
        count += 1
    return count


@pytest.mark.parametrize(
    ("frame", "seconds", "through", "code"),
    [
        (FRAME, 0.02, 3000, None),
        (FRAME, 0.0185, 3000, None),
        (FRAME * 3, 0.02, 284, 4400),
        (FRAME, 0.0, 500, 4400),
    ],
    ids=["as it is spoken", "a fast clock", "48 kHz for 16", "all at once"],
)
def test_sound_may_come_as_fast_as_it_is_spoken_and_ten_seconds_ahead(frame: bytes, seconds: float, through: int, code: int | None) -> None:
    socket = Socket([frame] * 3000, seconds)
    assert (asyncio.run(heard_by(socket)), socket.code) == (through, code)
    assert [event["kind"] for event in socket.sent] == (["flood"] if code else [])


def test_a_page_that_stands_still_for_long_is_forgotten(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(voice_socket, "IDLE", 0.3)
    with calling(port) as caller:
        assert caller.closed() == 4400
        assert caller.events[-1]["detail"] == "好久没有动静，我先歇一下。要说话，请再按一下。"


# --- one call for each talk, and so many in all --------------------------------------------------


def test_a_second_call_of_the_same_talk_takes_over(port: int, calls: SmallCalls) -> None:
    talk = open_talk(port)
    with calling(port, talk) as first, calling(port, talk, speak_greeting=False) as second:
        assert first.closed() == 4409
        assert first.events[-1]["detail"] == "这次谈话在另一个窗口接着说了，这里先停下。"
        wait_until(lambda: calls.open == 1, "the first call has not ended")
        second.send({"type": "text", "text": "要带什么"})
        assert second.until("reply")["text"] == "您说的是：要带什么"


def test_when_all_lines_are_taken_the_next_is_told_kindly_and_let_in_later(port: int) -> None:
    waiting = open_talk(port)
    with calling(port), calling(port):
        with calling(port), door(port, waiting[1]) as late:
            late.send({"type": "hello", "token": token_of(waiting[0])})
            assert late.closed() == 1013
            busy = "现在说话的人多。请在下面写，一样能办；过一会儿也可以再按一下。"
            assert late.events == [{"type": "error", "title": "说话暂时用不了。", "detail": busy, "kind": "busy"}]
        with calling(port, waiting) as again:
            assert again.until("reply")["text"] == GREETING.text


def test_a_talk_that_is_called_already_may_be_taken_over_even_when_all_lines_are_taken(port: int) -> None:
    talk = open_talk(port)
    with calling(port), calling(port), calling(port, talk) as first, calling(port, talk):
        assert first.closed() == 4409


def test_a_talk_that_is_left_in_another_window_is_over_in_the_call_too(app: FastAPI, port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.voice_door.LOOKS", 0.05)
    talk = open_talk(port)
    with calling(port) as other, calling(port, talk) as caller:
        caller.until("speech_start")
        del app.state.talks.tokens[talk[1]]
        assert caller.closed() == 4410
        assert caller.events[-1]["detail"] == "这次谈话已经结束了。要再办事，请点“重新开始”。"
        other.send({"type": "text", "text": "要带什么"})
        assert [other.until("reply")["text"] for _ in "gr"] == [GREETING.text, "您说的是：要带什么"]


# --- cut, slow, closed ---------------------------------------------------------------------------


def test_a_socket_cut_while_speaking_ends_the_call_and_leaves_nothing(port: int, calls: SmallCalls, app: FastAPI) -> None:
    calls.speaks = 60
    with calling(port) as caller:
        caller.until("speech_start")
        caller.socket.socket.close()
    wait_until(lambda: (calls.open, app.state.calls._open) == (0, {}), "the call has not ended")


def test_a_page_that_takes_nothing_is_given_up(port: int, calls: SmallCalls, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(voice_socket, "SENT_WITHIN", 0.5)
    monkeypatch.setattr("voice.browser.AHEAD", 1e6)  # so that the network is full at once
    calls.speaks = 600
    with calling(port):
        wait_until(lambda: calls.open == 0, "the call has not ended")


def test_sound_goes_out_little_ahead_of_what_is_heard(port: int, calls: SmallCalls) -> None:
    calls.speaks = 4
    with calling(port) as caller:
        caller.until("speech_start")
        time.sleep(1)
        caller.send({"type": "stop_speaking"})
        assert caller.until("speech_end") == {"type": "speech_end", "stopped": True}
        seconds = len(caller.pcm) / 2 / 22_050
        assert 1.0 < seconds < 2.5, "about what was heard and 0.6 s"


def test_a_door_that_closes_says_so_to_those_who_call(app: FastAPI) -> None:
    with serving(app) as port:
        cookie, id = open_talk(port)
        socket = connect(f"ws://127.0.0.1:{port}/api/v1/conversations/{id}/voice", proxy=None)
        caller = Caller(socket)
        caller.send({"type": "hello", "token": token_of(cookie)})
        caller.until("ready")
    assert caller.closed() == 1012
    wait_until(lambda: app.state.small.open == 0, "the call has not ended")


# --- behind a certificate ------------------------------------------------------------------------


def test_a_call_goes_through_tls(app: FastAPI, tmp_path: Path) -> None:
    cert, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    subprocess.run(
        [*made, "-addext", "subjectAltName=DNS:localhost", "-keyout", str(key), "-out", str(cert)], check=True, capture_output=True
    )
    trusted = ssl.create_default_context(cafile=str(cert))
    with serving(app, free_port(), ssl_certfile=str(cert), ssl_keyfile=str(key)) as port:
        answer = httpx.get(f"https://localhost:{port}/", headers={"Accept": "text/html"}, verify=trusted, trust_env=False)
        cookie = answer.headers["set-cookie"]
        assert "; Secure" in cookie
        assert f"connect-src 'self' ws://localhost:{port} wss://localhost:{port};" in answer.headers["content-security-policy"]
        key_in_cookie = cookie.split(";")[0]
        id = key_in_cookie.partition("=")[2].partition(".")[0]
        address = f"wss://localhost:{port}/api/v1/conversations/{id}/voice"
        headers = {"Cookie": key_in_cookie, "Origin": f"https://localhost:{port}"}
        with connect(address, ssl=trusted, proxy=None, additional_headers=headers) as socket:
            caller = Caller(socket)
            caller.send({"type": "hello"})
            assert caller.until("speech_start")["rate"] == 22_050
