"""Whether what was heard is one of the things that were expected, said or misheard."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from voice.ears.guarding import breaks, changes, is_other_words, makes_a_number, turns_it_around
from voice.ears.lexicon import Lexicon
from voice.ears.matching import Fit, fits
from voice.ears.sounds import SAME_BUT_FOR_TONE

_AROUND, _AROUND_COMMAND = 2, 6
"""So many characters for each one of an answer may be said around it, and so many around a command: a story holds neither."""
_FAR = 0.4
"""What is further off is not looked at any more closely."""
_LONG = 4
"""An answer of so many syllables, each the very one, is found anywhere."""


@dataclass(frozen=True)
class Limits:
    """How much is believed. What other limits do is printed by tests/bench/voice_matching.py."""

    enough: float = 0.16
    """As near a phrase must be (`Fit.off`) to be taken for what was said."""
    margin: float = 0.06
    """As much further off every other phrase must be."""
    near: float = 0.26
    """No further off, it is asked whether this was meant."""


LIMITS = Limits()


@dataclass(frozen=True)
class Expected:
    """How what was heard stands to what was expected."""

    taken: Fit | None = None
    """The phrase that it is; None when it is none of them, or none for sure."""
    exact: bool = False
    """Whether it stands there as it is written."""
    near: tuple[Fit, ...] = ()
    """Other phrases that may have been meant, the best first: with `taken` a little further off, without it the nearest."""


def expected(text: str, answers: Sequence[str], lexicon: Lexicon, limits: Limits = LIMITS) -> Expected:
    """Which of the answers, or of the commands, was said."""
    phrases = tuple(dict.fromkeys([*answers, *lexicon.commands]))
    written = _written(text, phrases)
    if written is not None:
        others = (
            _over_all(text, _misheard(text, [f for f in fits(text, answers) if f.phrase != text]), limits) if written.phrase == text else []
        )
        return Expected(written, exact=True, near=tuple(others))
    found = _misheard(text, fits(text, phrases)) if text else []
    best = next((fit for fit in found if _enough(fit, limits) and _may(text, fit, lexicon, asked=fit.phrase in answers)), None)
    rivals = _rivals(best, found, limits) if best else []
    if best and not rivals:
        return Expected(best)
    return Expected(near=tuple([best, *rivals] if best else _over_all(text, [f for f in found if f.phrase in answers], limits)))


def _misheard(text: str, found: Iterable[Fit]) -> list[Fit]:
    """Without those that are other words with something in common, or say the contrary."""
    near = [(f, changes(text, f)) for f in found if f.off <= _FAR]
    return [f for f, changed in near if not is_other_words(changed) and not turns_it_around(text, f, changed)]


def _over_all(text: str, found: Iterable[Fit], limits: Limits) -> list[Fit]:
    """Those that may be meant by the whole of what was heard."""
    return [f for f in found if f.off <= limits.near and (f.start, f.end) == (0, len(text)) and f.phrase not in text]


def _enough(fit: Fit, limits: Limits) -> bool:
    """A single syllable has to be the very one."""
    return fit.off <= (limits.enough if len(fit.phrase) > 1 else SAME_BUT_FOR_TONE)


def _written(text: str, phrases: Iterable[str]) -> Fit | None:
    """The longest phrase that stands in the text; one of a single character must be all there is."""
    there = [p for p in phrases if p and (p == text or (len(p) > 1 and p in text))]
    if not there:
        return None
    phrase = max(there, key=len)
    return Fit(phrase, text.index(phrase), text.index(phrase) + len(phrase), 0.0)


def _rivals(best: Fit, found: Iterable[Fit], limits: Limits) -> list[Fit]:
    """Other phrases that are nearly as near; not those that are a part of it, or it of them."""
    others = (f for f in found if f.phrase not in best.phrase and best.phrase not in f.phrase)
    return [f for f in others if f.off - best.off < limits.margin and f.start < best.end and best.start < f.end]


def _may(text: str, fit: Fit, lexicon: Lexicon, *, asked: bool) -> bool:
    """Whether the phrase may be put there: no other name, no ordinary word, no number and no no is lost or made."""
    changed = changes(text, fit)
    size, around = len(fit.phrase), len(text) - (fit.end - fit.start)
    exact = all(step.cost <= SAME_BUT_FOR_TONE for step in changed)
    if makes_a_number(text, fit, changed) or (
        around > (_AROUND * size if asked else _AROUND_COMMAND) and not (asked and exact and size >= _LONG)
    ):
        return False
    if size == 1:
        return asked and not around
    whole = not around
    if exact and asked and (whole or size > 2):
        return True
    return not breaks(changed, _whole_words(text, lexicon))


def _whole_words(text: str, lexicon: Lexicon) -> list[tuple[int, int]]:
    return lexicon.names_in(text) + lexicon.words_in(text)
