"""What else could understand, beside what does: `PYTHONPATH=. bot/.venv/bin/python tests/bench/alternatives.py`.

Every variant is taught data/nlu and measured on data/unseen: typed (typed,
typed_2), spoken (elderly, dialect, recogniser, spoken_2), near misses and far
sentences. Prints one table in Markdown, for docs/understanding.md. With `--diet`,
Rasa's DIET too, which takes a quarter of an hour.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any, Protocol
from unittest.mock import patch

import yaml
from pypinyin import Style, lazy_pinyin
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import FeatureUnion

from bot.chinese import normalise
from bot.components import features
from bot.components.features import plain, syllables, warm_up, words
from bot.components.lines import ELSEWHERE, NO_SERVICE, OUT_OF_SCOPE, Line
from bot.components.model import Model
from bot.components.understanding import Understanding, parsed
from bot.understand import alone

DATA = Path(__file__).parents[2] / "data"
TYPED = ("typed", "typed_2")
SPOKEN = ("elderly", "dialect", "recogniser", "spoken_2")
OTHERS = {"near": ("near_misses",), "far": ("far",)}
HIDDEN = {"inform", "danger", "crisis", "fraud"}
"""Acts that a lone sentence never has."""


class Understands(Protocol):
    """A variant: taught once, then asked (service or None, act)."""

    def fit(self, lines: Sequence[Line]) -> None: ...

    def heard(self, text: str) -> tuple[str | None, str]: ...


@dataclass
class Ours:
    """Our own model, with other settings or features."""

    config: dict[str, Any]
    features: Callable[[], Any] = features.features

    def fit(self, lines: Sequence[Line]) -> None:
        self.config = Understanding.get_default_config() | self.config
        with patch.object(features, "features", self.features):
            self.model = Model(self.config)
        self.model.fit(lines, topics())

    def heard(self, text: str) -> tuple[str | None, str]:
        found = alone(parsed(self.model.read(text), self.config["service_threshold"]))
        return found.service, found.act


@dataclass
class Regression:
    """Logistic regression on one kind of features, out of scope as one more label of each question."""

    features: Callable[[], Any]

    def fit(self, lines: Sequence[Line]) -> None:
        self.columns = self.features()
        rows = self.columns.fit_transform([line.text for line in lines])
        labels = [ELSEWHERE if line.act == OUT_OF_SCOPE else line.service or NO_SERVICE for line in lines]
        self.services = LogisticRegression(C=10, solver="liblinear").fit(rows, labels)
        self.acts = LogisticRegression(C=10, solver="liblinear").fit(rows, [line.act for line in lines])

    def heard(self, text: str) -> tuple[str | None, str]:
        row = self.columns.transform([text])
        service, act = self.services.predict(row)[0], self.acts.predict(row)[0]
        return (None if service in {NO_SERVICE, ELSEWHERE} else service), act


class Diet:
    """Rasa's DIET over jieba's words and counted character n-grams, once for each question."""

    def fit(self, lines: Sequence[Line]) -> None:
        labels = [ELSEWHERE if line.act == OUT_OF_SCOPE else line.service or NO_SERVICE for line in lines]
        self.services = _diet([line.text for line in lines], labels)
        self.acts = _diet([line.text for line in lines], [line.act for line in lines])

    def heard(self, text: str) -> tuple[str | None, str]:
        service, act = self.services(text), self.acts(text)
        return (None if service in {NO_SERVICE, ELSEWHERE} else service), act


def _diet(texts: Sequence[str], labels: Sequence[str]) -> Callable[[str], str]:
    import asyncio

    import rasa.model_training
    from rasa.core.agent import Agent

    folder = Path(tempfile.mkdtemp())
    by_label: dict[str, list[str]] = defaultdict(list)
    for text, label in zip(texts, labels, strict=True):
        by_label[label].append(text)
    blocks = [{"intent": label, "examples": "".join(f"- {text}\n" for text in some)} for label, some in by_label.items()]
    (folder / "nlu.yml").write_text(yaml.safe_dump({"version": "3.1", "nlu": blocks}, allow_unicode=True))
    pipeline = [
        {"name": "JiebaTokenizer"},
        {"name": "CountVectorsFeaturizer"},
        {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
        {"name": "DIETClassifier", "epochs": 60, "entity_recognition": False, "constrain_similarities": True},
    ]
    config = {"recipe": "default.v1", "language": "zh", "assistant_id": "diet", "pipeline": pipeline}
    (folder / "config.yml").write_text(yaml.safe_dump(config))
    model = rasa.model_training.train_nlu(str(folder / "config.yml"), str(folder / "nlu.yml"), str(folder))
    agent = Agent.load(str(model))
    loop = asyncio.new_event_loop()
    return lambda text: str(loop.run_until_complete(agent.parse_message(text))["intent"]["name"])


def _vectors(**given: Any) -> TfidfVectorizer:
    return TfidfVectorizer(preprocessor=plain, sublinear_tf=True, **given)


def _words() -> TfidfVectorizer:
    return _vectors(tokenizer=words, token_pattern=None, ngram_range=(1, 2))


def _characters() -> TfidfVectorizer:
    return _vectors(analyzer="char", ngram_range=(1, 4))


def _sounds() -> TfidfVectorizer:
    return _vectors(tokenizer=syllables, token_pattern=None, ngram_range=(1, 3))


def _union(*parts: Callable[[], TfidfVectorizer]) -> Callable[[], FeatureUnion]:
    return lambda: FeatureUnion([(part.__name__.strip("_").replace("sounds", "pinyin"), part()) for part in parts])


class Augmented(Ours):
    """Ours, taught each sentence once more with a tenth of its characters replaced or dropped."""

    def __init__(self, change: Callable[[str, random.Random], str]) -> None:
        super().__init__({})
        self.change = change

    def fit(self, lines: Sequence[Line]) -> None:
        chance = random.Random(20)
        super().fit([*lines, *(Line(self.change(line.text, chance), line.act, line.service) for line in lines)])


def _homophones(lines: Sequence[Line]) -> Callable[[str, random.Random], str]:
    alike: dict[str, list[str]] = defaultdict(list)
    for character in sorted({c for line in lines for c in line.text}):
        alike[lazy_pinyin(character, style=Style.NORMAL)[0]].append(character)

    def change(text: str, chance: random.Random) -> str:
        return "".join(chance.choice(alike[lazy_pinyin(c, style=Style.NORMAL)[0]]) if chance.random() < 0.1 else c for c in text)

    return change


def _typos(text: str, chance: random.Random) -> str:
    return "".join(c for c in text if chance.random() > 0.1) or text


class Lookup(Ours):
    """Ours, with a sentence's longest service name repeated before it, as a lookup table would tell it."""

    def __init__(self) -> None:
        super().__init__({})
        files = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted((DATA / "services").glob("*.yml"))]
        self.names = sorted(((normalise(name), file["id"]) for file in files for name in file["names"]), key=lambda one: -len(one[0]))

    def _told(self, text: str) -> str:
        named = next((service for name, service in self.names if name in text), None)
        return f"{named}{named} {text}" if named else text

    def fit(self, lines: Sequence[Line]) -> None:
        super().fit([Line(self._told(line.text), line.act, line.service) for line in lines])

    def heard(self, text: str) -> tuple[str | None, str]:
        return super().heard(self._told(text))


