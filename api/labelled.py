"""Labelled sentences, and what the model makes of them.

A labelled file is JSONL: `{"text", "act", "service"}` a line, as people who
never saw the training data wrote it; `service` is null or missing where none
is meant.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from api import rasa_project
from api.settings import ROOT, Settings
from bot.acts import ACTS
from bot.catalogue.directory import load_directory
from bot.catalogue.load import read_yaml
from bot.chinese import normalise
from bot.measuring import Answer


class NotLabelled(ValueError):
    """A line that is not as it should be; the message says which."""


class NotUnderstood(Exception):
    """Rasa's interpreter failed; the message is the last that it said."""


@dataclass(frozen=True)
class Labelled:
    """A sentence as it was written, and what it means."""

    text: str
    act: str
    service: str | None


def read_labelled(path: Path, services: Iterable[str]) -> list[Labelled]:
    """The lines of one file. Raises NotLabelled, naming file and line."""
    known = frozenset(services)
    lines = enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
    return [_labelled(f"{path}:{number}", text, known) for number, text in lines if text.strip()]


def _labelled(place: str, written: str, services: frozenset[str]) -> Labelled:
    try:
        line = json.loads(written)
        text, act, service = line["text"], line["act"], line.get("service")
    except (json.JSONDecodeError, KeyError, TypeError, AttributeError) as error:
        raise NotLabelled(f'{place}: a line is an object such as {{"text": "我想办退休", "act": "start", "service": null}}') from error
    if act not in ACTS:
        raise NotLabelled(f"{place}: {act!r} is no act; known are {', '.join(sorted(ACTS))}")
    if service is not None and service not in services:
        raise NotLabelled(f"{place}: {service!r} is no service; known are {', '.join(sorted(services))}")
    if not isinstance(text, str) or not normalise(text):
        raise NotLabelled(f"{place}: there is no text")
    return Labelled(text, act, service)


def unseen_files(settings: Settings) -> list[Path]:
    """The labelled sets of data/unseen, and those of the folder that NUANBAN_UNSEEN names."""
    folders = [settings.data / "unseen", *([settings.unseen] if settings.unseen else [])]
    return [path for folder in folders for path in sorted(folder.glob("*.jsonl"))]


def taught(data: Path) -> list[Labelled]:
    """All training examples of data/nlu."""
    blocks = [block for path in sorted((data / "nlu").glob("*.yml")) for block in read_yaml(path)["nlu"] if "intent" in block]
    return [
        Labelled(example.removeprefix("- "), block["intent"], block.get("metadata", {}).get("service"))
        for block in blocks
        for example in block["examples"].splitlines()
    ]


def understood(settings: Settings, model: Path, lines: Sequence[Labelled]) -> list[Answer]:
    """What this model makes of the lines. Raises NotUnderstood."""
    return _answers(settings, rasa_project.understand_command(model), lines, [_given(line) for line in lines])


def cross_validated(settings: Settings, lines: Sequence[Labelled], folds: int, also_taught: Sequence[Labelled] = ()) -> list[Answer]:
    """What models make of the lines that have not seen them: each fold is understood by one taught all others. Raises NotUnderstood."""
    given = [_given(line) | asdict(line) | {"test": True} for line in lines]
    given += [_given(line) | asdict(line) | {"test": False} for line in also_taught]
    topics = {"topics": [name for topic in load_directory(settings.data).topics for name in topic.names]}
    return _answers(settings, rasa_project.cross_validate_command(folds), lines, [topics, *given])


def _given(line: Labelled) -> dict[str, Any]:
    return {"text": line.text, "heard": normalise(line.text)}


def _answers(settings: Settings, command: list[str], lines: Sequence[Labelled], given: Iterable[Mapping[str, Any]]) -> list[Answer]:
    spoken = ask_rasa(settings, command, "\n".join(json.dumps(one) for one in given))
    answers = [json.loads(answer) for answer in spoken.splitlines()]
    return [
        Answer(
            text=line.text,
            service=line.service,
            act=line.act,
            heard_service=answer["service"],
            heard_act=answer["act"],
            service_confidence=answer["confidence"]["service"],
            act_confidence=answer["confidence"]["act"],
            milliseconds=answer["ms"],
        )
        for line, answer in zip(lines, answers, strict=True)
    ]


def ask_rasa(settings: Settings, command: list[str], given: str) -> str:
    """What a program inside Rasa's interpreter writes when it is given this. Raises NotUnderstood."""
    environment = rasa_project.rasa_environment(settings, os.environ) | {"PYTHONUTF8": "1"}
    done = subprocess.run(command, input=given, cwd=ROOT, env=environment, capture_output=True, encoding="utf-8")
    if done.returncode != 0:
        raise NotUnderstood(done.stderr[-2000:])
    return done.stdout
