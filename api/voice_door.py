"""The voice socket: who calls, whether there is room, and one call for each talk. What is said in it is the voice room's."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Final

import structlog
from fastapi import APIRouter, WebSocket
from sqlalchemy.exc import SQLAlchemyError

from api.origins import same_origin
from api.pages.cookies import TALK, key_in
from api.rest import HELLO_WITHIN, REFUSED
from api.talks import Conversation, Talks
from api.voice_socket import VoiceSocket

router = APIRouter(prefix="/api/v1/conversations")
log = structlog.get_logger()

TAKEN_OVER: Final = 4409
"""Closing code: the same talk is spoken in elsewhere now."""
OVER: Final = 4410
"""Closing code: the talk was ended elsewhere."""
LOOKS = 5.0
"""Seconds between looks whether the talk is still open: it may be left or erased in another window."""
BROKEN: Final = 1011
"""Closing code: something of ours failed; a page calls again."""
BUSY: Final = 1013
"""Closing code: all lines are taken; try again later."""


@dataclass(frozen=True)
class Hello:
    """What a page says first."""

    patience: object = None
    """Seconds of silence that ended this speaker's sentences before, as the page says it; `voice.patience.pace_of` bounds it."""
    pace: str | None = None
    """slow, normal or fast."""
    louder: bool = False
    speak_greeting: bool = True
    """Whether what opens the call is spoken: not when a page comes back after a broken line."""
    microphone: bool = True
    """False for a page that only wants to hear."""


AnswerCall = Callable[[VoiceSocket, Conversation, Hello], Awaitable[None]]
"""Talks with whoever is there until the call ends."""


@dataclass
class Calls:
    """The calls of this process."""

    most: int
    _open: dict[str, VoiceSocket] = field(default_factory=dict)

    def full(self, talk: str) -> bool:
        """Whether there is no room for one more call, of this talk."""
        return talk not in self._open and len(self._open) >= self.most

    def take(self, talk: str, socket: VoiceSocket) -> VoiceSocket | None:
        """This socket is the talk's call from now on; the one that was until now is given back, to be told."""
        before = self._open.get(talk)
        self._open[talk] = socket
        return before

    def leave(self, talk: str, socket: VoiceSocket) -> None:
        """The call of this socket has ended."""
        if self._open.get(talk) is socket:
            del self._open[talk]


@router.websocket("/{id}/voice")
async def voice(socket: WebSocket, id: str) -> None:
    """One voice call. The first frame says hello: with the talk's token, or from our own page by its cookie."""
    state = socket.app.state
    await socket.accept()
    page = VoiceSocket(socket, _troubles(state.sentences, "zh"))
    hello = await _hello(page)
    talk = await _who(socket, state.talks, id, hello) if hello is not None else None
    if hello is None or talk is None:
        await page.close(REFUSED)
        return
    page.trouble = _troubles(state.sentences, talk.language)
    calls: Calls = state.calls
    if calls.full(talk.id):
        await page.refuse("busy", BUSY)
        return
    before = calls.take(talk.id, page)
    watching = asyncio.create_task(_end_with(page, lambda: _who(socket, state.talks, id, hello)))
    leaving = asyncio.create_task(before.refuse("taken_over", TAKEN_OVER)) if before is not None else None
    try:
        await page.send_event({"type": "ready"})
        await state.answer_call(page, talk, hello_of(hello))
    except Exception:  # whatever broke, whoever speaks is told so, and calls again
        log.exception("call_failed", conversation=talk.id)
        await page.refuse("broken", BROKEN)
    finally:
        watching.cancel()
        calls.leave(talk.id, page)
        await page.close()
        await asyncio.gather(watching, *([leaving] if leaving else ()), return_exceptions=True)


async def _hello(page: VoiceSocket) -> dict[str, Any] | None:
    try:
        first = await asyncio.wait_for(page.receive(), HELLO_WITHIN)
    except TimeoutError:
        return None
    return first if isinstance(first, dict) and first["type"] == "hello" else None


async def _who(socket: WebSocket, talks: Talks, id: str, hello: dict[str, Any]) -> Conversation | None:
    """The talk that this page may speak in."""
    token = hello.get("token")
    if token is None and same_origin(socket.headers.get("origin"), socket.headers.get("host")):
        key = key_in(socket.cookies.get(TALK, ""))
        token = key.token if key is not None and key.id == id else None
    return await talks.authorise(id, token) if isinstance(token, str) and token.isascii() else None


async def _end_with(page: VoiceSocket, still: Callable[[], Awaitable[Conversation | None]]) -> None:
    """Ends the call when its talk has ended. A database that is away now is asked again."""
    while True:
        try:
            if await still() is None:
                break
        except SQLAlchemyError as fault:
            log.warning("talk_not_watched", fault=type(fault).__name__)
        await asyncio.sleep(LOOKS)
    await page.refuse("over", OVER)


def hello_of(event: dict[str, Any]) -> Hello:
    """What a hello asks for; what it holds otherwise is as if it were not there."""
    pace = event.get("pace")
    return Hello(
        patience=event.get("patience"),
        pace=pace if pace in ("slow", "normal", "fast") else None,
        louder=event.get("louder") is True,
        speak_greeting=event.get("speak_greeting") is not False,
        microphone=event.get("microphone") is not False,
    )


def _troubles(sentences: Any, language: str) -> Callable[[str], tuple[str, str]]:
    def trouble(fault: str) -> tuple[str, str]:
        return sentences.say("voice.trouble", language).text, sentences.say(f"voice.{fault}", language).text

    return trouble
