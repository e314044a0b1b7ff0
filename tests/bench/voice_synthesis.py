"""`python -m tests.bench.voice_synthesis`: thousands of sentences spoken by eight callers at once, and how many came out wrong.

Each sound is held against the command `espeak-ng` run by itself for the same
sentence and pace: another length (more than 6 %) is a wrong rate, other
phonemes are a wrong voice or a wrong text. The paces differ by 13 % and more.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import signal
import statistics
import subprocess
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import get_args

from rich.console import Console
from rich.table import Table

from api.settings import ROOT
from bot.say import load_sentences
from voice.mouth import PACES, Language, NotSpoken, Reading, Tone
from voice.mouth.edges import trimmed
from voice.mouth.espeak import EspeakSpeaker, open_espeak
from voice.mouth.order import QUIET, Order, nothing_in, order_of
from voice.mouth.process import Made
from voice.mouth.pyttsx3 import Pyttsx3Speaker, open_pyttsx3
from voice.mouth.reading import read

CALLERS = 8
LATE = 0.8
"""Seconds, waiting for a worker included: how long a resident waits for a first sound at most."""
NEAR, LEAST = 0.06, 0.03
"""The share, and at least the seconds, by which a sound may differ from its reference, silence at its edges left out."""
SEED = 4

Make = Callable[[Order], Awaitable[Made]]


@dataclass
class Measured:
    """What came of so many utterances."""

    took: list[float] = field(default_factory=list)
    missing: int = 0
    wrong_rate: list[str] = field(default_factory=list)
    wrong_phonemes: int = 0

    @property
    def late(self) -> int:
        return sum(1 for seconds in self.took if seconds > LATE)


class References:
    """What espeak-ng says of an order by itself; asked once for each."""

    def __init__(self) -> None:
        self._seconds: dict[Order, float] = {}
        self._phonemes: dict[tuple[str, str], str] = {}
        self._speaker = EspeakSpeaker("reference")

    async def ask(self, reading: Reading, tone: Tone) -> None:
        order = order_of(reading, replace(tone, louder=False))
        if order not in self._seconds:
            self._seconds[order] = trimmed(await self._speaker.make(order)).seconds
        if (order.voice, order.words) not in self._phonemes:
            command = ["espeak-ng", "-q", "-x", "-v", order.voice, "-b", "1", "--stdin"]
            said = subprocess.run(command, input=order.words, capture_output=True, text=True, check=True).stdout  # noqa: ASYNC221
            self._phonemes[order.voice, order.words] = " ".join(said.split())

    def judge(self, order: Order, made: Made, measured: Measured) -> None:
        right, heard = self._seconds[replace(order, volume=QUIET)], trimmed(made.audio).seconds
        if abs(heard - right) > max(NEAR * right, LEAST):
            measured.wrong_rate.append(f"{heard:.2f} s instead of {right:.2f} s: {order}")
        measured.wrong_phonemes += bool(made.phonemes) and " ".join(made.phonemes.split()) != self._phonemes[order.voice, order.words]


def utterances(number: int) -> list[tuple[Reading, Tone]]:
    """So many sentences of data/say that need no value, nine in ten Chinese, in every pace, one in five louder; the same each time."""
    pick = random.Random(SEED)
    readings: dict[Language, list[Reading]] = {language: sorted(_readings(language), key=str) for language in get_args(Language)}
    return [
        (pick.choice(readings["en" if pick.random() < 0.1 else "zh"]), Tone(pick.choice(PACES), louder=pick.random() < 0.2))
        for _ in range(number)
    ]


def _readings(language: Language) -> Iterator[Reading]:
    sentences = load_sentences(ROOT / "data" / "say")
    for key in sentences.keys(language):
        try:
            said = sentences.say(key, language)
        except KeyError:
            continue
        yield from (reading for reading in read(said.speech or said.text, language) if not nothing_in(reading.pinyin or reading.text))


async def speak(make: Make, wanted: list[tuple[Reading, Tone]], right: References, every: Callable[[int], None]) -> Measured:
    """All of it, by eight callers at once; `every` is told how many were begun."""
    measured, left = Measured(), iter(enumerate(wanted))

    async def caller() -> None:
        for number, (reading, tone) in left:
            every(number)
            order = order_of(reading, tone)
            start = time.monotonic()
            try:
                made = await make(order)
            except NotSpoken:
                measured.missing += 1
                continue
            measured.took.append(time.monotonic() - start)
            right.judge(order, made, measured)

    await asyncio.gather(*(caller() for _ in range(CALLERS)))
    return measured


async def compare(number: int, kill: int) -> None:
    """Speaks with both voices, and prints a table."""
    wanted, right = utterances(number), References()
    for reading, tone in dict.fromkeys(wanted):
        await right.ask(reading, tone)
    pool, command = open_pyttsx3(), open_espeak()
    await pool.start()

    def harm(begun: int) -> None:
        if kill and begun % kill == kill - 1:
            for pid in pool.pids[:1]:
                os.kill(pid, signal.SIGKILL)

    async def by_command(order: Order) -> Made:
        return Made(await command.make(order), "")

    table = Table(
        "voice", "utterances", "missing", f"late (> {LATE} s)", "wrong rate", "wrong phonemes", "p50 ms", "p95 ms", "max ms", "restarts"
    )
    wrong: list[str] = []
    for name, make in ((pool.name, pool.make), (command.name, by_command)):
        measured = await speak(make, wanted, right, harm if name == pool.name else lambda begun: None)
        _row(table, name, number, measured, pool)
        wrong += measured.wrong_rate
    await pool.close()
    Console(width=160).print(table, *wrong[:20], sep="\n")


def _row(table: Table, name: str, number: int, measured: Measured, pool: Pyttsx3Speaker) -> None:
    own = name == pool.name
    cuts = statistics.quantiles(measured.took, n=20)
    times = (f"{1000 * seconds:.0f}" for seconds in (cuts[9], cuts[18], max(measured.took)))
    phonemes, restarts = (str(measured.wrong_phonemes), str(pool.restarts)) if own else ("–", "–")
    table.add_row(name, str(number), str(measured.missing), str(measured.late), str(len(measured.wrong_rate)), phonemes, *times, restarts)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--n", type=int, default=10_000, help="utterances for each voice")
    parser.add_argument(
        "--kill", type=int, default=0, help="kill a worker after every so many; their sentences have to be heard all the same"
    )
    arguments = parser.parse_args()
    asyncio.run(compare(arguments.n, arguments.kill))
