"""Understands each line by a model that did not see it: `python -m bot.cross_validate CONFIG FOLDS`, inside Rasa's interpreter.

Standard input: JSON objects, one a line: first `{"topics": [what matters of other
departments are called]}`, then the sentences with `text`, `heard` (normalised),
`act`, `service` (null for none) and `test`: whether the line is to be
understood, or only taught. Lines are dealt to the folds in a fixed order, each
act evenly. Standard output: the tested lines as `bot.understand` writes them,
in the order in which they came. CONFIG is Rasa's config.yml.
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import yaml

from bot.components.features import warm_up
from bot.components.lines import Line
from bot.components.model import Model
from bot.components.understanding import Understanding, parsed
from bot.understand import alone, line


def folds_of(lines: list[dict[str, Any]], folds: int) -> list[int]:
    """Which fold each line is in."""
    seen: Counter[str] = Counter()
    dealt = []
    for one in lines:
        label = f"{one['act']} {one['service']}"
        dealt.append(seen[label] % folds)
        seen[label] += 1
    return dealt


def settings(config: Path) -> dict[str, Any]:
    """What the pipeline sets for our component, over its defaults."""
    pipeline = yaml.safe_load(config.read_text(encoding="utf-8"))["pipeline"]
    own = next(one for one in pipeline if one["name"].endswith(".Understanding"))
    return Understanding.get_default_config() | {key: value for key, value in own.items() if key != "name"}


def main() -> None:
    """Reads all lines, then answers."""
    config, folds = settings(Path(sys.argv[1])), int(sys.argv[2])
    first, *rest = sys.stdin
    topics = json.loads(first)["topics"]
    lines = [json.loads(line) for line in rest]
    dealt = folds_of(lines, folds)
    answers: dict[int, str] = {}
    warm_up()
    for fold in range(folds):
        model = Model(config)
        model.fit([Line(one["heard"], one["act"], one["service"]) for one, its in zip(lines, dealt, strict=True) if its != fold], topics)
        for number, (one, its) in enumerate(zip(lines, dealt, strict=True)):
            if its == fold and one["test"]:
                start = time.perf_counter()
                heard = alone(parsed(model.read(one["heard"]), config["service_threshold"]))
                answers[number] = line(one["text"], heard, time.perf_counter() - start)
        print(f"fold {fold + 1} of {folds}", file=sys.stderr, flush=True)
    for number in sorted(answers):
        print(answers[number])


if __name__ == "__main__":
    main()
