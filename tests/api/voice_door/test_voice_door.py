"""The voice socket as a program sees it: what it hears, and who may call."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi import FastAPI

from api import rest
from api.origins import same_origin
from api.voice_door import Hello, hello_of
from tests.api.voice_door.caller import FRAME, calling, door, open_talk, token_of
from tests.voice.voice_app import GREETING, SmallCalls, tone


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
