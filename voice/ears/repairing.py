"""Puts names of the catalogue in place of what sounds just like them: 设宝卡 is 社保卡. Never a sentence that makes sense as it is."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from bot.turn import Repair
from voice.ears.guarding import breaks, changes, makes_a_number, names_somebody, turns_it_around
from voice.ears.lexicon import Lexicon, folded_sounds
from voice.ears.matching import Fit, Step, best_place
from voice.ears.sounds import SAME_BUT_FOR_TONE, phrase_sounds, sounds

_NEAR = 0.3
"""How far the one syllable may be that is another in a name of four and more."""
_MOST, _FAR = {2: 0.11, 3: 0.25}, 0.45
"""How far a name of two, of three and of more syllables may be all together."""
_SURE = 3
"""A name of so many syllables that is expected is taken although ordinary words stand there: 白鹭区 is 白露区."""


_SMALL = frozenset("的了个那这我你他她是在有就都也和跟要能把给得着去来")
"""Words that stand before any name: only their very sound is a slip."""


@dataclass(frozen=True)
class Repaired:
    """A sentence with what was changed in it."""

    text: str
    repairs: tuple[Repair, ...] = ()


def repair(text: str, lexicon: Lexicon, expected: Lexicon | None = None, *, shortest: int = 2, kept: Collection[str] = ()) -> Repaired:
    """The sentence with the lexicon's names in place of their homophones.

    `expected`: names that the talk says may come now; of these more is believed.
    Names of fewer than `shortest` characters are not looked for; `kept` are phrases
    that have been understood and are not touched. A person's name, a number, a no, another name and an ordinary word stay what they are.
    """
    chosen = _chosen(list(_candidates(text, lexicon, expected, shortest, kept)), text)
    made = tuple(Repair(text[fit.start : fit.end], fit.phrase) for fit in chosen)
    for fit in reversed(chosen):
        text = _put(text, fit)
    return Repaired(text, made)


def _chosen(found: list[Fit], text: str) -> list[Fit]:
    """What explains most, none over another, in the order of the sentence. Two names of one sound are no answer.

    First those of which every syllable was heard, then the longest. Of names that
    put the same right the shortest, which says best what was misheard.
    """
    kept: list[Fit] = []
    for fit in sorted(found, key=lambda fit: (fit.cost > _MOST[3], -len(fit.phrase), len(changes(text, fit)), fit.cost, fit.start)):
        if all(fit.end <= one.start or one.end <= fit.start for one in kept) and not any(_rival(fit, one) for one in found):
            kept.append(min((f for f in found if _put(text, f) == _put(text, fit)), key=_telling))
    return sorted(kept, key=lambda fit: fit.start)


def _rival(fit: Fit, other: Fit) -> bool:
    same_place = (fit.start, fit.end) == (other.start, other.end)
    return same_place and fit.phrase != other.phrase and abs(fit.cost - other.cost) < SAME_BUT_FOR_TONE


def _put(text: str, fit: Fit) -> str:
    return text[: fit.start] + fit.phrase + text[fit.end :]


def _telling(fit: Fit) -> tuple[bool, int]:
    """Sorts 社保卡 before 社保, and both before 补办社保卡."""
    return len(fit.phrase) < _SURE, len(fit.phrase)


def _candidates(text: str, lexicon: Lexicon, expected: Lexicon | None, shortest: int, kept: Collection[str]) -> Iterator[Fit]:
    said = folded_sounds(text)
    known: tuple[list[tuple[int, int]], list[tuple[int, int]]] | None = None
    for source in (lexicon, *([expected] if expected else [])):
        for size in source.lengths:
            for start in range(len(text) - size + 1 if size >= shortest else 0):
                for name in source.alike(said[start : start + size]):
                    if known is None:
                        known = ([*lexicon.names_in(text), *_places(text, kept)], lexicon.words_in(text))
                    fit = _fit(text, start, name)
                    if fit and _may(text, fit, known, lexicon, believed=source is expected):
                        yield fit


def _places(text: str, phrases: Iterable[str]) -> list[tuple[int, int]]:
    return [(text.index(phrase), text.index(phrase) + len(phrase)) for phrase in phrases if phrase in text]


def _fit(text: str, start: int, name: str) -> Fit | None:
    end = start + len(name)
    if text[start:end] == name:
        return None
    found = best_place(sounds(text)[start:end], phrase_sounds(name), inside=False)
    return Fit(name, start, end, found[2]) if found else None


def _may(text: str, fit: Fit, known: tuple[list[tuple[int, int]], list[tuple[int, int]]], lexicon: Lexicon, *, believed: bool) -> bool:
    names, words = known
    size = len(fit.phrase)
    changed = changes(text, fit)
    same = size - len(changed)
    if 2 * same < size - 1 or fit.cost > _MOST.get(size, _FAR) or any(step.cost > _NEAR for step in changed):
        return False
    if _adds_to_a_name(text, fit, changed, lexicon) or any(text[s.heard] in _SMALL and s.cost > SAME_BUT_FOR_TONE for s in changed):
        return False
    if (
        turns_it_around(text, fit, changed)
        or makes_a_number(text, fit, changed)
        or breaks(changed, names)
        or names_somebody(text, fit.start)
    ):
        return False
    own = [(s, e) for s, e in words if text[s:e] in lexicon.words]
    inside = [(s, e) for s, e in words if fit.start <= s and e <= fit.end]
    exact = all(step.cost <= SAME_BUT_FOR_TONE for step in changed)
    trusted = exact and ((believed and size >= _SURE) or size >= _SURE + 1)
    against = [span for span in words if span not in inside or not trusted] + ([] if believed else own)
    return not breaks(changed, against)


def _adds_to_a_name(text: str, fit: Fit, changed: list[Step], lexicon: Lexicon) -> bool:
    """Whether only the edge would change of what is a name without it: 的公积金 is not 提公积金. 社保咖 is 社保卡."""
    places = {step.heard for step in changed}
    start, end = fit.start, fit.end
    while start in places:
        start += 1
    while end - 1 in places:
        end -= 1
    if any(start <= place < end for place in places) or not lexicon.is_thing(text[start:end]):
        return False
    return start > fit.start or any(step.cost > SAME_BUT_FOR_TONE for step in changed)
