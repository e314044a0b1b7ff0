"""How far apart two syllables are to an ear: what dialects and recognisers take for each other is near.

The weights are not measured on people. They order what is known of Mandarin
spoken across the country: zh/z, n/l, -ng/-n and the tones are lost first,
f/h and r/l next, aspiration seldom, everything else hardly ever.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from pypinyin import Style, pinyin
from pypinyin.contrib.tone_convert import to_finals, to_initials

from bot.kinds.sound import spelt

APART = 1.0
"""The distance of two syllables that have nothing in common."""
SAME_BUT_FOR_TONE = 0.06
"""Two syllables no further apart than this differ in nothing but the tone."""
_TONE = 0.05
_INITIAL, _FINAL = 0.45, 0.50
_OTHER_READING = 0.05
"""What a reading costs that the character does not have in this place: 行 as hang."""
_NO_SOUND = "."
_POLYPHONES = frozenset("行长重乐还着朝传调都发干更会降角觉空量落强曲省数为相校要应占只中种转大得薄给血")
"""Characters whose other readings are everyday words too. The rare readings of others (是 as ti) are no help to an ear."""

_DIGITS = dict(zip("0123456789", "零一二三四五六七八九", strict=True))

_INITIALS = {
    0.2: "zh-z ch-c sh-s n-l",
    0.35: "f-h r-l n-r",
    0.5: "b-p d-t g-k j-q z-c zh-ch j-zh q-ch x-sh j-z q-c x-s zh-c z-ch r- q-",
    0.7: "m-n d-n d-l k-h s-c sh-ch x-q l- n- b-m zh-sh z-s g-h j-x t-k sh-r",
}
_FINALS = {
    0.2: "in-ing en-eng an-ang",
    0.25: "ian-iang uan-uang uen-ueng",
    0.4: "e-o o-uo e-uo u-ou v-i ve-ie van-ian uen-en uei-ei uan-an ua-a ia-a iou-ou iao-ao uo-ou ong-eng uang-ang iang-ang",
    0.6: "ie-i ie-ian ai-ei ao-ou i-ei i-e uai-ai uai-uei ou-iou in-ian en-an ing-ian ong-uen iong-ong e-er ve-v vn-in vn-uen "
    "ia-ie a-an i-in e-en",
}


def _table(lines: dict[float, str]) -> dict[frozenset[str], float]:
    return {frozenset(pair.split("-")): cost for cost, pairs in lines.items() for pair in pairs.split()}


_NEAR_INITIALS, _NEAR_FINALS = _table(_INITIALS), _table(_FINALS)


@dataclass(frozen=True)
class Sound:
    """What one character sounds like."""

    here: str
    """Its syllable in this place, with the tone as a digit (5: none): ma1. `.` and the character itself for what is not Chinese."""
    also: tuple[str, ...] = ()
    """Its other readings, where they are everyday ones."""


@lru_cache(maxsize=8192)
def phrase_sounds(phrase: str) -> tuple[Sound, ...]:
    """The sounds of a phrase that is looked for, kept; never of what somebody said."""
    return _sounds(phrase)


@lru_cache(maxsize=1)
def sounds(words: str) -> tuple[Sound, ...]:
    """One Sound for each character; a digit sounds as it is said. Only the last words are kept."""
    return _sounds(words)


def _sounds(words: str) -> tuple[Sound, ...]:
    said = "".join(_DIGITS.get(c, c) for c in words)
    return tuple(_sound(c, one) for c, one in zip(said, spelt(said, tones=True), strict=True))


@lru_cache(maxsize=16_384)
def _sound(character: str, here: str) -> Sound:
    if here == character:  # no Chinese: letters, marks
        return Sound(_NO_SOUND + here)
    if character not in _POLYPHONES:
        return Sound(here)
    every = pinyin(character, style=Style.TONE3, neutral_tone_with_five=True, heteronym=True)[0]
    return Sound(here, tuple(one for one in every if one != here))


@lru_cache(maxsize=262_144)
def distance(heard: Sound, wanted: Sound) -> float:
    """0 for the same syllable, 0.05 for another tone, up to 1 for nothing in common."""
    best = _between(heard.here, wanted.here)
    others = min((_between(one, wanted.here) for one in heard.also), default=APART)
    return min(best, others + _OTHER_READING, APART)


@lru_cache(maxsize=65_536)
def _between(heard: str, wanted: str) -> float:
    if heard == wanted:
        return 0.0
    if heard[0] == _NO_SOUND or wanted[0] == _NO_SOUND:
        return APART
    (a, rime_a), (b, rime_b) = _parts(heard), _parts(wanted)
    if {a, b} == {"f", "h"}:  # 灰 and 飞, 花 and 发: the u of h goes with it
        rime_a, rime_b = rime_a.removeprefix("u") or "u", rime_b.removeprefix("u") or "u"
    initial = 0.0 if a == b else _NEAR_INITIALS.get(frozenset((a, b)), 1.0)
    final = 0.0 if rime_a == rime_b else _NEAR_FINALS.get(frozenset((rime_a, rime_b)), 1.0)
    if initial == 1.0 and final == 1.0:
        return APART
    return _INITIAL * initial + _FINAL * final + (0.0 if heard[-1] == wanted[-1] else _TONE)


@lru_cache(maxsize=4096)
def _parts(syllable: str) -> tuple[str, str]:
    bare = syllable.rstrip("12345")
    return to_initials(bare), to_finals(bare)
