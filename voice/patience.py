"""How long a pause may be before a turn counts as ended: by what is expected, by what was said last, and by this speaker's own pauses.

The pace starts generous, rises at once when somebody was cut short, and falls
slowly. It is the pause that about one in a hundred of this speaker's pausing
turns goes beyond, as if the longest pause of each turn were spread log-normally
around a cautious first guess.
"""

from __future__ import annotations

import math
import sys
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass

from bot.expecting import Expecting
from voice.audio import FRAME

LEAST, MOST = 0.8, 4.0
"""Seconds: no turn ends sooner, and nobody waits longer."""
START = 2.4
"""Seconds for somebody not yet known: well above the 1.8 that suit most elders, so that few are cut short before we know them."""
USUAL = 1.8
"""The pace at which the figures below are meant."""
COMPLETE, CONFIDENT, SLOWLY = 0.8, 1.2, 2.5
"""Seconds after one of the closed answers; after all digits, or one of the answers to a free question; in the middle of a number, an
address, or after 那个 and 然后."""

INNER = 0.3
"""Seconds: what is shorter is a breath between words."""
MATTERS = 0.6
"""Seconds: shorter pauses never end a turn. They tell that this speaker pauses little, and nothing of how long the long ones are."""
TELLS = 1.5
"""Seconds of speech a turn needs for having had no pause to tell anything."""
CUT_SHORT = 1.2
"""Seconds after the end of a turn in which speech that begins again belongs to it."""

_REMEMBERED = 20
_GUESS_WEIGHT = 1.0
_GUESS_SPREAD = 0.25
_QUANTILE = 2.33
_TO_SPARE = 0.55
"""Seconds beyond the usual pause at least: a word that begins softly is heard late, one that ends softly is lost early."""
_SLOWEST_FALL = 0.92
_BEYOND_A_CUT = 1.15

_DIGITS = frozenset("0123456789零〇一二三四五六七八九幺两叉洞拐xX")
_SIGNS = "，。？！、,.?! "


@dataclass(frozen=True)
class Pace:
    """One speaker's patience: how long their pauses may be in free speech."""

    seconds: float = START

    def number(self) -> float:
        """What a page or a telephone number's entry keeps of it."""
        return round(self.seconds, 2)


UNKNOWN = Pace()
"""Somebody who was never heard before."""


def pace_of(number: object) -> Pace:
    """The pace that was kept: brought into bounds; the usual start for what is no number at all."""
    if isinstance(number, bool) or not isinstance(number, int | float) or not abs(number) <= sys.float_info.max:
        return UNKNOWN
    return Pace(_bounded(float(number)))


def stretch(expecting: Expecting, partial: str, trailing: Iterable[str]) -> float:
    """How many times as long as in free speech a pause may be now. `trailing` are words that promise more: 嗯, 那个, 然后."""
    said = partial.strip(_SIGNS)
    if said and said in expecting.answers:
        return (COMPLETE if expecting.manner == "closed" else CONFIDENT) / USUAL
    if any(said.endswith(word) for word in trailing):
        return SLOWLY * 1.2 / USUAL
    if expecting.manner == "digits":
        complete = sum(character in _DIGITS for character in said) in expecting.digits
        return CONFIDENT / USUAL if complete else SLOWLY / USUAL
    return SLOWLY / USUAL if expecting.manner == "long" else 1.0


def patience(pace: Pace, stretched: float) -> float:
    """Seconds of quiet that end the turn; while more is promised never less than SLOWLY."""
    return _bounded(max(pace.seconds * stretched, SLOWLY if stretched > 1 else 0.0))


class Learning:
    """One speaker's pace during a talk."""

    def __init__(self, pace: Pace = UNKNOWN) -> None:
        self._first = _bounded(pace.seconds)
        self._now = self._first
        self._longest: deque[float] = deque(maxlen=_REMEMBERED)
        self._before = self._now
        self._told = False
        self._goes_on = False

    @property
    def pace(self) -> Pace:
        """What was learned up to now."""
        return Pace(self._now)

    def turn_ended(self, longest: float, spoken: float) -> None:
        """A turn had this longest pause inside, in seconds of free speech; a short turn without one tells nothing."""
        if self._goes_on:
            self._goes_on = False
            self._longest[-1] = max(self._longest[-1], longest)
            self._now = max(self._now, self._estimate())
            return
        self._told = longest >= INNER or spoken >= TELLS
        self._before = self._now
        if self._told:
            self._longest.append(longest)
            self._now = max(self._estimate(), self._now * _SLOWEST_FALL)

    def nobody_spoke(self) -> None:
        """It was a noise: what comes next is no rest of it."""
        self._told = self._goes_on = False

    def cut_short(self, pause: float) -> None:
        """The same person spoke on: the turn had not ended, this was a pause inside it, and what follows is the rest of that turn."""
        if self._told:
            self._longest.pop()
        self._longest.append(pause)
        self._told = self._goes_on = True
        self._now = _bounded(max(self._estimate(), self._before, pause * _BEYOND_A_CUT))

    def _estimate(self) -> float:
        logs = [math.log(pause) for pause in self._longest if pause >= MATTERS]
        if not logs:
            return LEAST
        guess = math.log(self._first) - _QUANTILE * _GUESS_SPREAD
        weight = _GUESS_WEIGHT + len(logs)
        own = sum(logs) / len(logs)
        mean = max(own, (_GUESS_WEIGHT * guess + sum(logs)) / weight)
        spread = math.sqrt((_GUESS_WEIGHT * _GUESS_SPREAD**2 + sum((log - own) ** 2 for log in logs)) / weight)
        usual = math.exp(mean)
        return _bounded(max(usual * math.exp(_QUANTILE * spread), usual + _TO_SPARE))


class Pausing:
    """Follows one turn, frame by frame: how long it has been quiet, and the longest pause inside."""

    def __init__(self) -> None:
        self.quiet = 0.0
        """Seconds since the last speech."""
        self.spoken = 0.0
        """Seconds of speech."""
        self.longest = 0.0
        """Seconds of the longest pause inside, brought to free speech: a pause where more is expected counts for less."""
        self._run = 0

    def add(self, voiced: bool, stretched: float = 1.0) -> None:
        """One frame. After a pause three in a row are speech again; one alone is a click."""
        self._run = self._run + 1 if voiced else 0
        if not voiced and not self.spoken:
            return
        if not voiced or (self.quiet >= 0.2 and self._run < 3):
            self.quiet += FRAME
            return
        if self.quiet >= INNER:
            self.longest = max(self.longest, self.quiet / max(1.0, stretched))
        self.quiet = 0.0
        self.spoken += FRAME


def _bounded(seconds: float) -> float:
    return min(MOST, max(LEAST, seconds))
