"""Of several readings of the ears the one that makes sense. Whoever understands hands in the scores."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from bot.expecting import Expecting
from voice.ears import Heard
from voice.ears.expected import expected
from voice.ears.lexicon import Lexicon
from voice.ears.settling import Settled, settle

Understood = Callable[[Sequence[str]], Awaitable[Sequence[float | None]]]
"""How well each of the texts is understood: one number from 0 to 1 for each, in their order; None for one of which it cannot be said."""

ENOUGH = 0.5
"""A first reading that is understood so well is the one."""
BETTER = 0.2
"""So much better another has to be understood."""
EACH_RANK = 0.05
"""And by so much more for each place that the ears put it further down."""
AT_MOST = 4
"""Readings that are understood: each costs the time of a turn's understanding."""


def candidates(heard: Heard, expecting: Expecting, lexicon: Lexicon) -> tuple[str, ...]:
    """What was heard and what it may have been instead, all settled alike, the likeliest first, each once."""
    every = (heard.text, *heard.alternatives)
    settled = (settle(replace(heard, text=text, alternatives=()), expecting, lexicon).text for text in every)
    return tuple(dict.fromkeys(text for text in settled if text))[:AT_MOST]


def best(scores: Sequence[float | None]) -> int:
    """The place of the reading to take: the first, unless it is hardly understood and another is clearly better.

    The first also where one of them is not known: late is not nonsense.
    """
    known = [score for score in scores if score is not None]
    if not known or len(known) < len(scores) or known[0] >= ENOUGH:
        return 0
    place = max(range(len(known)), key=lambda at: known[at] - EACH_RANK * at)
    return place if known[place] - EACH_RANK * place >= known[0] + BETTER else 0


async def settle_understood(heard: Heard, expecting: Expecting, lexicon: Lexicon, understood: Understood) -> Settled:
    """As `settle`; where that found none of the expected answers, the reading that is understood best.

    Not where a number, a name, an address or free words are asked for: those mean nothing to whoever understands.
    What `understood` raises goes on to the caller.
    """
    first = settle(heard, expecting, lexicon)
    if expecting.manner in ("digits", "long") or not heard.alternatives or expected(first.text, expecting.answers, lexicon).exact:
        return first
    texts = candidates(heard, expecting, lexicon)
    if len(texts) < 2:
        return first
    place = best(await understood(texts))
    if place == 0:
        return first
    chosen = next(text for text in (*heard.alternatives, heard.text) if settle(_as(heard, text), expecting, lexicon).text == texts[place])
    return settle(_as(heard, chosen), expecting, lexicon)


def _as(heard: Heard, text: str) -> Heard:
    return replace(heard, text=text, alternatives=())
