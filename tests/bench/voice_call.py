"""How soon an answer is heard, and captions are read, with many talks at once: `python -m tests.bench.voice_call [--talks 1 5 10 20]`.

The whole system runs as `nuanban run` starts it, hearing with the model of the
tests and speaking with the voice of this machine; the callers are plain sockets
in this process, each speaking in real time. An answer's delay is counted from
the last audible sample of what was said to the first sound that comes back,
less the patience that was in force (the gateway's log tells it): what is left
is for noticing, hearing to the end, understanding, answering and speaking. The
page adds LEAD to it, before it lets sound be heard. A caption's lag is counted
from a word's end to the first caption that holds all up to it.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import shutil
import tempfile
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from api.settings import ROOT
from tests.bench.memory import megabytes, tree
from tests.bench.systems import System, ours
from tests.bench.voice_callers import Caller, Turn, all_call, utterances
from tests.voice.spoken import MODEL

HOME = ROOT / "var" / "bench" / "voice"
LEAD = 0.12
"""Seconds that our page keeps sound before it lets it be heard (api/pages/static/sound.js)."""
TICKS = os.sysconf("SC_CLK_TCK")
LATE = 0.06
"""Seconds from which on a caller of ours counts as late: turns with such a frame are the bench's fault and are told."""


@dataclass(frozen=True)
class Ended:
    """A turn as the gateway ended it."""

    at: float
    quiet: float
    patience: float


@dataclass(frozen=True)
class Log:
    """What the gateway's log says of the calls."""

    ended: dict[str, list[Ended]]
    lost: float
    """Seconds of sound that were dropped, of all calls."""
    worse: tuple[str, ...]
    """What warnings and errors it tells."""


@dataclass(frozen=True)
class Wave:
    """So many talks at once."""

    talks: int
    turns: tuple[Turn, ...]
    missing: int
    faults: tuple[str, ...]
    log: Log
    cores: dict[str, float]
    """Part → share of one core."""
    megabytes: dict[str, float]
    load: float
    """The machine's load average of the last minute, other people's work included."""

    def delays(self) -> list[tuple[float, ...]]:
        """Of each turn the seconds, beyond the patience, until its end was noticed, it was heard, the answer could be read, was heard."""
        found = []
        for turn in self.turns:
            ended = self.ending(turn)
            if ended is not None and turn.heard is not None and turn.sound is not None:
                due = turn.ended + ended.patience
                found.append((ended.at - due, turn.heard[0] - due, turn.answered - due, turn.sound - due))
        return found

    def ending(self, turn: Turn) -> Ended | None:
        """The last ending of this turn before it was answered."""
        before = [one for one in self.log.ended.get(turn.talk, ()) if turn.ended < one.at < (turn.sound or 0.0)]
        return before[-1] if before else None

    def lags(self) -> tuple[list[float], int]:
        """Of each word the seconds until its caption, and how many words had none before the turn was understood."""
        lags, never = [], 0
        for turn in self.turns:
            for text, end in turn.utterance.words:
                shown = next((at for at, caption in turn.partials if caption.startswith(text)), None)
                if shown is None:
                    never += 1
                else:
                    lags.append(shown - turn.began - end)
        return lags, never


def read_log(file: Path, start: int) -> Log:
    """The log from this byte on."""
    ended: dict[str, list[Ended]] = {}
    lost, worse = 0.0, list[str]()
    for line in file.read_bytes()[start:].splitlines():
        told = json.loads(line) if line.startswith(b"{") else _plain(line.decode())
        if told["level"] in {"warning", "error"}:
            worse.append(told["event"])
        match told.get("event"):
            case "turn_ended":
                at = datetime.fromisoformat(told["timestamp"]).timestamp()
                ended.setdefault(told["conversation"], []).append(Ended(at, told["quiet"], told["patience"]))
            case "call_ended":
                lost += told["lost"]
    return Log(ended, lost, tuple(worse))


def _plain(line: str) -> dict[str, str]:
    """A line of a library's: date, time, who, how bad, what."""
    level = (line.split(maxsplit=4) + [""] * 4)[3]
    return {"level": level.lower(), "event": line}


