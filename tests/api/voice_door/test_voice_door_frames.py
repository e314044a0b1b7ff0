"""What is no call: frames that no page sends, floods, a page that stands still; nobody else suffers."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed

from api import voice_socket
from tests.api.voice_door.caller import FRAME, Caller, calling, open_talk
from tests.voice.voice_app import GREETING, SmallCalls

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
