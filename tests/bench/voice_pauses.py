"""How often a speaker is cut short in a pause, and how long the end of a turn takes, before and after patience has learned.

    python -m tests.bench.voice_pauses --audio FOLDER

FOLDER holds 16 kHz FLAC files of people speaking and `transcripts.tsv` (file, text);
the speaker is the file's name up to the character before `W`. Two clips of one
speaker are joined by a pause, with the room's noise over everything. The clips
keep the silence that they begin and end with: the pauses named are added to it,
and the column `pause` says how long the longest one of a turn was (median).
"""

from __future__ import annotations

import argparse
import csv
import random
from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise, permutations
from pathlib import Path

import numpy as np
import soundfile
from rich.console import Console
from rich.table import Table

from bot.expecting import ANYTHING
from voice.activity import BEGINS, Activity, Beginning, Frame
from voice.audio import FRAME
from voice.patience import CUT_SHORT, Learning, Pace, Pausing, patience, stretch

PAUSES = (None, 0.6, 1.0, 1.5)
"""Seconds added between two clips; None: one clip, as it is."""
NOISES = (30, 10)
LEARNED_FROM = (0, 3, 15)
"""Turns of the same speaker, of other clips, before the measured ones."""
MEASURED = 120
"""Pairs of each speaker for each pause and noise."""
BEFORE, AFTER = 4.0, 5.0
"""Seconds of the room before and after."""
Samples = np.ndarray


@dataclass(frozen=True)
class Turn:
    """One thing said, judged frame by frame."""

    voiced: tuple[bool, ...]
    first: int
    """The frame in which it begins."""
    last: int
    """The last frame with voice in it."""
    pause: float
    """Seconds of the longest one inside, between voice and voice."""


@dataclass(frozen=True)
class Outcome:
    """What became of it."""

    cuts: int
    delay: float
    """Seconds from the last voice to the end of the turn."""


def speakers(folder: Path, *, trim: bool, fewest: int = 20) -> dict[str, list[Samples]]:
    """Each speaker's clips; speakers with too few to learn from are left out. `trim`: without the silence before and after."""
    with (folder / "transcripts.tsv").open(encoding="utf-8", newline="") as file:
        names = [row[0] for row in csv.reader(file, delimiter="\t")]
    clips: dict[str, list[Samples]] = defaultdict(list)
    for name in sorted(name for name in names if (folder / name).exists()):
        sound, rate = soundfile.read(folder / name, dtype="float32")
        assert rate == 16_000, f"{name} has {rate} samples a second; 16000 are wanted"
        clips[name.split("W")[0]].append(trimmed(sound) if trim else sound)
    return {speaker: sounds for speaker, sounds in clips.items() if len(sounds) >= fewest}


def trimmed(sound: Samples) -> Samples:
    """From the first voice to the last."""
    frames = Activity(16_000).judge((sound * 32767).astype("<i2").tobytes())
    voiced = [at for at, frame in enumerate(frames) if frame.voiced]
    return sound[round(voiced[0] * FRAME * 16_000) : round((voiced[-1] + 1) * FRAME * 16_000)]


def joined(one: Samples, other: Samples, pause: float | None, noise: int, chance: np.random.Generator) -> Turn:
    """Two clips with a pause between them, in a room of this many decibels below the voice."""
    before, between, after = (np.zeros(round(seconds * 16_000), "float32") for seconds in (BEFORE, pause or 0.0, AFTER))
    said = [one] if pause is None else [one, between, other]
    clean = np.concatenate([before, *said, after])
    power = np.mean(one[np.abs(one) > 0.005] ** 2)
    noisy = clean + chance.standard_normal(len(clean)).astype("float32") * np.sqrt(power / 10 ** (noise / 10))
    voiced = tuple(frame.voiced for frame in Activity(16_000).judge((np.clip(noisy, -1, 1) * 32767).astype("<i2").tobytes()))
    begins = round(BEFORE / FRAME)
    heard = [at for at, voice in enumerate(voiced) if voice and at >= begins]
    longest = max(later - earlier - 1 for earlier, later in pairwise(heard)) * FRAME
    return Turn(voiced, begins - 10, heard[-1], longest)


