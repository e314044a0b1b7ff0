"""What an engine believes was said, and how sure that is: from its n best readings of one sound to a Heard."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from voice.ears import Heard, Word

KEPT = 5
"""Alternatives that are handed on."""
SLACK = 4.5
"""How much less likely than free hearing a reading by phrase list may be, in nats a second of speech, and still be taken.

Measured with the fixture model (tests/voice/model's forerunner, the same loss): phrases of the list +0.5 to +13, digit
strings −0.7 to −2.8 a second (a digit string has more ways to be wrong than free hearing has words), what is not in the
list −5.7 to −77. Both readings come from the same weights over the same frames, so the difference is one of fit, not of
loudness or of the microphone.
"""

_NO_WORD = re.compile(r"\[unk\]|<[^>]*>", re.IGNORECASE)
_LATIN = re.compile(r"[A-Za-z0-9']")


@dataclass(frozen=True)
class Spelled:
    """A word as the engine wrote it, with seconds since the sound began."""

    text: str
    start: float
    end: float


@dataclass(frozen=True)
class Hypothesis:
    """One reading of the whole sound."""

    words: tuple[Spelled, ...]
    likelihood: float
    """Logarithm, natural; only differences between readings of the same sound mean something."""

    @property
    def text(self) -> str:
        """The words as they are shown."""
        return joined([word.text for word in self.words])


Hypotheses = tuple[Hypothesis, ...]
"""The likeliest first."""


def joined(words: list[str]) -> str:
    """The words in one line: no space beside a Chinese character, none of what stands for `no word` ([unk], <UNK>)."""
    text = ""
    for word in (word for word in words if word and not _NO_WORD.fullmatch(word)):
        text += " " + word if text and _LATIN.match(text[-1]) and _LATIN.match(word[0]) else word
    return text


def pick(free: Hypotheses, listed: Hypotheses = ()) -> Heard | None:
    """What was heard; None when there are no words in it. A reading by phrase list is taken if it fits the sound as well as a free one."""
    if listed and listed[0].text and _fits(listed[0], free):
        return _heard(listed, also=free)
    return _heard(free, also=listed) if free and free[0].text else None


def _fits(listed: Hypothesis, free: Hypotheses) -> bool:
    if not free:
        return True
    said = [*listed.words, *free[0].words]
    seconds = max(word.end for word in said) - min(word.start for word in said)
    return listed.likelihood - free[0].likelihood >= -SLACK * max(seconds, 0.3)


def _heard(readings: Hypotheses, also: Hypotheses) -> Heard:
    """The first reading, its words weighed by all, and what else it may have been."""
    weights = shares(readings)
    best = readings[0]
    words = tuple(
        Word(word.text, word.start, word.end, _confidence(word, readings, weights))
        for word in best.words
        if not _NO_WORD.fullmatch(word.text)
    )
    others = dict.fromkeys(reading.text for reading in (*also[:1], *readings[1:], *also[1:]))
    alternatives = tuple(text for text in others if text and text != best.text)[:KEPT]
    return Heard(best.text, sum(word.confidence for word in words) / len(words), words, alternatives)


def shares(readings: Hypotheses) -> list[float]:
    """How probable each reading is if one of them is right: they add up to 1."""
    odds = [math.exp(max(reading.likelihood - readings[0].likelihood, -700.0)) for reading in readings]
    return [odd / sum(odds) for odd in odds]


def _confidence(word: Spelled, readings: Hypotheses, weights: list[float]) -> float:
    """The share of the readings that have this word at this time: close to the posterior that the whole lattice would give."""
    agreeing = sum(weight for reading, weight in zip(readings, weights, strict=True) if any(_same(word, w) for w in reading.words))
    return min(agreeing, 1.0)


def _same(one: Spelled, other: Spelled) -> bool:
    return one.text == other.text and min(one.end, other.end) > max(one.start, other.start)
