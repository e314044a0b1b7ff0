"""From characters to numbered pinyin, and from pinyin to the sounds that the network tells apart.

A sound is an initial (`zh`) or a final (`iang`), 58 in all and without tones: a telephone line carries tones badly,
and the word list together with the order of words settles the rest.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import yaml
from pypinyin import Style, lazy_pinyin

INITIALS = ("b", "p", "m", "f", "d", "t", "n", "l", "g", "k", "h", "j", "q", "x", "zh", "ch", "sh", "r", "z", "c", "s")
FINALS = (
    "a", "o", "e", "ai", "ei", "ao", "ou", "an", "en", "ang", "eng", "ong", "er", "i", "ii", "iii", "ia", "ie", "iao",
    "iou", "ian", "in", "iang", "ing", "iong", "u", "ua", "uo", "uai", "uei", "uan", "uen", "uang", "v", "ve", "van", "vn",
)  # fmt: skip
SOUNDS = (*INITIALS, *FINALS)

_READINGS = yaml.safe_load(Path(__file__).with_name("readings.yml").read_text(encoding="utf-8"))
CORRECTED: dict[str, str] = _READINGS["corrected"]
ALSO_READ: dict[str, str] = _READINGS["also_read"]

_AFTER_GLIDE = {
    "y": {"a": "ia", "ao": "iao", "an": "ian", "ang": "iang", "e": "ie", "i": "i", "in": "in", "ing": "ing", "o": "o", "ou": "iou",
          "ong": "iong", "u": "v", "ue": "ve", "uan": "van", "un": "vn"},
    "w": {"u": "u", "a": "ua", "o": "uo", "ai": "uai", "ei": "uei", "an": "uan", "en": "uen", "ang": "uang", "eng": "ong"},
}  # fmt: skip
_SHORTENED = {"iu": "iou", "ui": "uei", "un": "uen", "ue": "ve"}


@cache
def pinyin(text: str) -> tuple[str, ...]:
    """Numbered pinyin, one syllable a character, `v` for ü: 女儿 is nv3, er2."""
    if text in CORRECTED:
        return tuple(CORRECTED[text].split())
    return tuple(lazy_pinyin(text, style=Style.TONE3, neutral_tone_with_five=True, v_to_u=False, errors="ignore"))


@cache
def sounds(syllable: str) -> tuple[str, ...]:
    """The sounds of one syllable of numbered pinyin: zhuang1 is zh, uang.

    Raises ValueError for what is no syllable of Mandarin.
    """
    plain = re.sub(r"\d", "", syllable)
    if plain[:1] in _AFTER_GLIDE:
        final = _AFTER_GLIDE[plain[0]].get(plain[1:])
        if final is None:
            raise ValueError(syllable)
        return (final,)
    initial = plain[:2] if plain[:2] in INITIALS else plain[:1] if plain[:1] in INITIALS else ""
    final = plain[len(initial) :]
    if initial in ("j", "q", "x") and final.startswith("u"):
        final = "v" + final[1:]
    final = _SHORTENED.get(final, final)
    if final == "i" and initial in ("z", "c", "s"):
        final = "ii"
    elif final == "i" and initial in ("zh", "ch", "sh", "r"):
        final = "iii"
    elif final == "o" and initial in ("b", "p", "m", "f"):
        final = "uo"
    if final not in FINALS:
        raise ValueError(syllable)
    return (initial, final) if initial else (final,)


def spell(syllables: tuple[str, ...]) -> tuple[str, ...]:
    """The sounds of several syllables, one after the other."""
    return tuple(sound for syllable in syllables for sound in sounds(syllable))


def readings(word: str) -> tuple[tuple[str, ...], ...]:
    """Every way in which a word may sound."""
    ways = [spell(pinyin(word))]
    if word in ALSO_READ:
        ways.append(spell(tuple(ALSO_READ[word].split())))
    return tuple(dict.fromkeys(ways))
