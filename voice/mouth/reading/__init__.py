"""How a text is read aloud: sentence by sentence, every number in words, every character as it sounds.

Fast (a fraction of a millisecond for a sentence), and nothing that was read is
kept: only dictionary words are cached. What is a list rather than a rule stands
in data/voice/readings.yml.
"""

from __future__ import annotations

import re

from bot.turn import Language
from voice.mouth import Reading
from voice.mouth.reading.latin import addresses
from voice.mouth.reading.normalise import in_words
from voice.mouth.reading.pinyin import numbered
from voice.mouth.reading.plain import HAN, plain
from voice.mouth.reading.sentences import pieces, sentences

_HAN = re.compile(f"[{HAN}]")
_ENGLISH_ENDS = re.compile(r"(?<=[.!?。！？])\s+|\n+")


def read(text: str, language: Language = "zh") -> tuple[Reading, ...]:
    """The pieces to be spoken, in order; none for a text without a sound (empty, marks only, emoji).

    Raises DataError when data/voice/readings.yml cannot be used.
    """
    if language == "en":
        return tuple(Reading(piece, "", "en") for piece in _english(text))
    said = _in_words(text)
    return tuple(Reading(piece, to_pinyin(piece)) for at, sentence in enumerate(said) for piece in pieces(sentence, soon=not at))


def normalise(text: str) -> str:
    """Chinese text as it is said: Chinese characters and 。，、；：？！ only. Text already in words comes back unchanged."""
    said = _in_words(text)
    return "".join(sentence if sentence[-1] in "。！？" else f"{sentence}。" for sentence in said[:-1]) + "".join(said[-1:])


def to_pinyin(text: str) -> str:
    """Text in words as numbered syllables, tones as spoken, `,` `.` `?` `!` where it pauses: ni2 hao3 , qing3 shuo1 ."""
    return numbered(text)


def _in_words(text: str) -> list[str]:
    return [said for sentence in sentences(addresses(plain(text))) if _HAN.search(said := in_words(sentence))]


def _english(text: str) -> list[str]:
    return [piece.strip() for piece in _ENGLISH_ENDS.split(text) if any(c.isalnum() for c in piece)]
