"""Speech or not, 20 milliseconds at a time, and when somebody has begun to speak."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass

import numpy as np
import webrtcvad

from voice.audio import FRAME, BadSound, bytes_of

RATES = (8000, 16_000, 32_000, 48_000)
"""Samples a second that frames can be judged at."""
STRICTEST = 3
"""The detector's mode: milder ones take a fan for a voice (measured: at 5 dB mode 2 hears no end of 60 % of the turns)."""
BEGINS = 0.2
"""Seconds of speech that count as a beginning."""
BREAKS_IN = 0.3
"""The same while the assistant speaks: its echo and a cough are shorter."""
PRE_ROLL = 0.3
"""Seconds kept from before the speech, so that the first syllable is not lost."""
QUIETEST = -96.0
"""dBFS of digital silence."""
ABOVE_ROOM = 3.0
"""Decibels that speech is louder than the room. What is as loud as the quietest moment of the last seconds is the room."""
ROOM = 3.0
"""Seconds that the room is judged by: nobody speaks so long without a stop between two words."""
_BLOCK = 5
"""Frames whose mean level is compared."""
_BREWS = 3
"""Frames of a voice that may become speech."""
_KEPT = round((PRE_ROLL + 3 * BREAKS_IN) / FRAME)


@dataclass(frozen=True)
class Frame:
    """20 milliseconds that were judged."""

    pcm: bytes
    voiced: bool
    level: float
    """dBFS, mean of the last tenth of a second: 0 is as loud as can be, -96 nothing at all."""


class Activity:
    """Judges the sound of one line. Raises BadSound for a rate that is not one of RATES."""

    def __init__(self, rate: int) -> None:
        if rate not in RATES:
            raise BadSound(f"sound of {rate} samples a second; one of {', '.join(map(str, RATES))} is wanted")
        self._rate = rate
        self._bytes = bytes_of(FRAME, rate)
        self._detector = webrtcvad.Vad(STRICTEST)
        self._rest = b""
        self._powers: deque[float] = deque(maxlen=_BLOCK)
        self._room: deque[float] = deque(maxlen=round(ROOM / FRAME))

    def judge(self, pcm: bytes) -> list[Frame]:
        """The frames that this sound completes: any number of whole samples may come at a time."""
        self._rest += pcm
        whole = len(self._rest) - len(self._rest) % self._bytes
        sound, self._rest = self._rest[:whole], self._rest[whole:]
        return [self._judged(sound[at : at + self._bytes]) for at in range(0, whole, self._bytes)]

    def _judged(self, pcm: bytes) -> Frame:
        self._powers.append(_power(pcm))
        level = _decibels(sum(self._powers) / len(self._powers))
        if len(self._powers) == _BLOCK:
            self._room.append(level)
        steady = len(self._room) == self._room.maxlen and level < min(self._room) + ABOVE_ROOM
        return Frame(pcm, self._detector.is_speech(pcm, self._rate) and not steady, level)


class Beginning:
    """Tells when speech begins, and keeps what was heard just before."""

    def __init__(self) -> None:
        self._kept: deque[Frame] = deque(maxlen=_KEPT)
        self._run = 0
        self._since = 0

    @property
    def brewing(self) -> bool:
        """Whether something has been sounding that may become speech."""
        return self._run >= _BREWS

    def add(self, frame: Frame, needed: float) -> bool:
        """Whether with this frame somebody has spoken for `needed` seconds; each frame without a voice takes back one with."""
        self._kept.append(frame)
        self._run = self._run + 1 if frame.voiced else max(0, self._run - 1)
        self._since = self._since + 1 if self._run else 0
        return self._run >= round(needed / FRAME)

    def take(self) -> tuple[list[Frame], float]:
        """What belongs to this speech, from PRE_ROLL before it, and how many seconds of it are since it began; forgets all."""
        frames, since = list(self._kept)[-(self._since + round(PRE_ROLL / FRAME)) :], self._since
        self.forget()
        return frames, since * FRAME

    def forget(self) -> None:
        """It was nothing."""
        self._kept.clear()
        self._run = self._since = 0


def _power(pcm: bytes) -> float:
    samples = np.frombuffer(pcm, dtype="<i2").astype(np.float64) / 32768
    return float(np.mean(samples * samples))


def _decibels(power: float) -> float:
    return max(QUIETEST, 10 * math.log10(power)) if power > 0 else QUIETEST
