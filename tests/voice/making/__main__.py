"""python -m tests.voice.making [speak] [train] [export] [measure]: make tests/voice/model anew; without a step, all of them."""

from __future__ import annotations

import argparse
from pathlib import Path

from tests.voice.making import clips
from tests.voice.making.export import export
from tests.voice.making.measure import measure
from tests.voice.making.training import train
from tests.voice.making.words import HERE, read_vocabulary

STEPS = ("speak", "train", "export", "measure")
MODEL = HERE.parent / "model"
SPOKEN = 14000
ROUNDS, PEAK_RATE = 12, 0.003


def main() -> None:
    arguments = argparse.ArgumentParser(prog="python -m tests.voice.making", description=__doc__)
    arguments.add_argument("steps", nargs="*", choices=STEPS, default=STEPS, help="which steps, in this order")
    arguments.add_argument("--work", type=Path, default=Path("var/making"), help="where clips and the network are kept")
    arguments.add_argument("--model", type=Path, default=MODEL, help="the folder that Vosk opens")
    arguments.add_argument("--start", type=Path, help="a network to go on from instead of beginning with nothing")
    chosen = arguments.parse_args()
    chosen.work.mkdir(parents=True, exist_ok=True)
    training, measured, network = (chosen.work / name for name in ("training.pickle", "measured.pickle", "network.pt"))
    vocabulary = read_vocabulary()
    if "speak" in chosen.steps:
        clips.save(clips.speak_sentences(clips.held_out(vocabulary)), measured)
        clips.save(clips.speak_training(vocabulary, SPOKEN, seed=1), training)
    if "train" in chosen.steps:
        spoken, judged = clips.load(training), clips.load(measured)[:50]
        train(spoken, judged, network, rounds=ROUNDS, peak_rate=PEAK_RATE, start=chosen.start)
    if "export" in chosen.steps:
        export(vocabulary, network, chosen.model)
    if "measure" in chosen.steps:
        measure(vocabulary, chosen.model, clips.load(measured))


if __name__ == "__main__":
    main()
