"""What the tests of the mouth share: readings, voices that fail, and the reason to skip."""

from __future__ import annotations

import asyncio
import re
import shutil
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from pypinyin import Style, lazy_pinyin

from voice.audio import Audio, silence
from voice.mouth import Language, NotSpoken, Reading, Tone
from voice.mouth.choosing import OPENERS
from voice.mouth.pyttsx3 import Pyttsx3Speaker

with_voice = pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="no voice here (Debian: apt-get install espeak-ng)")
GREETING = "您好，这里是暖办。"
LONG = "您的养老金每月十五号发到银行卡里，请您放心，有什么问题可以随时再问我，也可以说人工。"


def reading(text: str, language: Language = "zh") -> Reading:
    """A sentence in pinyin, without the rules of the true reader."""
    spoken = lazy_pinyin(text, style=Style.TONE3, neutral_tone_with_five=True, tone_sandhi=True) if language == "zh" else []
    return Reading(text, " ".join(spoken), language)


def read(text: str, language: Language) -> tuple[Reading, ...]:
    """Sentence by sentence."""
    return tuple(reading(sentence, language) for sentence in re.findall(r"[^。？！]+[。？！]?", text))


def with_speaker[T](name: str, doing: Callable[[Any], Awaitable[T]]) -> T:
    """Opens a voice, does something with it within a minute, and closes it."""

    async def scene() -> T:
        speaker = OPENERS[name]()
        try:
            return await asyncio.wait_for(doing(speaker), 60)
        finally:
            await speaker.close()

    return asyncio.run(scene())


def with_pool[T](doing: Callable[[Pyttsx3Speaker], Awaitable[T]], **settings: Any) -> T:
    """The same with a pool of pyttsx3 made for the purpose."""

    async def scene() -> T:
        pool = Pyttsx3Speaker("pyttsx3 under test", **settings)
        try:
            return await asyncio.wait_for(doing(pool), 60)
        finally:
            await pool.close()

    return asyncio.run(scene())


class Recorded:
    """A voice that says a second of a hum for everything, and notes what it was asked."""

    def __init__(self, name: str = "recorded") -> None:
        self.name = name
        self.said: list[tuple[str, Tone]] = []
        self.cancelled: list[str] = []
        self.closed = 0
        self.go = asyncio.Event()
        self.go.set()

    async def say(self, reading: Reading, tone: Tone) -> Audio:
        self.said.append((reading.text, tone))
        try:
            await self.go.wait()
        except asyncio.CancelledError:
            self.cancelled.append(reading.text)
            raise
        return Audio(b"\0\x20" * 16_000, 16_000)

    async def close(self) -> None:
        self.closed += 1


class Hoarse:
    """A voice that cannot say anything with these signs in it; anything at all when none is given."""

    name = "hoarse"

    def __init__(self, *cannot: str) -> None:
        self.cannot = cannot

    async def say(self, reading: Reading, tone: Tone) -> Audio:
        if not self.cannot or any(sign in reading.text for sign in self.cannot):
            raise NotSpoken("hoarse")
        return silence(1)

    async def close(self) -> None:
        pass


def gone(pid: int) -> bool:
    """Whether this process has ended, be it that nobody has looked yet."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(") ")[1].startswith("Z")
    except FileNotFoundError:
        return True


def gone_within_a_minute(pids: list[int]) -> bool:
    for _ in range(6_000):
        if all(map(gone, pids)):
            return True
        time.sleep(0.01)
    return False
