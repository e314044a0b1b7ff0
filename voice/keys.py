"""A telephone's keys: a choice, a number, a person, once more."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.expecting import Expecting
from bot.turn import Choice
from voice.line import HungUp, Key, Typed

BETWEEN = 2.5
"""Seconds between two keys of a number."""
SHORT_OF_IT = 6.0
"""The same while it is still too short: somebody looks at their card."""
MOST = 30
"""Keys of one number."""


@dataclass(frozen=True)
class Chosen:
    """What the keys said, in words: a choice's value, or the number."""

    text: str


@dataclass(frozen=True)
class Person:
    """0: a person, please."""


@dataclass(frozen=True)
class Again:
    """*: once more, please."""


@dataclass(frozen=True)
class NoSuchKey:
    """A key that means nothing here."""


Pressed = Chosen | Person | Again | NoSuchKey
NextKey = Callable[[float], Awaitable[Key | Typed | HungUp | None]]
"""Waits for so many seconds; None when nothing came."""


async def pressed(first: Key, expecting: Expecting, choices: tuple[Choice, ...], next_key: NextKey) -> Pressed | Typed | HungUp:
    """What was meant by this key and those that follow."""
    if first.key == "*":
        return Again()
    if first.key == "#":
        return NoSuchKey()
    if expecting.manner != "digits":
        if first.key == "0":
            return Person()
        if choices:
            return Chosen(choices[int(first.key) - 1].value) if int(first.key) <= len(choices) else NoSuchKey()
    return await _number(first.key, expecting, next_key)


async def _number(number: str, expecting: Expecting, next_key: NextKey) -> Pressed | Typed | HungUp:
    """Collects until #, the longest length, a pause, or the end of the talk when it may be complete.

    * stands for the X that an identity number may end with.
    """
    longest = max(expecting.digits, default=MOST)
    while len(number) < longest:
        short = bool(expecting.digits) and len(number) not in expecting.digits
        key = await next_key(SHORT_OF_IT if short else BETWEEN)
        match key:
            case None | Key("#"):
                break
            case Key("*"):
                if not _ends_with_x(number, expecting):
                    return Again()
                number += "X"
            case Key(digit):
                number += digit
            case HungUp() if not short and expecting.digits:
                break
            case _:
                return key
    return Person() if number == "0" else Chosen(number)


def _ends_with_x(number: str, expecting: Expecting) -> bool:
    return len(number) == 17 and 18 in expecting.digits
