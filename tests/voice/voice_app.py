"""The real page and the real voice socket over a small Talks, and a small call that acts: no recogniser, no dialogue.

What is loud and then quiet has been said; what it was stands in `script`. What
is answered is told by a tone, a long one, so that it can be interrupted.
"""

from __future__ import annotations

import asyncio
import math
import secrets
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import uvicorn
from fastapi import FastAPI, Response

from api import voice_door
from api.calling import Calling
from api.newcomers import Newcomers
from api.pages.routes import router as pages
from api.rasa import Understanding
from api.serve import LARGEST_FRAME
from api.talks import Conversation
from api.voice_door import Calls, Hello
from api.voice_socket import VoiceSocket
from bot.expecting import ANYTHING
from bot.say import load_sentences
from bot.turn import Channel, Choice, Expects, Language, Reply, Turn
from tests.living import wait_until
from tests.voice.pretending import SENTENCES, WORDS, Doubting, QuietMouth
from voice.audio import Audio
from voice.browser import BrowserLine
from voice.call import Room
from voice.ears.scripted import ScriptedEars
from voice.line import Answered, HungUp, Incoming, Listens, Partial, Sound, StopSpeaking, Typed, Understood

SAY = Path(__file__).parents[2] / "data/say"
GREETING = Reply("您好，我是暖办。您想办什么？", choices=(Choice("办退休", "我想办退休"), Choice("更多", "更多")))
LOUD = 600
"""Root mean square from which a frame is speech here."""
QUIET_FRAMES = 25


NOTHING = Understanding()


@dataclass(frozen=True)
class Exchange:
    """What was said and answered."""

    said: str | None
    replies: tuple[Reply, ...]
    at: datetime = datetime(2026, 3, 5, 6, 8, tzinfo=UTC)
    understanding: Understanding = NOTHING
    held_by_staff: bool = False
    aside: bool = False


@dataclass
class Talks:
    """Conversations in memory."""

    tokens: dict[str, str] = field(default_factory=dict)
    exchanges: dict[str, list[Exchange]] = field(default_factory=dict)
    asks: list[str] = field(default_factory=list)
    """Questions put one after the other, an answer a question; 返回 goes a step back."""
    choices: tuple[Choice, ...] = ()
    """What every answer offers."""
    at: int = 0

    async def open(self, channel: Channel, language: Language) -> Any:
        id, token = secrets.token_hex(8), secrets.token_urlsafe(24)
        opening = replace(GREETING, expects=self._expects())
        self.tokens[id], self.exchanges[id] = token, [Exchange(None, (opening,))]
        return SimpleNamespace(id=id, token=token, replies=(GREETING,))

    async def authorise(self, id: str, token: str) -> Conversation | None:
        return Conversation(id, "web", "zh", datetime.now(UTC)) if self.tokens.get(id) == token else None

    async def take(self, turn: Turn) -> Exchange:
        gone = turn.text == "退出登录"
        facts = {"signed_out": True} if gone else {}
        reply = Reply(f"您说的是：{turn.text}", choices=self.choices, facts=facts, expects=self._question(turn.text))
        exchange = Exchange(turn.text, (reply,))
        self.exchanges[turn.conversation].append(exchange)
        return exchange

    def _question(self, said: str) -> Expects | None:
        self.at += -1 if said == "返回" else 1
        return self._expects()

    def _expects(self) -> Expects | None:
        return Expects(self.asks[self.at], "choice") if self.at < len(self.asks) else None

    @property
    def transcript(self) -> Talks:
        return self

    async def history(self, id: str) -> tuple[Exchange, ...]:
        return tuple(self.exchanges[id])

    def said(self, id: str) -> list[str]:
        """What was said in a talk."""
        return [one.said for one in self.exchanges[id] if one.said]


@dataclass
class SmallCalls:
    """Answers calls, and remembers what they were like."""

    talks: Talks
    script: list[str] = field(default_factory=list)
    hellos: list[Hello] = field(default_factory=list)
    sounds: dict[str, bytearray] = field(default_factory=dict)
    open: int = 0
    stopped: int = 0
    speaks: float = 1.0
    """Seconds that every answer sounds."""

    async def answer(self, page: VoiceSocket, talk: Conversation, hello: Hello) -> None:
        """One call."""
        self.hellos.append(hello)
        self.open += 1
        try:
            await SmallCall(self, BrowserLine(page, patience=lambda: 1.25), talk.id).talk(hello)
        finally:
            self.open -= 1


