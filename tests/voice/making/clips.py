"""The spoken sentences: what to train on, and what is kept for measuring."""

from __future__ import annotations

import pickle
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from multiprocessing import Pool
from pathlib import Path

import numpy as np

from tests.voice.making.sentences import Sentence, Sentences, residents_sentences
from tests.voice.making.sounds import pinyin
from tests.voice.making.synthesis import HELD_OUT, TRAINED, Voice, speak
from tests.voice.making.words import Vocabulary

KEPT = 300
"""Sentences that neither the network nor the word statistics ever see."""

PAUSING, PAUSES = 0.25, 0.12
"""The share of clips in which the voice hesitates, and how often it does so in them, after a syllable."""

Reading = tuple[Sentence, tuple[str, ...]]
"""A sentence and its pinyin."""


@dataclass(frozen=True)
class Clip:
    """A sentence (no words when it is syllables at random), how it was read, and 16-bit samples at 16 kHz."""

    words: Sentence
    syllables: tuple[str, ...]
    voice: Voice
    samples: np.ndarray


def held_out(vocabulary: Vocabulary) -> list[Sentence]:
    """The sentences that are only for measuring: made ones of at least two words, and residents' own."""
    made = Sentences(vocabulary, seed=2)
    kept: dict[Sentence, None] = dict.fromkeys(residents_sentences(vocabulary)[5::40])
    while len(kept) < KEPT:
        sentence = made.one()
        if len(sentence) >= 2:
            kept[sentence] = None
    return list(kept)


def syllables_of(sentence: Sentence) -> tuple[str, ...]:
    """The pinyin of a sentence, word by word."""
    return tuple(syllable for word in sentence for syllable in pinyin(word))


def speak_training(vocabulary: Vocabulary, count: int, seed: int) -> list[Clip]:
    """So many clips of sentences that are not held out, of words without sense, and of syllables."""
    chance = random.Random(seed)
    made = Sentences(vocabulary, seed)
    kept = set(map("".join, held_out(vocabulary)))
    residents = [sentence for sentence in residents_sentences(vocabulary) if "".join(sentence) not in kept]
    readings: list[Reading] = []
    while len(readings) < count:
        share = chance.random()
        if share < 0.2:
            readings.append(((), made.syllables()))
            continue
        if share < 0.3:
            sentence = made.digits()
        elif share < 0.48:
            sentence = made.words()
        else:
            sentence = chance.choice(residents) if share < 0.58 else made.one()
        if "".join(sentence) not in kept:
            readings.append((sentence, syllables_of(sentence)))
    return _speak_all(readings, TRAINED, chance)


def speak_sentences(sentences: Iterable[Sentence], voices: Sequence[str] = HELD_OUT, seed: int = 3) -> list[Clip]:
    """Each sentence once, by one of the voices."""
    return _speak_all([(sentence, syllables_of(sentence)) for sentence in sentences], voices, random.Random(seed))


def save(clips: list[Clip], path: Path) -> None:
    """Keep clips for the next step."""
    path.write_bytes(pickle.dumps(clips))


def load(path: Path) -> list[Clip]:
    """The clips that a step before has kept."""
    return list(pickle.loads(path.read_bytes()))


def _speak_all(readings: list[Reading], voices: Sequence[str], chance: random.Random) -> list[Clip]:
    jobs = []
    for reading in readings:
        voice = Voice(chance.choice(voices), chance.randint(80, 190), chance.randint(25, 80))
        jobs.append((*reading, voice, PAUSES if chance.random() < PAUSING else 0.0, chance.random()))
    with Pool(2) as pool:
        return pool.starmap(_clip, jobs, chunksize=16)


def _clip(words: Sentence, syllables: tuple[str, ...], voice: Voice, pauses: float, seed: float) -> Clip:
    chance = random.Random(seed)
    text = syllables[0] + "".join((", " if chance.random() < pauses else " ") + syllable for syllable in syllables[1:])
    return Clip(words, syllables, voice, speak(text, voice))