def seconds_used(pids: Iterable[int]) -> float:
    """Of a processor, by these processes so far."""
    used = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        used += int(fields[11]) + int(fields[12])
    return used / TICKS


def parts(system: System) -> dict[str, list[int]]:
    """Part of the system → its processes."""
    return {file.stem: tree(int(file.read_text())) for file in sorted((system.settings.home / "run").glob("*.pid"))}


def wave(system: System, callers: Sequence[Caller], seconds: float) -> Wave:
    """All callers talk for so long; what came of it."""
    file = system.settings.home / "logs" / "gateway.log"
    start, of = file.stat().st_size, parts(system)
    before, began = {name: seconds_used(pids) for name, pids in of.items()}, time.monotonic()
    asyncio.run(all_call(callers, seconds))
    gone = time.monotonic() - began
    cores = {name: (seconds_used(pids) - before[name]) / gone for name, pids in of.items()}
    load, kept = os.getloadavg()[0], {name: megabytes(pids) for name, pids in of.items()}
    time.sleep(1.0)  # the calls are over, and the log has said so
    turns = tuple(turn for caller in callers for turn in caller.turns)
    faults = tuple(fault for caller in callers for fault in caller.faults)
    return Wave(len(callers), turns, sum(caller.missing for caller in callers), faults, read_log(file, start), cores, kept, load)


def row(wave: Wave) -> list[str]:
    """One line of the table."""
    noticed, heard, answered, sound = zip(*wave.delays(), strict=True)
    lags, never = wave.lags()
    slips = sum(turn.late > LATE for turn in wave.turns)
    right = sum(turn.heard is not None and turn.heard[1] == turn.utterance.text for turn in wave.turns)
    return [
        str(wave.talks),
        f"{len(wave.turns)} ({wave.missing})",
        f"{right}",
        *map(_two, (noticed, heard, answered, sound)),
        f"{_two(lags)} ({never}/{len(lags) + never})",
        f"{wave.log.lost:.2f}",
        " ".join((*wave.faults, *wave.log.worse)) or "0",
        " ".join(f"{name} {share:.2f}" for name, share in wave.cores.items()),
        " ".join(f"{name} {held:.0f}" for name, held in wave.megabytes.items()),
        f"{wave.load:.1f} ({slips})",
    ]


def _two(seconds: Sequence[float]) -> str:
    return " / ".join(f"{q:.2f}" for q in np.percentile(seconds, [50, 95]))


HEADS = (
    "talks",
    "turns (unanswered)",
    "heard word for word",
    "noticed, s",
    "heard, s",
    "answered, s",
    "first sound, s",
    "caption lag, s (never)",
    "sound lost, s",
    "faults",
    "cores",
    "MB (PSS)",
    "load (our slips)",
)


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--talks", type=int, nargs="+", default=[1, 5, 10, 20], help="talks at once, one number after the other")
    parser.add_argument("--seconds", type=float, default=90.0, help="how long each number of talks is kept up")
    given = parser.parse_args()
    shutil.rmtree(HOME, ignore_errors=True)
    with tempfile.TemporaryDirectory() as tried:
        says = utterances(Path(tried))
    table = Table(*HEADS, title="Talks by voice at once; p50 / p95", title_justify="left")
    settings = {"NUANBAN_SPEAKER": "auto", "NUANBAN_RECOGNIZER": "vosk", "NUANBAN_VOSK_MODEL": str(MODEL), "NUANBAN_LOG_LEVEL": "info"}
    with ours(HOME, **settings) as system:
        wave(system, [Caller(0, system.settings.url, says)], 15.0)
        for talks in given.talks:
            table.add_row(*row(wave(system, [Caller(number, system.settings.url, says) for number in range(talks)], given.seconds)))
    console = Console(width=None if Console().is_terminal else 180)
    console.print(table)
    console.print(f"The page adds {LEAD} s before it lets the first sound be heard.")


if __name__ == "__main__":
    main()
