"""From hearing to what goes on its way: the words put right, how sure they are, and what to ask when they are not.

`settle` is what a call does with every `Heard`. Where it is not `sure`, the
caller asks once, naming `instead` (您说的是…，还是…？), and takes the answer as
it comes: settled again, but not asked about again. A second doubt is no reason
for a second question; the talk's own way with what it does not understand
follows, and ends with keys or a person.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.expecting import Expecting
from bot.turn import Recognised, Repair
from voice.ears import Heard
from voice.ears.digits import repair_digits
from voice.ears.expected import Expected, expected
from voice.ears.guarding import is_like_a_name
from voice.ears.lexicon import Lexicon, listed
from voice.ears.matching import Fit
from voice.ears.repairing import repair
from voice.ears.tidying import has_chinese, tidy

DOUBTED = 0.6
"""Below this confidence what was heard is doubted, unless it is what was expected.

Measured on espeak's voices and a small model, the mean over the words: of what was
heard right 5 % lie below 0.70, with noise at 5 dB below 0.63; of what was heard
wrong 10 % and half. A model for people has to be measured again.
"""
AT_MOST = 2
"""Readings that a question may offer."""
_IN_LONG = 3
"""Shorter names are not looked for in an address or a story."""
_SHORT = 6
"""What is longer than so many characters is no misheard answer, but says something of its own."""


@dataclass(frozen=True)
class Settled:
    """What was said, as it goes on its way."""

    text: str
    recognised: Recognised
    """The engine's confidence, and what was put in place of what."""
    sure: bool
    """False: ask once, then take what comes."""
    instead: tuple[str, ...] = ()
    """When not sure: at most two readings to choose from, the likelier first, and none of one character that is no answer;
    empty: nothing better is known."""


def settle(heard: Heard, expecting: Expecting, lexicon: Lexicon) -> Settled:
    """What was said: put right by what was expected and by the catalogue's names, and how sure that is. Never raises.

    What was put right in a number, a name or an address is not told in `recognised`: it would be a piece of it.
    """
    text = tidy(heard.text)
    doubted = heard.confidence < DOUBTED
    if not has_chinese(text):
        return Settled(text, Recognised(heard.confidence, doubted=doubted), sure=not doubted)
    if expecting.manner == "digits":
        return _number(text, heard, expecting, lexicon)
    if expecting.manner == "long" and not expecting.answers and is_like_a_name(text):
        return Settled(text, Recognised(heard.confidence, doubted=doubted), sure=not doubted)
    found = expected(text, expecting.answers, lexicon)
    if found.taken is None and not found.near:
        found = _otherwise(text, heard, expecting, lexicon) or found
    text, repairs = _put_right(text, found, expecting, lexicon)
    recognised = Recognised(heard.confidence, () if expecting.manner == "long" else repairs, doubted)
    unsure = _readings(text, found, expecting, doubted=doubted)
    if unsure:
        return Settled(text, recognised, sure=False, instead=unsure)
    return Settled(text, recognised, sure=not doubted or found.taken is not None)


def _number(text: str, heard: Heard, expecting: Expecting, lexicon: Lexicon) -> Settled:
    """Digits said one by one; anything else said instead is only looked at for commands."""
    mended, repairs = repair_digits(text, expecting.digits)
    if not repairs:
        found = expected(text, expecting.answers, lexicon)
        if found.taken is not None and found.taken.end - found.taken.start == len(text):
            mended, _ = _in_place(text, found.taken)
    doubted = heard.confidence < DOUBTED
    return Settled(mended, Recognised(heard.confidence, doubted=doubted or bool(repairs)), sure=not doubted)


def _otherwise(text: str, heard: Heard, expecting: Expecting, lexicon: Lexicon) -> Expected | None:
    """When a short thing heard is none of the answers, and another reading of the ears is one."""
    if len(text) > _SHORT or not expecting.answers:
        return None
    for other in heard.alternatives:
        if (said := tidy(other)) in expecting.answers:
            return Expected(near=(Fit(said, 0, len(text), 0.0),))
    return None


def _put_right(text: str, found: Expected, expecting: Expecting, lexicon: Lexicon) -> tuple[str, tuple[Repair, ...]]:
    """The answer in its place; then names of the catalogue, but not in what may be a person's name."""
    repairs: tuple[Repair, ...] = ()
    if found.taken is not None and not found.exact:
        text, repairs = _in_place(text, found.taken)
    if found.taken is None and is_like_a_name(text):
        return text, repairs
    if found.taken is not None and text == found.taken.phrase:
        return text, repairs
    shortest = _IN_LONG if expecting.manner == "long" else 2
    kept = (found.taken.phrase,) if found.taken is not None else ()
    more = repair(text, lexicon, listed(expecting.names) if expecting.names else None, shortest=shortest, kept=kept)
    return more.text, (*repairs, *more.repairs)


def _in_place(text: str, fit: Fit) -> tuple[str, tuple[Repair, ...]]:
    was = text[fit.start : fit.end]
    return text[: fit.start] + fit.phrase + text[fit.end :], (Repair(was, fit.phrase),) if was != fit.phrase else ()


def _readings(text: str, found: Expected, expecting: Expecting, *, doubted: bool) -> tuple[str, ...]:
    """What to offer: answers as near as each other, or the nearest beside what was heard. Empty when nothing is in doubt."""
    if found.exact:
        return (text, *(fit.phrase for fit in found.near))[:AT_MOST] if doubted and found.near else ()
    if found.taken is not None or not found.near:
        return ()
    best, *rivals = found.near
    if rivals:
        return tuple(fit.phrase for fit in found.near)[:AT_MOST]
    if len(text) > _SHORT or best.end - best.start < len(text):
        return ()
    if best.phrase == text or not (doubted or expecting.manner == "closed"):
        return ()
    return (best.phrase, text) if len(text) > 1 else (best.phrase,)  # read aloud, one syllable that is no answer says nothing: 死
