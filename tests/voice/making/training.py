"""Teach the network with CTC: it is told what was said, and finds out when."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing import Pool
from multiprocessing.pool import Pool as Workers
from pathlib import Path

import numpy as np
import torch
from torch import nn

from tests.voice.making.clips import Clip
from tests.voice.making.features import CEPSTRA, mfcc
from tests.voice.making.network import CONTEXT, OUTPUTS, SUBSAMPLING, Network
from tests.voice.making.rooms import nobody_speaks, on_its_way, silence_around
from tests.voice.making.sounds import SOUNDS, spell

BATCH_FRAMES = 7000
NOBODY = 0.05
"""The share of clips in which nobody speaks."""
HEARD_ANEW = 3
"""After so many rounds every clip is sent through other rooms and noise."""

_NUMBER = {sound: index + 1 for index, sound in enumerate(SOUNDS)}


@dataclass(frozen=True)
class Example:
    """The frames of a clip, and the numbers of its sounds."""

    frames: np.ndarray
    sounds: tuple[int, ...]


def train(clips: list[Clip], judged: list[Clip], path: Path, *, rounds: int, peak_rate: float, start: Path | None = None) -> None:
    """Write the network to the path after every round, beginning with the one at `start` if there is one."""
    torch.manual_seed(0)
    torch.set_num_threads(1)  # so small a network gains nothing from a second one
    chance = np.random.default_rng(7)
    network = Network()
    with Pool(2) as pool:
        examples = _examples(clips, 0, pool)
        if start:
            network.load_state_dict(torch.load(start)["network"])
        else:
            _normalise(network, examples)
        clean = [Example(mfcc(silence_around(clip.samples, 0.2, 0.3)), _sounds(clip)) for clip in judged]
        optimiser = torch.optim.AdamW(network.parameters(), lr=peak_rate, weight_decay=1e-4)
        steps = rounds * (len(_batches(examples, chance)) + 8)
        schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, peak_rate, total_steps=steps, pct_start=0.05 if start else 0.2)
        begun = time.monotonic()
        for round_ in range(rounds):
            if round_ and round_ % HEARD_ANEW == 0:
                examples = _examples(clips, round_, pool)
            network.train()
            batches = _batches(examples, chance, sort=round_ == 0 and start is None)
            lost = 0.0
            for batch in batches:
                frames, lengths = _pad(batch, chance)
                with torch.autocast("cpu", dtype=torch.bfloat16):  # twice as fast where the processor has it
                    said = network(frames)
                loss = _loss(said.float(), lengths, batch)
                optimiser.zero_grad()
                loss.backward()
                nn.utils.clip_grad_norm_(network.parameters(), 5.0)
                optimiser.step()
                if schedule.last_epoch < steps - 1:
                    schedule.step()
                lost += float(loss.detach())
            network.eval()
            with torch.no_grad():
                torch.save({"network": network.state_dict(), "shares": _shares(network, examples[::20])}, path)
                wrong = _wrong_sounds(network, clean)
            passed = time.monotonic() - begun
            print(f"round {round_ + 1}: loss {lost / len(batches):.3f}, wrong sounds {wrong:.1%}, {passed:.0f} s", flush=True)


def _examples(clips: list[Clip], seed: int, pool: Workers) -> list[Example]:
    silent = int(len(clips) * NOBODY)
    jobs = [(clip.samples, _sounds(clip), seed * 1_000_003 + index) for index, clip in enumerate(clips)]
    jobs += [(None, (), seed * 1_000_003 + len(clips) + index) for index in range(silent)]
    examples = pool.starmap(_example, jobs, chunksize=32)
    return [example for example in examples if len(example.frames) // SUBSAMPLING > 2 * len(example.sounds)]


def _example(samples: np.ndarray | None, sounds: tuple[int, ...], seed: int) -> Example:
    chance = np.random.default_rng(seed)
    heard = nobody_speaks(chance) if samples is None else on_its_way(samples, chance)
    return Example(mfcc(heard).astype(np.float16), sounds)


def _sounds(clip: Clip) -> tuple[int, ...]:
    return tuple(_NUMBER[sound] for sound in spell(clip.syllables))


def _normalise(network: Network, examples: list[Example]) -> None:
    some = np.concatenate([example.frames for example in examples[::7]]).astype(np.float32)
    network.mean.copy_(torch.from_numpy(some.mean(0)))
    network.scale.copy_(torch.from_numpy(1 / some.std(0)))


def _batches(examples: list[Example], chance: np.random.Generator, *, sort: bool = False) -> list[list[Example]]:
    """Clips of about the same length together; sorted, the short ones come first, which is where CTC begins to see."""
    batches: list[list[Example]] = [[]]
    for example in sorted(examples, key=lambda example: len(example.frames) + chance.integers(40)):
        if len(batches[-1]) * len(example.frames) > BATCH_FRAMES:
            batches.append([])
        batches[-1].append(example)
    if not sort:
        chance.shuffle(batches)
    return batches


def _pad(batch: list[Example], chance: np.random.Generator | None = None) -> tuple[torch.Tensor, torch.Tensor]:
    """Frames of a batch with the first and last one repeated, as Kaldi does; with chance also coloured and with gaps."""
    longest = max(len(example.frames) for example in batch)
    padded = np.zeros((len(batch), longest + 2 * CONTEXT, CEPSTRA), np.float32)
    for row, example in zip(padded, batch, strict=True):
        length = len(example.frames)
        row[:] = example.frames[-1]
        row[:CONTEXT] = example.frames[0]
        row[CONTEXT : CONTEXT + length] = example.frames
        if chance is not None:
            colour = chance.normal(0, 1, 12) * np.array([7.0, *(4.5 / (1 + 0.35 * order) for order in range(1, 12))])
            row[:, :12] += colour
            for _ in range(2):
                width = chance.integers(0, 8)
                at = CONTEXT + chance.integers(0, max(1, length - width))
                row[at : at + width] = row.mean(0)
    lengths = torch.tensor([math.ceil(len(example.frames) / SUBSAMPLING) for example in batch])
    return torch.from_numpy(padded), lengths


def _loss(said: torch.Tensor, lengths: torch.Tensor, batch: list[Example]) -> torch.Tensor:
    sounds = torch.tensor([sound for example in batch for sound in example.sounds])
    counts = torch.tensor([len(example.sounds) for example in batch])
    loss = nn.functional.ctc_loss(said.transpose(0, 1), sounds, lengths, counts, reduction="sum", zero_infinity=True)
    return loss / max(int(counts.sum()), 8 * len(batch))


def _shares(network: Network, examples: list[Example]) -> torch.Tensor:
    """How often each output is said, on average: Vosk divides by it."""
    total, frames = torch.zeros(OUTPUTS), 0
    for example in examples:
        padded, _ = _pad([example])
        said = network(padded)[0].exp()
        total += said.sum(0)
        frames += len(said)
    return total / frames


def _wrong_sounds(network: Network, examples: list[Example]) -> float:
    wrong = total = 0
    for example in examples:
        padded, _ = _pad([example])
        best = network(padded)[0].argmax(-1).tolist()
        heard = [sound for at, sound in enumerate(best) if sound and (at == 0 or best[at - 1] != sound)]
        wrong += distance(heard, example.sounds)
        total += len(example.sounds)
    return wrong / total


def distance(heard: Sequence[object], said: Sequence[object]) -> int:
    """How many insertions, deletions and replacements lie between two sequences."""
    row = list(range(len(said) + 1))
    for count, one in enumerate(heard, 1):
        before, row[0] = row[0], count
        for column, other in enumerate(said, 1):
            before, row[column] = row[column], min(row[column] + 1, row[column - 1] + 1, before + (one != other))
    return row[-1]
