"""Callers of the voice bench: each a plain socket that speaks in real time and notes when it gets what."""

from __future__ import annotations

import asyncio
import itertools
import json
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import numpy as np
from websockets.asyncio.client import ClientConnection, connect

from bot.expecting import ANYTHING
from tests.voice.spoken import MODEL, frames, spoken
from voice.audio import FRAME, RATE, bytes_of
from voice.ears import Heard
from voice.ears.vosk import VoskEars

SCRIPT = ("我要做养老金资格认证", "青禾区", "每个月都有", "给我自己", "要带什么", "再说一遍", "人工")
"""What everybody says, one after the other. After 人工 a person would answer: the next talk begins."""
VOICES = ("f5", "m8", "steph2")
"""Voices of espeak-ng that the model of the tests was not taught."""
FAINTEST = 300
"""Of 32,768: what is fainter at the end of a sentence is not heard any more."""
LISTENS_TO = 1.5
"""Seconds of an answer that are heard before the caller has had enough of it."""
THINKS = (0.7, 1.5)
"""Seconds, at least and at most, before they speak."""
GIVES_UP = 20.0
"""Seconds until an answer that does not come counts as missing."""
QUIET = b"\0" * bytes_of(FRAME, RATE)


@dataclass(frozen=True)
class Utterance:
    """One sentence in one voice."""

    text: str
    pcm: bytes
    ends: float
    """Seconds to its last audible sample."""
    words: tuple[tuple[str, float], ...]
    """What stands there once the word is understood, and the seconds until the word has been said."""


@dataclass
class Turn:
    """One thing said by one caller; moments are those of `time.time`."""

    talk: str
    utterance: Utterance
    began: float
    partials: list[tuple[float, str]] = field(default_factory=list)
    heard: tuple[float, str] | None = None
    answered: float = 0.0
    """When the answer stood there to be read."""
    sound: float | None = None
    """When the first sound of the answer came."""
    late: float = 0.0
    """Seconds that the caller was late at worst with a frame of it: the bench's own fault."""

    @property
    def ended(self) -> float:
        """When the last of it was said."""
        return self.began + self.utterance.ends


def utterances(tried: Path) -> dict[tuple[str, str], Utterance]:
    """Every sentence in every voice, with where its words end, as the same model hears it when it has all the time."""

    async def hear(ears: VoskEars, text: str, voice: str) -> Utterance:
        pcm = spoken(text, voice, around=0.0)
        listening = ears.listen(RATE, ANYTHING)
        for frame in frames(pcm + QUIET * 25):
            await listening.feed(frame)
        heard = await listening.finish()
        listening.close()
        assert isinstance(heard, Heard), f"{text} in the voice {voice} is not heard at all"
        words = tuple(("".join(word.text for word in heard.words[: at + 1]), word.end) for at, word in enumerate(heard.words))
        audible = np.flatnonzero(np.abs(np.frombuffer(pcm, "<i2").astype(int)) > FAINTEST)[-1]
        return Utterance(text, pcm, float(audible + 1) / RATE, words)

    ears = VoskEars(MODEL, tried)
    found = {(text, voice): asyncio.run(hear(ears, text, voice)) for text in SCRIPT for voice in VOICES}
    ears.close()
    return found


@dataclass
class Caller:
    """One talk after another until the time is up."""

    number: int
    url: str
    says: dict[tuple[str, str], Utterance]
    turns: list[Turn] = field(default_factory=list)
    missing: int = 0
    """Sentences without an answer."""
    faults: list[str] = field(default_factory=list)
    """Errors that the door told."""

    async def call(self, until: float) -> None:
        """Talks until then, and to the end of the sentence that is being said."""
        chance = random.Random(self.number)
        await asyncio.sleep(self.number * 0.37 % 5)
        async with httpx.AsyncClient(base_url=self.url, trust_env=False, timeout=60) as client:
            while time.time() < until:
                opened = (await client.post("/api/v1/conversations", json={})).raise_for_status().json()
                address = f"{self.url.replace('http', 'ws', 1)}/api/v1/conversations/{opened['id']}/voice"
                async with connect(address, max_size=None, proxy=None) as socket:
                    await socket.send(json.dumps({"type": "hello", "token": opened["token"]}))
                    await _Talk(self, socket, opened["id"], chance).run(until)


class _Talk:
    def __init__(self, caller: Caller, socket: ClientConnection, name: str, chance: random.Random) -> None:
        self._caller, self._socket, self._name, self._chance = caller, socket, name, chance
        self._voice = VOICES[caller.number % len(VOICES)]
        self._says: Turn | None = None
        self._rest: Iterator[bytes] = iter(())
        self._listens, self._sounds = asyncio.Event(), asyncio.Event()

    async def run(self, until: float) -> None:
        tasks = [asyncio.create_task(work()) for work in (self._speak, self._read)]
        try:
            await self._hear_some()
            for text in SCRIPT:
                if time.time() >= until:
                    return
                await self._say(self._caller.says[text, self._voice])
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _say(self, utterance: Utterance) -> None:
        await asyncio.sleep(self._chance.uniform(*THINKS))
        self._sounds.clear()
        self._listens.clear()
        self._says = turn = Turn(self._name, utterance, 0.0)
        self._rest = frames(utterance.pcm)
        if await self._hear_some():
            self._caller.turns.append(turn)
        else:
            self._caller.missing += 1

    async def _hear_some(self) -> bool:
        """Whether an answer came; the rest of a long one is waved aside."""
        try:
            async with asyncio.timeout(GIVES_UP):
                await self._sounds.wait()
                await asyncio.sleep(LISTENS_TO)
                await self._socket.send('{"type": "stop_speaking"}')
                await self._listens.wait()
        except TimeoutError:
            return False
        return True

    async def _speak(self) -> None:
        """A microphone: a frame is sent when its last sample has been said."""
        began = time.time()
        for at in itertools.count(1):
            await asyncio.sleep(max(0.0, began + at * FRAME - time.time()))
            late = time.time() - began - at * FRAME
            frame = next(self._rest, None)
            turn = self._says
            if frame is not None and turn is not None:
                turn.began = turn.began or began + (at - 1) * FRAME
                turn.late = max(turn.late, late)
            await self._socket.send((frame or QUIET).ljust(len(QUIET), b"\0"))

    async def _read(self) -> None:
        async for frame in self._socket:
            now, turn = time.time(), self._says
            if isinstance(frame, bytes):
                self._note_sound(now, turn)
            else:
                self._note(now, turn, json.loads(frame))

    def _note_sound(self, now: float, turn: Turn | None) -> None:
        if turn is None or (turn.heard is not None and turn.sound is None):
            self._sounds.set()
            if turn is not None:
                turn.sound = now

    def _note(self, now: float, turn: Turn | None, event: dict[str, Any]) -> None:
        match event["type"]:
            case "listening":
                self._listens.set()
            case "partial" if turn is not None:
                turn.partials.append((now, event["text"]))
            case "heard" if turn is not None:
                turn.heard = now, event["text"]
            case "reply" if turn is not None:
                turn.answered = turn.answered or now
            case "error":
                self._caller.faults.append(event["kind"])


async def all_call(callers: Sequence[Caller], seconds: float) -> None:
    """All of them at once."""
    until = time.time() + seconds
    await asyncio.gather(*(caller.call(until) for caller in callers))
