"""Write the folder that Vosk opens, in the form with two graphs, which lets a program name its phrases at run time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.voice.making import phones
from tests.voice.making.acoustic import acoustic_model
from tests.voice.making.automaton import openfst
from tests.voice.making.clips import held_out
from tests.voice.making.features import MFCC_CONF
from tests.voice.making.grammar import grammar
from tests.voice.making.lexicon import lexicon
from tests.voice.making.sentences import Sentence, Sentences, residents_sentences
from tests.voice.making.sounds import readings
from tests.voice.making.words import Vocabulary

UNKNOWN = "[unk]"
MADE_SENTENCES = 60_000
TIMES_PHRASE, TIMES_RESIDENT, TIMES_STEERING = 6, 5, 25
"""How often the catalogue's phrases, the residents' sentences and the words that steer a talk are counted."""

MODEL_CONF = """--min-active=200
--max-active=3000
--beam=13.0
--lattice-beam=6.0
--acoustic-scale=1.2
--frame-subsampling-factor=3
--endpoint.silence-phones=1
--endpoint.rule2.min-trailing-silence=0.5
--endpoint.rule3.min-trailing-silence=1.0
--endpoint.rule4.min-trailing-silence=2.0
"""


def export(vocabulary: Vocabulary, trained: Path, folder: Path) -> None:
    """Write am/, conf/ and graph/ into the folder."""
    for name in ("am", "conf", "graph/phones"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / "am/final.mdl").write_bytes(acoustic_model(trained))
    (folder / "conf/mfcc.conf").write_text(MFCC_CONF)
    (folder / "conf/model.conf").write_text(MODEL_CONF)
    (folder / "graph/phones/word_boundary.int").write_text(phones.places_of_phones())
    (folder / "graph/disambig_tid.int").write_text(f"{phones.TRANSITIONS + 1}\n")  # read even though there is none
    with TemporaryDirectory() as scratch:
        numbers = _write_lexicon(vocabulary, Path(scratch), folder / "graph/HCLr.fst")
        _write_grammar(vocabulary, numbers, Path(scratch), folder / "graph/Gr.fst")
    lines = [f"{word} {number}\n" for word, number in sorted(numbers.items(), key=lambda item: item[1])]
    (folder / "graph/words.txt").write_text("<eps> 0\n" + "".join(lines), encoding="utf-8")


def taught(vocabulary: Vocabulary) -> Iterator[Sentence]:
    """The sentences from which the order of words is counted; none of those held out."""
    kept = set(map("".join, held_out(vocabulary)))
    made = Sentences(vocabulary, seed=4)
    for sentence in (made.one() for _ in range(MADE_SENTENCES)):
        if "".join(sentence) not in kept:
            yield sentence
    for sentence in residents_sentences(vocabulary):
        if "".join(sentence) not in kept:
            yield from [sentence] * TIMES_RESIDENT
    for phrase in (*vocabulary.services, *vocabulary.choices):
        yield from [vocabulary.split(phrase) or ()] * TIMES_PHRASE
    for group in ("command", "agreeing", "refusing", "ordinal", "way"):
        for phrase in vocabulary.groups[group]:
            yield from [vocabulary.split(phrase) or ()] * TIMES_STEERING


def _write_lexicon(vocabulary: Vocabulary, scratch: Path, path: Path) -> dict[str, int]:
    """Write HCLr.fst; the words' numbers come back as the lookahead has renumbered them."""
    before = {word: number for number, word in enumerate((UNKNOWN, *vocabulary.words), 1)}
    spellings = [(before[word], sounds) for word in vocabulary.words for sounds in readings(word)]
    lexicon(spellings, before[UNKNOWN]).compile(scratch / "hcl.fst")
    openfst("fstarcsort", "--sort_type=olabel", scratch / "hcl.fst", scratch / "sorted.fst")
    pairs = scratch / "renumbered"
    openfst("fstconvert", "--fst_type=olabel_lookahead", f"--save_relabel_opairs={pairs}", scratch / "sorted.fst", path)
    renumbered = dict(_pairs(pairs.read_text().splitlines()))
    return {word: renumbered[number] for word, number in before.items()}


def _write_grammar(vocabulary: Vocabulary, numbers: dict[str, int], scratch: Path, path: Path) -> None:
    sentences = (tuple(numbers[word] for word in sentence) for sentence in taught(vocabulary))
    grammar(sentences, (numbers[word] for word in vocabulary.words)).compile(scratch / "g.fst")
    openfst("fstarcsort", "--sort_type=ilabel", scratch / "g.fst", scratch / "sorted_g.fst")
    openfst("fstconvert", "--fst_type=const", scratch / "sorted_g.fst", path)


def _pairs(lines: Iterable[str]) -> Iterator[tuple[int, int]]:
    for line in lines:
        before, after = line.split()
        yield int(before), int(after)
