"""Sound for the tests of the ears: sentences in espeak-ng's voices, noise, and the model that knows these voices."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import numpy as np
import pytest
from pypinyin import Style, lazy_pinyin

from bot.expecting import ANYTHING, Expecting
from voice.audio import FRAME, RATE, bytes_of
from voice.ears import Heard, NotHeard, Recognizer

MODEL = Path(__file__).with_name("model")
OWN_RATE = 22_050
"""Samples a second of espeak-ng."""
with_voice = pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="no voice here (Debian: apt-get install espeak-ng)")


@lru_cache(maxsize=256)
def spoken(text: str, voice: str = "f5", rate: int = RATE, around: float = 0.3) -> bytes:
    """The text as this variant of the voice says it, with so many seconds of silence before and after."""
    syllables = " ".join(lazy_pinyin(text, style=Style.TONE3, neutral_tone_with_five=True, tone_sandhi=True))
    command = ["espeak-ng", "-v", f"cmn-latn-pinyin+{voice}", "-s", "140", "--stdout", syllables]
    wave = subprocess.run(command, capture_output=True, check=True).stdout
    body = wave[wave.index(b"data") + 8 :]
    samples = np.frombuffer(body[: len(body) // 2 * 2], "<i2").astype(np.float64)
    if rate < OWN_RATE:  # what the lower rate cannot carry would come back as noise
        kernel = np.sinc(np.arange(-16, 17) * rate / OWN_RATE) * np.hamming(33) * rate / OWN_RATE
        samples = np.convolve(samples, kernel, mode="same")
    moments = np.arange(int(len(samples) * rate / OWN_RATE)) * OWN_RATE / rate
    pcm = np.interp(moments, np.arange(len(samples)), samples).astype("<i2").tobytes()
    quiet = b"\0" * bytes_of(around, rate)
    return quiet + pcm + quiet


def noise(seconds: float, level: float, rate: int = RATE) -> bytes:
    """White noise of this root mean square."""
    return np.random.default_rng(7).normal(0, level, int(seconds * rate)).astype("<i2").tobytes()


def frames(pcm: bytes, rate: int = RATE) -> Iterator[bytes]:
    """As a line brings it."""
    size = bytes_of(FRAME, rate)
    for start in range(0, len(pcm), size):
        yield pcm[start : start + size]


def hear(ears: Recognizer, pcm: bytes, rate: int = RATE, expecting: Expecting = ANYTHING) -> tuple[list[str], Heard | NotHeard]:
    """What the ears say while it is said, and at the end; within a minute."""

    async def listen() -> tuple[list[str], Heard | NotHeard]:
        listening = ears.listen(rate, expecting)
        partials = [partial for frame in frames(pcm, rate) if (partial := await listening.feed(frame)) is not None]
        heard = await listening.finish()
        listening.close()
        return partials, heard

    return asyncio.run(asyncio.wait_for(listen(), 60))


def text_of(heard: Heard | NotHeard) -> str:
    """The words, or why there are none."""
    return heard.text if isinstance(heard, Heard) else f"({heard.why})"
