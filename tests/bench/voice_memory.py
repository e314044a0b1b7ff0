"""How much memory a line takes that brings ten minutes of nothing useful: `python -m tests.bench.voice_memory [MINUTES]`.

A whole call with the real recogniser; only the clock is quick. Told are the
memory of the process after the first minute, at the end and after the call,
and what the call did.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import structlog
from rich.console import Console
from rich.table import Table

from tests.quick import quickly
from tests.voice.pretending import GREETING, SENTENCES, WORDS, Answers, Doubting, QuietMouth
from tests.voice.spoken import MODEL, frames, noise, spoken
from voice.audio import FRAME, RATE, Audio, bytes_of
from voice.call import Room, call
from voice.ears.vosk import VoskEars
from voice.line import HungUp, Incoming, Shown, Sound

MINUTES = 10.0
PAGE = os.sysconf("SC_PAGE_SIZE")


def sounds() -> dict[str, bytes]:
    """What → a piece of it, which comes over and over."""
    words = b"".join(spoken(text, voice, around=0.0) for text, voice in (("我要做养老金资格认证", "f5"), ("身份证丢了怎么办", "m8")))
    return {
        "silence": b"\0" * bytes_of(1.0, RATE),
        "noise": noise(7.0, 3000.0),
        "noise, on and off": noise(3.0, 3000.0) + b"\0" * bytes_of(3.0, RATE),
        "speech without an end": words[: len(words) // bytes_of(FRAME, RATE) * bytes_of(FRAME, RATE)],
    }


@dataclass
class Dreary:
    """A line that brings the same sound for so many seconds, in frames, and hangs up."""

    piece: bytes
    seconds: float
    rate: int = RATE
    shown: Counter[str] = field(default_factory=Counter)
    held: list[float] = field(default_factory=list)
    """Megabytes after each minute."""
    _frames: Iterator[bytes] = field(init=False)
    _sent: int = 0

    def __post_init__(self) -> None:
        self._frames = itertools.cycle(list(frames(self.piece)))

    async def receive(self) -> Incoming:
        """The next frame."""
        await asyncio.sleep(FRAME)
        self._sent += 1
        if self._sent % round(60 / FRAME) == 0:
            self.held.append(megabytes())
        return Sound(next(self._frames)) if self._sent * FRAME <= self.seconds else HungUp()

    async def play(self, audio: Audio, text: str) -> None:
        """Is heard for as long as it lasts."""
        await asyncio.sleep(audio.seconds)

    async def show(self, shown: Shown) -> None:
        """Is counted."""
        self.shown[type(shown).__name__] += 1


def megabytes() -> float:
    """What this process holds (RSS)."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE / 1e6


def main() -> None:
    """Prints a table."""
    minutes = float(sys.argv[1]) if len(sys.argv) > 1 else MINUTES
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    heads = ("sound", "before", "after a minute", "at the end", "after the call", "seconds lost", "captions", "turns", "took, s")
    table = Table(*heads, title=f"{minutes:g} minutes down one line; megabytes (RSS) of the process", title_justify="left")
    with tempfile.TemporaryDirectory() as tried:
        ears = VoskEars(MODEL, Path(tried))
        room = Room(ears, QuietMouth(), Doubting(), SENTENCES, WORDS)
        for name, piece in sounds().items():
            line, answers = Dreary(piece, minutes * 60), Answers()
            before, began = megabytes(), time.monotonic()
            ended = quickly(call(line, room, answers, GREETING))
            after = (line.held[0], line.held[-1], megabytes())
            figures = (f"{held:.1f}" for held in (before, *after))
            took = f"{time.monotonic() - began:.0f}"
            table.add_row(name, *figures, f"{ended.lost:.1f}", str(line.shown["Partial"]), str(len(answers.said)), took)
        ears.close()
    Console(width=140).print(table)


if __name__ == "__main__":
    main()
