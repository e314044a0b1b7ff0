"""Makes of a sentence what a weak recogniser, or one that hears a dialect, would write: for measuring, with a seed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from pypinyin import lazy_pinyin

from bot.kinds.sound import folded

_KINDS = ("homophone", "dialect", "near", "dropped", "added", "other")
_WEIGHTS = (45, 25, 10, 8, 5, 7)
"""Of a hundred errors. Not measured: nobody's recordings may be used here; the shares follow what data/unseen/recogniser.jsonl holds."""


@dataclass(frozen=True)
class Characters:
    """Characters in use, by how they sound."""

    by_sound: Mapping[str, Sequence[str]]
    by_folded: Mapping[str, Sequence[str]]
    every: Sequence[str]

    @classmethod
    def of(cls, lines: Iterable[str]) -> Characters:
        """Those that stand in these lines."""
        by_sound: dict[str, list[str]] = defaultdict(list)
        by_folded: dict[str, list[str]] = defaultdict(list)
        every = sorted({c for line in lines for c in line if "\u4e00" <= c <= "\u9fff"})
        for c in every:
            sound = lazy_pinyin(c)[0]
            by_sound[sound].append(c)
            by_folded[folded(sound)].append(c)
        return cls(by_sound, by_folded, every)


def corrupted(text: str, rate: float, characters: Characters, random: Random) -> str:
    """The text with about `rate` of its Chinese characters misheard, dropped, or with one too many beside them."""
    return "".join(_misheard(c, characters, random) if "\u4e00" <= c <= "\u9fff" and random.random() < rate else c for c in text)


def _misheard(c: str, characters: Characters, random: Random) -> str:
    sound = lazy_pinyin(c)[0]
    kind = random.choices(_KINDS, _WEIGHTS)[0]
    if kind == "dropped":
        return ""
    if kind == "added":
        return c + random.choice(characters.every)
    if kind == "homophone":
        return _another(c, characters.by_sound.get(sound, ()), random)
    if kind == "dialect":
        return _another(c, characters.by_folded.get(folded(sound), ()), random)
    if kind == "near":
        alike = sorted(s for s in characters.by_sound if s != sound and (s[:2] == sound[:2] or s[-2:] == sound[-2:]))
        return random.choice(characters.by_sound[random.choice(alike)]) if alike else c
    return random.choice(characters.every)


def _another(c: str, others: Sequence[str], random: Random) -> str:
    rest = [one for one in others if one != c]
    return random.choice(rest) if rest else c
