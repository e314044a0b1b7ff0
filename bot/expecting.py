"""What a talk expects to hear next, in words: the dialogue says it, the ears listen by it and know nothing of what it means."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Manner = Literal["free", "closed", "digits", "long"]
"""How the next thing will be said: in any words; as one of `answers`; digit by digit; slowly and in pieces, as an address is."""


@dataclass(frozen=True)
class Expecting:
    """The next thing that may be said. Phrases are Chinese as people say it, without spaces; the likeliest come first."""

    manner: Manner = "free"
    answers: tuple[str, ...] = ()
    """What answers the question just put: 是, 不是, 青禾区, 手机刷脸."""
    names: tuple[str, ...] = ()
    """What may be named at any time: services, places."""
    digits: tuple[int, ...] = ()
    """With manner `digits`: how many there may be: (18,), (11,), (6,)."""


ANYTHING = Expecting()
"""Nothing in particular."""