@dataclass
class SmallCall:
    """One call."""

    calls: SmallCalls
    line: BrowserLine
    id: str
    speaking: asyncio.Task[None] | None = None
    loud: int = 0
    quiet: int = 0

    async def talk(self, hello: Hello) -> None:
        await self.speak((GREETING,) if hello.speak_greeting else ())
        while not isinstance(incoming := await self.line.receive(), HungUp):
            if (text := await self.heard(incoming)) is not None:
                taken = await self.calls.talks.take(Turn(self.id, text, secrets.token_hex(4)))
                await self.speak(taken.replies)
                if self.speaking is not None and any(reply.facts.get("signed_out") for reply in taken.replies):
                    await self.speaking
                    return
        await self.hush()

    async def heard(self, incoming: Incoming) -> str | None:
        match incoming:
            case Typed(text):
                return text
            case StopSpeaking():
                await self.hush()
                await self.line.show(Listens())
            case Sound(pcm):
                self.calls.sounds.setdefault(self.id, bytearray()).extend(pcm)
                return await self.frame(pcm)
        return None

    async def frame(self, pcm: bytes) -> str | None:
        is_loud = level(pcm) > LOUD
        self.loud += is_loud
        self.quiet = 0 if is_loud else self.quiet + 1
        if is_loud and self.loud == 10:
            await self.hush()
            await self.line.show(Partial(self.calls.script[0][:2]))
        if self.loud > 10 and self.quiet == QUIET_FRAMES:
            self.loud = 0
            text = self.calls.script.pop(0)
            await self.line.show(Understood(text, 0.9))
            return text
        return None

    async def speak(self, replies: tuple[Reply, ...]) -> None:
        await self.hush()
        for reply in replies:
            await self.line.show(Answered(reply))
        self.speaking = asyncio.create_task(self.say(replies))

    async def say(self, replies: tuple[Reply, ...]) -> None:
        for reply in replies:
            await self.line.play(tone(self.calls.speaks), reply.text)
        await self.line.show(Listens())

    async def hush(self) -> None:
        speaking, self.speaking = self.speaking, None
        if speaking is not None and not speaking.done():
            self.calls.stopped += 1
            speaking.cancel()
            await asyncio.wait([speaking])


def level(pcm: bytes) -> float:
    """Root mean square."""
    values = struct.unpack(f"<{len(pcm) // 2}h", pcm)
    return math.sqrt(sum(v * v for v in values) / len(values))


def tone(seconds: float, rate: int = 22_050, hertz: int = 440, peak: int = 9000) -> Audio:
    """A sine: one second of it, again and again."""
    turns = 2 * math.pi * hertz / rate
    second = b"".join(struct.pack("<h", round(peak * math.sin(turns * i))) for i in range(rate))
    return Audio((second * math.ceil(seconds))[: int(seconds * rate) * 2], rate)


def build_app(*, most: int = 3, hears: bool = True) -> FastAPI:
    """The page and the voice socket."""
    app = FastAPI()
    talks = Talks()
    small = SmallCalls(talks)
    state = app.state
    state.newcomers = Newcomers(60)
    state.talks, state.small, state.answer_call, state.calls = talks, small, small.answer, Calls(most)
    state.sentences, state.settings = load_sentences(SAY), SimpleNamespace(demo=False)
    state.say, state.summary, state.hears = _read_aloud, lambda id, language: None, hears
    state.demo_people, state.outbox, state.ready, state.into_wechat = (), list, _ready, None

    @app.get("/bare")
    def bare() -> Response:
        return Response("<!doctype html><title>elsewhere</title>", media_type="text/html")

    app.include_router(voice_door.router)
    app.include_router(pages)
    return app


@dataclass
class RealCalls:
    """Answers calls as the product does, with ears that hear what they are told to and a voice that is silent for as long as it speaks."""

    talks: Talks
    ears: ScriptedEars | None
    doubts: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """What is heard unsurely, with what else it may have been."""
    hellos: list[Hello] = field(default_factory=list)
    mute: bool = False

    async def answer(self, page: VoiceSocket, talk: Conversation, hello: Hello) -> None:
        """One call."""
        self.hellos.append(hello)
        room = Room(self.ears, QuietMouth(self.mute), Doubting(self.doubts), SENTENCES, WORDS)
        await Calling(self.talks, room, lambda id, language: ANYTHING)(page, talk, hello)  # type: ignore[arg-type]


def build_real_app(*hears: str, **given: Any) -> FastAPI:
    """The page, the socket and the product's own call; these things are heard, one after the other."""
    app = build_app()
    ears = ScriptedEars(*hears) if given.pop("ears", True) else None
    app.state.hears = ears is not None
    app.state.talks.asks = given.pop("asks", [])
    app.state.real = RealCalls(app.state.talks, ears, **given)
    app.state.answer_call = app.state.real.answer
    return app


async def _ready() -> bool:
    return True


async def _read_aloud(text: str, language: Language, slow: bool) -> bytes | None:
    return tone(1.5).wav()


@contextmanager
def serving(app: FastAPI, port: int = 0, **config: Any) -> Iterator[int]:
    """The app on a real port, which is given; closed at the end as a server that stops closes."""
    given = {"log_level": "critical", "ws_max_size": LARGEST_FRAME, "ws_per_message_deflate": False, **config}
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, timeout_graceful_shutdown=3, **given))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    wait_until(lambda: server.started, "the door does not open")
    try:
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(10)