def hear(turn: Turn, learning: Learning) -> Outcome:
    """Hears one turn as the call does: ends it by patience, and notices when the speaker goes on."""
    at = begins(turn, turn.first)
    assert at is not None, "the turn was never heard to begin"
    for cuts in range(10):
        ended, pausing = ends(turn, at, learning.pace)
        learning.turn_ended(pausing.longest, pausing.spoken)
        voice = max(frame for frame in range(ended) if turn.voiced[frame])
        at = begins(turn, ended)
        if at is None:
            return Outcome(cuts, (ended - turn.last) * FRAME)
        if (at - ended) * FRAME <= CUT_SHORT:
            learning.cut_short((at - voice) * FRAME)
    raise AssertionError("the turn is cut again and again")


def begins(turn: Turn, at: int) -> int | None:
    """The frame with which speech begins, from `at` on."""
    beginning = Beginning()
    for frame in range(at, len(turn.voiced)):
        if beginning.add(Frame(b"", turn.voiced[frame], 0.0), BEGINS):
            return first_voice(turn, at, frame)
    return None


def first_voice(turn: Turn, at: int, begun: int) -> int:
    """The first frame with voice of the second before this one."""
    return next(frame for frame in range(max(at, begun - 50), begun + 1) if turn.voiced[frame])


def ends(turn: Turn, at: int, pace: Pace) -> tuple[int, Pausing]:
    """The frame with which it ends by patience, and what was followed up to there."""
    pausing = Pausing()
    for frame in range(at, len(turn.voiced)):
        pausing.add(turn.voiced[frame])
        if pausing.quiet >= patience(pace, stretch(ANYTHING, "", ())) - 1e-9:
            return frame, pausing
    raise AssertionError("the turn never ended")


def measured(clips: dict[str, list[Samples]], pause: float | None, noise: int) -> list[dict[str, str]]:
    """Three rows of the table: nobody known, known a little, known."""
    chance, choose = np.random.default_rng(5), random.Random(5)
    outcomes: dict[int, list[Outcome]] = {turns: [] for turns in LEARNED_FROM}
    paces: dict[int, list[float]] = {turns: [] for turns in LEARNED_FROM}
    pauses: list[float] = []
    for sounds in clips.values():
        shuffled = choose.sample(sounds, len(sounds))
        half = len(shuffled) // 2
        earlier = choose.sample(list(permutations(shuffled[:half], 2)), max(LEARNED_FROM))
        later = choose.sample(list(permutations(shuffled[half:], 2)), MEASURED)
        learning = Learning()
        known: dict[int, Pace] = {0: learning.pace}
        for at, (one, other) in enumerate(earlier, start=1):
            hear(joined(one, other, pause, noise, chance), learning)
            known[at] = learning.pace
        for one, other in later:
            turn = joined(one, other, pause, noise, chance)
            pauses.append(turn.pause)
            for turns in LEARNED_FROM:
                outcomes[turns].append(hear(turn, Learning(known[turns])))
        for turns in LEARNED_FROM:
            paces[turns].append(known[turns].seconds)
    longest = f"{np.median(pauses):.2f}"
    return [row(pause, longest, noise, f"{turns} turns" if turns else "unknown", paces[turns], outcomes[turns]) for turns in LEARNED_FROM]


def row(pause: float | None, told: str, noise: int, who: str, paces: list[float], outcomes: list[Outcome]) -> dict[str, str]:
    """One line of the table."""
    delays = [outcome.delay for outcome in outcomes]
    return {
        "added": "none" if pause is None else f"{pause} s",
        "pause": f"{told} s",
        "noise": f"{noise} dB",
        "speaker": who,
        "pace": " ".join(f"{pace:.2f}" for pace in paces),
        "turns": str(len(outcomes)),
        "cut": f"{100 * sum(outcome.cuts > 0 for outcome in outcomes) / len(outcomes):.1f} %",
        "delay p50": f"{np.median(delays):.2f} s",
        "delay p95": f"{np.percentile(delays, 95):.2f} s",
    }


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--audio", type=Path, required=True, help="a folder of FLAC files and transcripts.tsv")
    parser.add_argument("--trim", action="store_true", help="cut off the clips' own silence: pauses are as long as they are named")
    given = parser.parse_args()
    clips = speakers(given.audio, trim=given.trim)
    table = Table(title=f"{len(clips)} speakers, {MEASURED} pairs of clips each; patience learned from other clips of theirs")
    rows = [line for pause in PAUSES for noise in NOISES for line in measured(clips, pause, noise)]
    for column in rows[0]:
        table.add_column(column)
    for line in rows:
        table.add_row(*line.values())
    Console(width=140).print(table)


if __name__ == "__main__":
    main()
