"""No pattern takes exponentially long over what somebody hums or types over and over: 嗯嗯嗯嗯…卡 must not stop the gateway."""

from __future__ import annotations

import importlib
import pkgutil
import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice, product
from types import FrameType

import pytest

import actions
import api
import bot
import voice

ELSEWHERE = ("bot.components", "bot.cross_validate", "bot.plot", "bot.serve", "bot.understand", "api.migrations")
"""What runs in another interpreter, or once."""
_WORDS = re.compile(r"[\u4e00-\u9fff]{1,4}")
LONG = 60
"""Characters: exponential patterns would take years over so many, others not a millisecond."""
SECONDS = 5.0
PAIRS = 1_700


def patterns() -> dict[str, re.Pattern[str]]:
    """All that modules hold, by name; each pattern once."""
    found: dict[tuple[str, int], str] = {}
    for package in (actions, api, bot, voice):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if module.name.startswith(ELSEWHERE):
                continue
            for name, value in vars(importlib.import_module(module.name)).items():
                if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
                    found.setdefault((value.pattern, value.flags), f"{module.name}.{name}")
    return {name: re.compile(*pattern) for pattern, name in found.items()}


PATTERNS = patterns()


class Endless(Exception):
    """The time is over."""


@contextmanager
def in_time() -> Iterator[None]:
    """Raises Endless: regular expressions look at signals."""

    def late(_: int, __: FrameType | None) -> None:
        raise Endless

    before = signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def own_words(pattern: str) -> list[str]:
    """The words in a pattern, and every two of them together."""
    words = list(dict.fromkeys(_WORDS.findall(pattern)))
    pairs = ("".join(pair) for pair in islice(product(words[:40], repeat=2), PAIRS))
    return [*words, *pairs, "1", "1年", "a", "ab ", "，", ","]


@pytest.mark.parametrize("name", PATTERNS)
def test_its_own_words_over_and_over_are_soon_read(name: str) -> None:
    pattern = PATTERNS[name]
    for word in own_words(pattern.pattern):
        said = word * (LONG // len(word)) + "囧Q"
        try:
            with in_time():
                pattern.search(said)
                pattern.fullmatch(said)
        except Endless:
            pytest.fail(f"{name}: {said}")
