"""How well the real Vosk hears with the finished folder, in voices and sentences that are new to it."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import vosk
import yaml

from tests.voice.making.clips import Clip, speak_sentences
from tests.voice.making.rooms import RATE, noisy, resample, silence_around, telephone
from tests.voice.making.training import distance
from tests.voice.making.words import HERE, Vocabulary

CHUNK = 0.2
"""Seconds that are handed over at a time, as a browser does."""


@dataclass(frozen=True)
class Heard:
    """Figures over some clips: the share of wrong characters, and of sentences without one."""

    wrong: float
    right: float
    count: int

    def __str__(self) -> str:
        return f"CER {self.wrong:6.2%}  right {self.right:6.1%}  of {self.count}"


Way = Callable[[np.ndarray], tuple[np.ndarray, int]]


def _clean(samples: np.ndarray) -> tuple[np.ndarray, int]:
    return samples, RATE


def _noisy(samples: np.ndarray) -> tuple[np.ndarray, int]:
    return noisy(samples, 15, np.random.default_rng(1)), RATE


def _telephone(samples: np.ndarray) -> tuple[np.ndarray, int]:
    return resample(telephone(samples), RATE, RATE // 2), RATE // 2


def _quiet(samples: np.ndarray) -> tuple[np.ndarray, int]:
    return samples * 0.05, RATE


WAYS: dict[str, Way] = {"16 kHz": _clean, "noise 15 dB": _noisy, "8 kHz telephone": _telephone, "5 % volume": _quiet}


def measure(vocabulary: Vocabulary, folder: Path, held_out: list[Clip]) -> None:
    """Print the figures of the README."""
    vosk.SetLogLevel(-1)
    model = vosk.Model(str(folder))
    said = yaml.safe_load((HERE / "measured.yml").read_text(encoding="utf-8"))
    commands_said = said["commands"]
    pension = speak_sentences([vocabulary.split(line) or () for line in said["pension_auth"] * 3], seed=11)
    commands = speak_sentences([vocabulary.split(line) or () for line in commands_said * 4], seed=12)
    digits = speak_sentences(_digits(60), seed=13)
    for name, way in WAYS.items():
        print(f"{name:16} sentences held out  {hear_all(model, held_out, way)}")
        print(f"{name:16} pension_auth        {hear_all(model, pension, way)}")
        print(f"{name:16} commands, list      {hear_all(model, commands, way, phrases=_in_words(vocabulary, commands_said))}")
        print(f"{name:16} 11 digits, list     {hear_all(model, digits, way, phrases=list('零一二三四五六七八九幺'))}", flush=True)


def hear_all(model: vosk.Model, clips: Iterable[Clip], way: Way, phrases: list[str] | None = None, show: int = 0) -> Heard:
    """Hear every clip after it came that way, with a list of phrases or freely."""
    wrong = characters = right = count = 0
    for clip in clips:
        said = "".join(clip.words)
        heard = hear(model, *way(silence_around(clip.samples, 0.25, 0.4)), phrases)
        errors = distance(heard, said)
        wrong, characters, right, count = wrong + errors, characters + len(said), right + (errors == 0), count + 1
        if errors and show:
            show -= 1
            print(f"    {said} heard as {heard}, {clip.voice}")
    return Heard(wrong / characters, right / count, count)


def hear(model: vosk.Model, samples: np.ndarray, rate: int, phrases: list[str] | None = None) -> str:
    """What Vosk hears, without spaces."""
    listening = [json.dumps(phrases, ensure_ascii=False)] if phrases else []
    recogniser = vosk.KaldiRecognizer(model, rate, *listening)
    sound = np.clip(samples, -32768, 32767).astype("<i2").tobytes()
    step = int(rate * CHUNK) * 2
    heard = []
    for at in range(0, len(sound), step):
        if recogniser.AcceptWaveform(sound[at : at + step]):
            heard.append(json.loads(recogniser.Result())["text"])
    heard.append(json.loads(recogniser.FinalResult())["text"])
    return "".join(heard).replace(" ", "")


def _in_words(vocabulary: Vocabulary, phrases: Iterable[str]) -> list[str]:
    return [" ".join(vocabulary.split(phrase) or ()) for phrase in phrases]


def _digits(count: int) -> list[tuple[str, ...]]:
    chance = random.Random(5)
    return [tuple(chance.choices("零一二三四五六七八九", k=11)) for _ in range(count)]
