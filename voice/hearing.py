"""Hears one thing to its end: listens, compares with what was expected, and joins the halves of what was cut short."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.expecting import Expecting
from voice.asking import Said, Settle, Settled
from voice.attention import Attention
from voice.ears import EarsMissing, Heard, NotHeard
from voice.line import HungUp, Key, Line, Listens, Typed
from voice.listening import Ears, NoInput

HALVES = 4
"""Pieces of one thing that are joined; who is cut short still oftener is answered."""
MAY_BE = 4
"""Alternatives kept of what was joined."""


@dataclass(frozen=True)
class Taken:
    """Something said, heard and compared."""

    heard: Heard
    settled: Settled

    def said(self) -> Said:
        """As it goes on its way."""
        return Said(self.settled.text, self.settled.recognised)


Got = Taken | NotHeard | Typed | Key | HungUp | NoInput


class Hearing:
    """The caller's side of one call."""

    def __init__(self, line: Line, attention: Attention, ears: Ears, settle: Settle, missing: Callable[[], Awaitable[None]]) -> None:
        self._line = line
        self._attention = attention
        self._ears = ears
        self._settle = settle
        self._missing = missing
        """Tells, once, that nothing hears any more."""

    @property
    def hears(self) -> bool:
        """Whether anybody listens; keys and typed words come in any case."""
        return self._attention.hears

    @property
    def went_on(self) -> bool:
        """Whether what was heard last is the rest of what was heard before."""
        return self._ears.went_on

    async def hear(self, expecting: Expecting, wait: float | None) -> Got:
        """The next thing; NoInput when nothing comes for `wait` seconds. Missing ears are told; keys and words still come."""
        if not self._attention.pending:
            await self._line.show(Listens())
        try:
            got = await self._once(expecting, wait)
        except EarsMissing:
            await self._deafen()
            return await self._once(expecting, wait)
        for _ in range(HALVES - 1):
            if not isinstance(got, Taken | NotHeard) or await self._attention.goes_on() is None:
                break
            try:
                got = await self._joined(got, await self._once(expecting, None), expecting)
            except EarsMissing:
                await self._deafen()
        return got

    async def _deafen(self) -> None:
        self._attention.deafen()
        await self._missing()

    async def join(self, first: Taken, rest: Taken, expecting: Expecting) -> Taken:
        """Both as one thing said."""
        heard = joined(first.heard, rest.heard)
        return Taken(heard, await self._settle(heard, expecting))

    async def _once(self, expecting: Expecting, wait: float | None) -> Got:
        caught = await self._ears.listen(expecting, wait)
        return Taken(caught, await self._settle(caught, expecting)) if isinstance(caught, Heard) else caught

    async def _joined(self, first: Taken | NotHeard, rest: Got, expecting: Expecting) -> Got:
        match first, rest:
            case Taken(), Taken():
                return await self.join(first, rest, expecting)
            case Taken(), Key() | Typed():
                self._attention.put_back(rest)
                return first
            case _, NotHeard():
                return first
            case _:
                return rest


def joined(first: Heard, rest: Heard) -> Heard:
    """Two pieces as one; as sure as the less sure of them."""
    maybe = [_together(other, rest.text) for other in first.alternatives] + [_together(first.text, other) for other in rest.alternatives]
    text = _together(first.text, rest.text)
    return Heard(text, min(first.confidence, rest.confidence), first.words + rest.words, tuple(maybe[:MAY_BE]))


def _together(first: str, rest: str) -> str:
    between = " " if first[-1:].isascii() and first[-1:].isalpha() and rest[:1].isascii() and rest[:1].isalpha() else ""
    return first + between + rest