def taught() -> list[Line]:
    """data/nlu."""
    lines = []
    for path in sorted((DATA / "nlu").glob("*.yml")):
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            service = block.get("metadata", {}).get("service")
            if "intent" in block:
                lines += [Line(normalise(example[2:]), block["intent"], service) for example in block["examples"].splitlines()]
    return lines


def topics() -> list[str]:
    """What matters of other departments are called."""
    return [name for topic in yaml.safe_load((DATA / "directory.yml").read_text(encoding="utf-8"))["topics"] for name in topic["names"]]


def unseen(names: Sequence[str]) -> list[Line]:
    """The lines of these sets."""
    rows = [json.loads(line) for name in names for line in (DATA / "unseen" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
    return [Line(normalise(row["text"]), row["act"], row["service"]) for row in rows]


def measure(variant: Understands, lines: Sequence[Line]) -> list[str]:
    """One row: service and act on typed and spoken, accepted near and far, milliseconds, seconds to teach."""
    start = time.perf_counter()
    variant.fit(lines)
    fitted = time.perf_counter() - start
    took: list[float] = []

    def heard(text: str) -> tuple[str | None, str]:
        begun = time.perf_counter()
        found = variant.heard(text)
        took.append((time.perf_counter() - begun) * 1000)
        return found

    shares: list[str] = []
    for names in (TYPED, SPOKEN):
        ours = [line for line in unseen(names) if line.act != OUT_OF_SCOPE]
        found = [heard(line.text) for line in ours]
        pairs = list(zip(found, ours, strict=True))
        shares.append(f"{sum(service == line.service for (service, _), line in pairs) / len(pairs):.3f}")
        shares.append(f"{sum(act == line.act for (_, act), line in pairs) / len(pairs):.3f}")
    for names in OTHERS.values():
        found = [heard(line.text) for line in unseen(names) if line.act == OUT_OF_SCOPE]
        shares.append(f"{sum(act != OUT_OF_SCOPE or service is not None for service, act in found) / len(found):.3f}")
    return [*shares, f"{median(took):.1f}", f"{fitted:.0f}"]


def variants(lines: Sequence[Line]) -> dict[str, Understands]:
    """From the simplest to what is used, and what was tried beyond."""
    bare = {"gate_margin": -99.0, "stories": 0}
    return {
        "words, logistic regression": Regression(_words),
        "characters, logistic regression": Regression(_characters),
        "pinyin, logistic regression": Regression(_sounds),
        "words + characters, SVM": Ours(bare, _union(_words, _characters)),
        "characters + pinyin, SVM": Ours(bare, _union(_characters, _sounds)),
        "words + characters + pinyin, SVM": Ours(bare, _union(_words, _characters, _sounds)),
        "… and a gate for what is not ours": Ours({"stories": 0}, _union(_words, _characters, _sounds)),
        "… and stories put together": Ours({}, _union(_words, _characters, _sounds)),
        "**… without what was taught once (used)**": Ours({}),
        "used + homophones": Augmented(_homophones(lines)),
        "used + typing errors": Augmented(_typos),
        "used + names of services as lookup": Lookup(),
        "used, gate at 0": Ours({"gate_margin": 0.0}),
        "used, gate at −0.4": Ours({"gate_margin": -0.4}),
    }


def main() -> None:
    """Prints the table, a row as soon as it is known."""
    parser = argparse.ArgumentParser(description="Alternatives of understanding, side by side.")
    parser.add_argument("--diet", action="store_true", help="Rasa's DIET as well")
    asked = parser.parse_args()
    warm_up()
    lines = [line for line in taught() if line.act not in HIDDEN]
    sys.stdout.write("| | service typed | act typed | service spoken | act spoken | near accepted | far accepted | ms | teaching s |\n")
    sys.stdout.write("|---|---|---|---|---|---|---|---|---|\n")
    for name, variant in (variants(lines) | ({"jieba + CountVectors + DIET, 60 epochs": Diet()} if asked.diet else {})).items():
        sys.stdout.write(f"| {name} | {' | '.join(measure(variant, lines))} |\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
