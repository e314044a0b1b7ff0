"""How long a sentence lasts when it is said, and whether a sound can be that sentence."""

from __future__ import annotations

import re
import unicodedata

import numpy as np

from voice.audio import Audio, silence
from voice.mouth import NotSpoken
from voice.mouth.order import RATE, Order

SYLLABLE, PAUSE, TAIL = 45, 43, 60
"""Seconds times eSpeak's rate, of a Mandarin syllable, a comma and the silence at the end; fitted on the sentences of data/say."""
LETTER, ENGLISH_PAUSE = 10.6, 60
"""The same of an English letter and comma."""
DIGIT = 6
"""English letters that a digit counts as: 12345 is twelve thousand three hundred and forty-five."""

SHORTEST = 0.3
"""Seconds; a sound that is shorter holds no word."""
AUDIBLE = 500
"""Of 32,767: a sound that never reaches it is silence."""
LEAST, MOST = 0.5, 2.0
"""A sound lasts between so many times of what is expected: syllables differ, short sentences by a quarter."""
STRANGE = 2.0
"""Seconds that a sign may take which no language here has: voices spell out its name."""

MOMENT = silence(0.2, RATE)
"""What is heard of a sentence in which there is nothing to pronounce."""

NUMBERED = re.compile(r"[A-Za-züÜ:]+[1-5]")
_CHINESE = re.compile(r"[üÜ\u3400-\u9fff]")
_PAUSES = re.compile(r"[,，、;；:：.。!！?？…—](?=\s*\w)")


def expected_seconds(order: Order) -> float:
    """How long these words last, within a quarter either way."""
    pauses = len(_PAUSES.findall(order.words))
    if order.voice.startswith("cmn"):
        return (_syllables(order.words) * SYLLABLE + pauses * PAUSE + TAIL) / order.rate
    letters = sum(DIGIT if sign.isdigit() else sign.isalpha() for sign in order.words)
    return (letters * LETTER + pauses * ENGLISH_PAUSE + TAIL) / order.rate


def check(audio: Audio, order: Order) -> None:
    """Raises NotSpoken when this sound cannot be these words: cut off, at a speed far from the one asked for, or silent."""
    expected = expected_seconds(order)
    least, most = max(SHORTEST, LEAST * expected), 1 + MOST * expected + STRANGE * _strange(order)
    if not least <= audio.seconds <= most:
        raise NotSpoken(f"a sound of {audio.seconds:.2f} s came out where {expected:.2f} s were expected")
    if np.abs(np.frombuffer(audio.pcm, dtype="<i2").astype(np.int32)).max() < AUDIBLE:
        raise NotSpoken("silence came out")


def _strange(order: Order) -> int:
    """How many signs this voice may spell out."""
    words = _CHINESE.sub("", order.words) if order.voice.startswith("cmn") else order.words
    return sum(1 for sign in words if not sign.isascii() and unicodedata.category(sign)[0] in "LNS")


def _syllables(words: str) -> int:
    """Numbered syllables; a character, a digit and two other letters count as one each."""
    rest = NUMBERED.sub(" ", words)
    letters = sum(1 for sign in rest if sign.isascii() and sign.isalpha())
    return (
        len(NUMBERED.findall(words)) + letters // 2 + sum(1 for sign in rest if sign.isalnum() and not (sign.isascii() and sign.isalpha()))
    )
