"""Other topics of public life: who does what we do not do, and the number to ring. data/directory.yml, typed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import Field, StringConstraints

from bot.catalogue.load import DataError, parse, read_yaml
from bot.catalogue.models import Key, Model, Source, Text

Hotline = Annotated[str, StringConstraints(pattern=r"^[0-9]{3,5}$")]
"""A public number that is the same everywhere."""

Name = Annotated[str, StringConstraints(min_length=2)]


class Topic(Model):
    """One thing that residents ask for and another department does."""

    key: Key
    title: Text
    names: tuple[Name, ...] = Field(min_length=5)
    """What people say: 护照, 出国的本子, passport."""
    plain: tuple[Name, ...] = ()
    """Those of the names that can mean nothing else: whoever says one is answered, whatever else was understood."""
    department: str
    """Who does it."""
    hotline: Hotline
    """Whom to ring; one of the file's `hotlines`."""
    say: Text
    """One or two sentences: who does it, which number, where to go. What is urgent comes first."""


class DirectoryFile(Model):
    """data/directory.yml."""

    as_of: date
    """The day when the whole file was last compared with its sources."""
    hotlines: dict[Hotline, Source]
    """Each number that the file tells, and who publishes it."""
    topics: tuple[Topic, ...]


@dataclass(frozen=True)
class Directory:
    """All topics, with the file's date."""

    topics: tuple[Topic, ...]
    as_of: date


def load_directory(data: Path) -> Directory:
    """data/directory.yml, or a DataError: each name belongs to one topic, each number to a publisher."""
    path = data / "directory.yml"
    file = parse(path, read_yaml(path), DirectoryFile)
    lines = path.read_text(encoding="utf-8").splitlines()
    faults = [f"{path}:{_line(lines, key)}: topic `{key}` {said}" for key, said in _faults(file)]
    if faults:
        raise DataError("\n".join(faults))
    return Directory(file.topics, file.as_of)


def _faults(file: DirectoryFile) -> Iterator[tuple[str, str]]:
    keys: set[str] = set()
    names: dict[str, str] = {}
    for topic in file.topics:
        if topic.key in keys:
            yield topic.key, "stands here twice"
        keys.add(topic.key)
        for name in topic.names:
            if name in names:
                yield topic.key, f"has the name `{name}`, which is a name of `{names[name]}` too"
            names[name] = topic.key
        for name in topic.plain:
            if name not in topic.names:
                yield topic.key, f"has `{name}` under `plain`, which is none of its names"
        if topic.hotline not in file.hotlines:
            yield topic.key, f"has the hotline {topic.hotline}, which is not under `hotlines`"
        if any(topic.hotline not in topic.say.in_(language) for language in ("zh", "en")):
            yield topic.key, f"does not say its hotline {topic.hotline}"


def _line(lines: list[str], key: str) -> int:
    """The last line that begins this topic, counted from 1: of two that are the same, the second is one too many."""
    return next((number for number, line in reversed([*enumerate(lines, 1)]) if line.strip() == f"- key: {key}"), 1)
