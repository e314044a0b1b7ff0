"""Finds in what was heard the phrase that was expected, by its sound."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate

from voice.ears.sounds import Sound, distance, phrase_sounds, sounds

MISSED = 0.7
"""What a syllable costs that was swallowed, or heard though nobody said it."""
_THOUGHT = 0.2
"""What a 嗯 or 啊 costs that stands amid a phrase."""
_THINKING = frozenset(sound.here for sound in sounds("嗯呃啊哦唔哎"))
TELLING = 3
"""A phrase of fewer syllables sounds like something in any long sentence: it is only found where little else is said."""
_LITTLE = 2
"""So many characters may stand around a phrase of two syllables."""
_FOR_EACH = 0.015


@dataclass(frozen=True)
class Fit:
    """A phrase laid over a stretch of what was heard."""

    phrase: str
    start: int
    end: int
    """Half-open span of the characters heard."""
    cost: float
    """All distances together: 1 is one syllable that has nothing in common."""

    @property
    def off(self) -> float:
        """How far from the phrase: 0 is the very sound, 1 nothing in common. A longer phrase forgives a little more."""
        return self.cost / (len(self.phrase) + 0.5)

    @property
    def rank(self) -> float:
        """What to sort by, the best first: near, and explaining much: 去社区办 before 去社区 when both are there."""
        return self.off - _FOR_EACH * len(self.phrase)


@dataclass(frozen=True)
class Step:
    """One syllable of an alignment; -1 where there is none."""

    heard: int
    """Place in what was heard."""
    wanted: int
    """Place in the phrase."""
    cost: float


def fits(text: str, phrases: Iterable[str]) -> list[Fit]:
    """Each phrase where it fits best, the best first."""
    heard = sounds(text)
    found = [fit for phrase in dict.fromkeys(phrases) if phrase and (fit := _fit(heard, phrase)) is not None]
    return sorted(found, key=lambda fit: fit.rank)


def _fit(heard: tuple[Sound, ...], phrase: str) -> Fit | None:
    """The phrase over the whole, or, where it is long enough for that, over a part."""
    wanted = phrase_sounds(phrase)
    inside = len(wanted) >= TELLING or (len(wanted) == 2 and len(heard) <= 2 + _LITTLE)
    found = best_place(heard, wanted, inside=inside)
    return Fit(phrase, *found) if found else None


def best_place(heard: tuple[Sound, ...], wanted: tuple[Sound, ...], *, inside: bool) -> tuple[int, int, float] | None:
    """Where `wanted` is nearest: start, end and cost. `inside`: what stands before and after it costs nothing."""
    count = len(heard)
    costs = [0.0] * (count + 1) if inside else [0.0, *accumulate(_extra(one) for one in heard)]
    starts = list(range(count + 1)) if inside else [0] * (count + 1)
    for row, sound in enumerate(wanted, 1):
        diagonal, before = costs[0], starts[0]
        costs[0] = MISSED * row
        for at in range(1, count + 1):
            same = diagonal + distance(heard[at - 1], sound)
            left = costs[at] + MISSED
            right = costs[at - 1] + _extra(heard[at - 1])
            diagonal, kept = costs[at], starts[at]
            if same <= left and same <= right:
                costs[at], starts[at] = same, before
            elif left <= right:
                costs[at] = left
            else:
                costs[at], starts[at] = right, starts[at - 1]
            before = kept
    ends = range(count + 1) if inside else (count,)
    end = min(ends, key=lambda at: (costs[at], -at))
    return (starts[end], end, costs[end]) if starts[end] < end else None


def _extra(sound: Sound) -> float:
    return _THOUGHT if sound.here in _THINKING else MISSED


def steps(text: str, fit: Fit) -> Iterator[Step]:
    """Which character of the stretch stands for which of the phrase, from the end to the beginning."""
    heard, wanted = sounds(text)[fit.start : fit.end], phrase_sounds(fit.phrase)
    table = [[0.0, *accumulate(_extra(one) for one in heard)]]
    for row, sound in enumerate(wanted, 1):
        table.append([MISSED * row])
        for at, one in enumerate(heard, 1):
            same = table[row - 1][at - 1] + distance(one, sound)
            table[row].append(min(same, table[row - 1][at] + MISSED, table[row][at - 1] + _extra(one)))
    row, at = len(wanted), len(heard)
    while row or at:
        if row and at and table[row][at] == table[row - 1][at - 1] + distance(heard[at - 1], wanted[row - 1]):
            row, at = row - 1, at - 1
            yield Step(fit.start + at, row, distance(heard[at], wanted[row]))
        elif row and (not at or table[row][at] == table[row - 1][at] + MISSED):
            row -= 1
            yield Step(-1, row, MISSED)
        else:
            at -= 1
            yield Step(fit.start + at, -1, _extra(heard[at]))
