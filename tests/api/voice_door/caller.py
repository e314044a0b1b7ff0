"""A program at the voice socket."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from tests.voice.voice_app import tone

FRAME = b"\0\0" * 320
SPOKEN = tone(0.5, 16_000).pcm
QUIET = b"\0\0" * 16_000


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
