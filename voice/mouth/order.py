"""What an eSpeak voice is told to do: the words it is fed, with which voice, how fast and how loud."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from voice.mouth import Language, NotSpoken, Pace, Reading, Tone

VOICES: dict[Language, str] = {"zh": "cmn-latn-pinyin", "en": "en"}
"""`cmn` and `zh` of eSpeak NG 1.51 read 请 as the English "king three"."""

RATES: dict[Pace, int] = {"slow": 120, "normal": 140, "fast": 160}
"""eSpeak's rate, in steps of 14 %. Measured on the sentences of data/say with the pauses between them: 124, 157 and 184
characters a minute in Chinese, 115, 146 and 171 words in English."""

QUIET, LOUD = 60, 120
"""eSpeak's amplitude. At 60 the loudest sibilant peaks at 25,300 of 32,767; at 120 speech is twice as strong (+6 dB) and eSpeak's own
limiter keeps the peaks below the end of the scale, so that nothing clips. 100 would leave no room for louder."""

RATE = 22_050
"""Samples a second of what eSpeak gives; a silence that stands for a voice has as many."""

LONGEST = 16_000
"""Characters that are fed at most, as many as 2,000 syllables have; English of that length lasts twenty minutes, 53 MB."""

_PAUSES = str.maketrans({",": ";", "，": ";"})


@dataclass(frozen=True)
class Order:
    """One utterance to be made."""

    words: str
    voice: str
    rate: int
    volume: int


TRIAL = Order("qing3 wen4 hao3", VOICES["zh"], RATES["normal"], QUIET)
"""What a voice has to say before it is taken."""
ENGLISH = "(en)"
"""Stands in eSpeak's phonemes where it took Mandarin for English."""
REMEDY = "run `sudo apt-get install -y espeak-ng`"


def order_of(reading: Reading, tone: Tone) -> Order:
    """What to tell eSpeak. Raises NotSpoken for a sentence that is far too long."""
    words = plain(reading.pinyin or reading.text)
    if len(words) > LONGEST:
        raise NotSpoken(f"a sentence of {len(reading.text)} characters is too long to be said in one piece")
    if tone.pace == "slow":
        words = words.translate(_PAUSES)  # eSpeak rests 0.14 s longer at a semicolon: pauses help where drawling does not
    return Order(words, VOICES[reading.language], RATES[tone.pace], LOUD if tone.louder else QUIET)


def plain(text: str) -> str:
    """One line without control signs (a NUL would end the sentence) and without `[[`, which begins phonemes for eSpeak's command."""
    kept = "".join(" " if unicodedata.category(sign).startswith("C") else sign for sign in text)
    return " ".join(kept.replace("[", " ").replace("]", " ").split())


def nothing_in(words: str) -> bool:
    """Whether there is nothing here to pronounce."""
    return not any(sign.isalnum() for sign in words)
