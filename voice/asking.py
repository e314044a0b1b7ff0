"""What a call needs of the rest: somebody to answer what was said."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from bot.expecting import ANYTHING, Expecting
from bot.turn import Recognised, Reply
from voice.ears import Heard


@dataclass(frozen=True)
class Said:
    """One thing said, on its way to be answered."""

    text: str
    recognised: Recognised | None = None
    """How it was heard; None for what was typed, tapped or keyed."""


@dataclass(frozen=True)
class Answer:
    """What is said back, and what may be said next."""

    replies: tuple[Reply, ...]
    expecting: Expecting = ANYTHING
    act: str | None = None
    """What the words asked of the talk itself, when they did: `repeat`, `slower`, `louder`, `human`, `stop`; any other is ignored here."""
    over: bool = False
    """Nothing more can be said in this talk."""
    held: bool = False
    """A member of staff answers now; what they write stands in the talk, and is seen with the next turn."""


Ask = Callable[[Said], Awaitable[Answer]]
"""Takes one thing said through the path of a turn. Never raises: a turn that failed has its own sentence."""


class Settled(Protocol):
    """What was heard, after it was compared with what was expected."""

    @property
    def text(self) -> str:
        """The words to go on with."""

    @property
    def recognised(self) -> Recognised:
        """How they were heard."""

    @property
    def sure(self) -> bool:
        """Whether they need no confirmation."""

    @property
    def instead(self) -> tuple[str, ...]:
        """What else it may have been, likeliest first."""


Settle = Callable[[Heard, Expecting], Awaitable[Settled]]
"""Compares what was heard with what was expected. What it raises ends the call."""
