"""What matching by sound picks, and what it bends that it should not: `python -m tests.bench.voice_matching`.

Utterances are made, with a seed, from the answers in data/services, and misheard
at several rates; sentences of data/unseen are heard as they are written, with
and without a question open. Nothing here was said by anybody.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from types import SimpleNamespace

from rich.console import Console
from rich.table import Table

from actions.phrases import lexicon
from api.settings import ROOT
from bot.catalogue import Catalogue, load_catalogue
from bot.catalogue.models import Question
from bot.chinese import normalise
from bot.expecting import Expecting
from tests.bench.corrupting import Characters, corrupted
from voice.ears import Heard
from voice.ears.expected import LIMITS, Limits, expected
from voice.ears.lexicon import Lexicon, read_lexicon
from voice.ears.repairing import repair
from voice.ears.settling import settle
from voice.words import load_words

VOICE = ROOT / "data" / "voice"

SEED = 4
RATES = (0.0, 0.1, 0.2, 0.3, 0.4)
SOME_RATES = (0.1, 0.3)
EACH = 600
"""Utterances at each rate."""
CLEAN = ("typed", "typed_2", "typed_3", "near_misses", "far", "elsewhere_3", "elderly", "dialect")
FRAMES = ("{}", "{}", "{}", "{}吧", "我想{}", "嗯{}", "就{}吧", "那个{}的")
YES, NO = ("是", "是的", "对", "有", "要", "可以"), ("不是", "没有", "不要", "不用", "不对")


@dataclass(frozen=True)
class Asked:
    """A question with what may be said to it, by what it means."""

    key: str
    options: tuple[tuple[str, ...], ...]

    @property
    def answers(self) -> tuple[str, ...]:
        """All of it."""
        return tuple(dict.fromkeys(name for names in self.options for name in names))

    def meant(self, phrase: str) -> int:
        """Which option this phrase is."""
        return next(i for i, names in enumerate(self.options) if phrase in names)


def lexicon_of(catalogue: Catalogue) -> Lexicon:
    """All names of the catalogue, as the gateway hands them to the ears."""
    return read_lexicon(VOICE / "words.yml", lexicon(SimpleNamespace(catalogue=catalogue)), load_words(VOICE / "talking.yml").commands)


def questions(catalogue: Catalogue) -> list[Asked]:
    """All questions of the service files that have their own words."""
    every = [(s.id, q) for s in catalogue.services.values() for q in (*s.eligibility, *s.questions)]
    return [Asked(f"{service}.{q.key}", said) for service, q in every if len(said := _said(q)) > 1]


def _said(question: Question) -> tuple[tuple[str, ...], ...]:
    if question.kind == "yes_no":
        return (*YES, *question.says_yes), (*NO, *question.says_no)
    return tuple((o.title.zh, *o.names) for o in question.options)


def clean_lines() -> list[str]:
    """Sentences as people typed them."""
    files = [ROOT / "data" / "unseen" / f"{name}.jsonl" for name in CLEAN]
    return [normalise(json.loads(line)["text"]) for file in files for line in file.read_text(encoding="utf-8").splitlines()]


@dataclass
class Counted:
    """Utterances by what became of them."""

    right: int = 0
    wrong: int = 0
    none: int = 0

    def shares(self) -> tuple[str, str, str]:
        """In per cent."""
        total = self.right + self.wrong + self.none
        return tuple(f"{100 * n / total:.1f}" for n in (self.right, self.wrong, self.none))  # type: ignore[return-value]


def utterances(asked: Sequence[Asked], rate: float, characters: Characters) -> Iterator[tuple[Asked, str, str]]:
    """A question, the phrase that was said, and what was heard."""
    random = Random(f"{SEED}/{rate}")
    for _ in range(EACH):
        one = random.choice(asked)
        phrase = random.choice(random.choice(one.options))
        yield one, phrase, corrupted(random.choice(FRAMES).format(phrase), rate, characters, random)


def picked(asked: Sequence[Asked], rate: float, characters: Characters, words: Lexicon, limits: Limits) -> Counted:
    """How many answers were found in what was heard."""
    counted = Counted()
    for one, phrase, heard in utterances(asked, rate, characters):
        taken = expected(heard, one.answers, words, limits).taken
        if taken is None:
            counted.none += 1
        elif taken.phrase in one.answers and one.meant(taken.phrase) == one.meant(phrase):
            counted.right += 1
        else:
            counted.wrong += 1
    return counted


def bent(lines: Sequence[str], asked: Sequence[Asked], words: Lexicon, limits: Limits) -> list[tuple[str, str, str]]:
    """Sentences that answer nothing and were yet taken for an answer by their sound: sentence, phrase, question."""
    random = Random(SEED)
    found = []
    for line in lines:
        one = random.choice(asked)
        fit = expected(line, one.answers, words, limits)
        if fit.taken is not None and not fit.exact:
            found.append((line, fit.taken.phrase, one.key))
    return found


def _table(title: str, *heads: str) -> Table:
    table = Table(title=title, title_justify="left")
    for head in heads:
        table.add_column(head, justify="right")
    return table


def main() -> None:
    """All tables; with `--limits` first what other limits would do, which takes minutes."""
    catalogue = load_catalogue(ROOT / "data")
    words = lexicon_of(catalogue)
    asked, lines = questions(catalogue), clean_lines()
    characters = Characters.of([*lines, *(name for q in asked for name in q.answers)])
    out = Console(width=140)
    if "--limits" in sys.argv:
        out.print(by_limit(asked, lines[::3], characters, words))
    out.print(by_rate(asked, characters, words))
    wrongly = bent(lines, asked, words, LIMITS)
    print(
        f"With a question open, {len(wrongly)} of {len(lines)} typed sentences that answer nothing were taken for an answer by their sound:"
    )
    for line, phrase, key in wrongly:
        print(f"  {line} → {phrase} ({key})")
    began = time.perf_counter()
    repaired = [(line, done) for line in lines if (done := repair(line, words)).repairs]
    each = (time.perf_counter() - began) * 1000 / len(lines)
    print(f"Names put in place in {len(repaired)} of {len(lines)} typed sentences, {each:.2f} ms each ({len(words.names)} names):")
    for line, done in repaired:
        print(" ", line, *(f"{r.heard} → {r.taken_for}" for r in done.repairs))


def by_limit(asked: Sequence[Asked], lines: Sequence[str], characters: Characters, words: Lexicon) -> Table:
    """Right, wrong and none of 100 answers, and sentences bent, at several limits."""
    table = _table(
        "Answers picked: right / wrong / none of 100", "enough", "margin", *(f"at {rate}" for rate in SOME_RATES), f"bent of {len(lines)}"
    )
    for enough in (0.10, 0.13, 0.16, 0.19, 0.22):
        for margin in (0.03, 0.06, 0.10):
            limits = Limits(enough, margin)
            counts = [picked(asked, rate, characters, words, limits) for rate in SOME_RATES]
            wrongly = len(bent(lines, asked, words, limits))
            table.add_row(f"{enough:.2f}", f"{margin:.2f}", *(" / ".join(c.shares()) for c in counts), str(wrongly))
    return table


def by_rate(asked: Sequence[Asked], characters: Characters, words: Lexicon) -> Table:
    """What a caller meets who answers the question put, at several rates of misheard syllables."""
    heads = ("misheard", "sure and right", "sure and wrong", "asks, right one offered", "asks, not offered", "left as heard", "ms")
    table = _table("Answers to a question, settled: of 100", *heads)
    for rate in RATES:
        table.add_row(f"{rate:.0%}", *settled(asked, rate, characters, words))
    return table


def settled(asked: Sequence[Asked], rate: float, characters: Characters, words: Lexicon) -> tuple[str, ...]:
    """Per cent by what a caller would meet, and milliseconds of one."""
    counts = dict.fromkeys(("right", "wrong", "among", "not among", "left"), 0)
    began = time.perf_counter()
    for one, phrase, heard in utterances(asked, rate, characters):
        done = settle(Heard(heard, 1.0), Expecting("closed", one.answers), words)
        said = {one.meant(p) for p in one.answers if p in done.text and (len(p) > 1 or p == done.text)}
        meant = one.meant(phrase)
        if not done.sure:
            offered = {one.meant(p) for p in done.instead if p in one.answers}
            counts["among" if meant in offered else "not among"] += 1
        elif not said:
            counts["left"] += 1
        else:
            counts["right" if meant in said else "wrong"] += 1
    each = (time.perf_counter() - began) * 1000 / EACH
    return (*(f"{100 * n / EACH:.1f}" for n in counts.values()), f"{each:.2f}")


if __name__ == "__main__":
    main()
