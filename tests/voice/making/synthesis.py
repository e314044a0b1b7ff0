"""Speech from espeak-ng."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass

import numpy as np

from tests.voice.making.rooms import RATE, resample

TRAINED = (
    "m1", "m2", "m3", "m4", "m5", "m6", "m7", "f1", "f2", "f3", "f4", "Andy", "Annie", "adam", "anika", "aunty", "belinda",
    "benjamin", "david", "ed", "edward", "gustave", "Jacky", "john", "Lee", "linda", "max", "Mike", "pablo", "paul",
    "rob", "robert", "steph", "victor", "zac", "klatt", "klatt2", "klatt3", "klatt4",
    "boris", "caleb", "michael", "miguel", "norbert", "quincy", "sandro", "shelby", "travis",
)  # fmt: skip
HELD_OUT = ("f5", "m8", "steph2", "marcelo")
"""Variants of espeak-ng that the network hears for the first time when it is measured."""

_ESPEAK_RATE = 22050


@dataclass(frozen=True)
class Voice:
    """A variant of espeak-ng (empty: its own voice), words a minute, and pitch of 0 to 99."""

    variant: str = ""
    speed: int = 130
    pitch: int = 50


def speak(text: str, voice: Voice) -> np.ndarray:
    """The text (characters, or numbered pinyin) as 16-bit samples at 16 kHz, without silence around it."""
    name = "cmn-latn-pinyin" + (f"+{voice.variant}" if voice.variant else "")
    command = ["espeak-ng", "-v", name, "-s", str(voice.speed), "-p", str(voice.pitch), "--stdout", text]
    wave = subprocess.run(command, capture_output=True, check=True).stdout
    body = wave[wave.index(b"data") + 8 :]  # the length in front of it is wrong in a stream
    samples = np.frombuffer(body[: len(body) // 2 * 2], "<i2").astype(np.float32)
    samples = resample(samples, _ESPEAK_RATE, RATE)
    loud = np.flatnonzero(np.abs(samples) > 40)
    if len(loud):
        samples = samples[max(0, loud[0] - 160) : loud[-1] + 800]
    return np.clip(samples, -32768, 32767).astype(np.int16)
