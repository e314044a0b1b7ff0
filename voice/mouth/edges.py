"""The silence around a sentence: cut off where a voice adds it, put on where a listener needs it."""

from __future__ import annotations

import numpy as np

from voice.audio import WIDTH, Audio, silence
from voice.mouth import Pace

QUIET = 100
"""Of 32,767: below it nothing is heard. eSpeak's edges are pure zeros: none at the front, 0.38–0.55 s at the end."""
KEPT = 0.05
"""Seconds that stay on either side."""

PAUSES: dict[Pace, float] = {"slow": 0.6, "normal": 0.35, "fast": 0.25}
"""Seconds between two sentences: whoever listens slowly needs time more than drawling."""


def trimmed(audio: Audio) -> Audio:
    """The sound without long silence at its edges; all of it when it is nothing but silence."""
    heard = np.flatnonzero(np.abs(np.frombuffer(audio.pcm, dtype="<i2").astype(np.int32)) >= QUIET)
    if not heard.size:
        return audio
    kept = int(KEPT * audio.rate)
    first, last = max(0, int(heard[0]) - kept), int(heard[-1]) + 1 + kept
    return Audio(audio.pcm[first * WIDTH : last * WIDTH], audio.rate)


def with_pause(audio: Audio, pace: Pace) -> Audio:
    """The sound and the rest after it."""
    return Audio(audio.pcm + silence(PAUSES[pace], audio.rate).pcm, audio.rate)
