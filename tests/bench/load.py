"""Conversations at the same time, and how long their turns took."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.bench.script import SCRIPT, Line

Say = Callable[[int], Awaitable[str | None]]
"""Says the turn of this number; the question that is open afterwards."""


@dataclass
class Measured:
    """Turns of one system at one number of conversations."""

    milliseconds: list[float] = field(default_factory=list)
    strayed: int = 0
    """Turns after which another question was open than should have been."""
    seconds: float = 0.0

    @property
    def per_second(self) -> float:
        """Turns a second, over all rounds."""
        return len(self.milliseconds) / self.seconds

    def percentile(self, share: float) -> float:
        """Milliseconds in which this share of the turns was answered."""
        ordered = sorted(self.milliseconds)
        return ordered[min(round(share * (len(ordered) - 1)), len(ordered) - 1)]


async def wave(talks: Sequence[Say], script: Sequence[Line], into: Measured) -> None:
    """All conversations at once, each saying its turns one after another."""
    began = time.perf_counter()
    await asyncio.gather(*(_talk(say, script, into) for say in talks))
    into.seconds += time.perf_counter() - began


async def _talk(say: Say, script: Sequence[Line], into: Measured) -> None:
    for number, line in enumerate(script):
        began = time.perf_counter()
        asked = await say(number)
        into.milliseconds.append((time.perf_counter() - began) * 1000)
        into.strayed += asked != line.asks


async def through_gateway(client: httpx.AsyncClient, url: str) -> Say:
    """A new conversation at our door."""
    opened = (await client.post(f"{url}/api/v1/conversations", json={})).raise_for_status().json()
    headers = {"Authorization": f"Bearer {opened['token']}"}

    async def say(number: int) -> str | None:
        answer = await client.post(f"{url}/api/v1/conversations/{opened['id']}/turns", json={"text": SCRIPT[number]}, headers=headers)
        return _open_question(answer.raise_for_status().json()["replies"])

    return say


def to_plain_rasa(client: httpx.AsyncClient, url: str, bodies: Sequence[dict[str, Any]]) -> Say:
    """A conversation at plain Rasa's REST channel, prepared."""

    async def say(number: int) -> str | None:
        answer = await client.post(f"{url}/webhooks/rest/webhook", json=bodies[number])
        return _open_question([message["custom"] for message in answer.raise_for_status().json()])

    return say


def _open_question(replies: list[dict[str, Any]]) -> str | None:
    expects = replies[-1]["expects"] if replies else None
    return expects["key"] if expects else None
