"""The words of the model: our own list, and what the catalogue calls its services, choices and regions.

A phrase list at run time can only be written in words that the model has, so whatever the catalogue says is either a word here
or falls apart into words: a character that is left over becomes a word of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tests.voice.making.sounds import readings

HERE = Path(__file__).parent
DATA = HERE.parents[2] / "data"
SPOKEN_THROUGHOUT = ("pension_auth", "elder_allowance", "ssc_card", "retire")
"""The services whose every choice the model knows; of the others it knows titles, names and the titles of choices."""

LONGEST_WHOLE_NAME = 4
"""A service's name of so many characters is one word; a longer one is several."""


@dataclass(frozen=True)
class Vocabulary:
    """The words, the groups that templates draw from, and the phrases of the catalogue, each already in words."""

    groups: dict[str, tuple[str, ...]]
    services: tuple[str, ...]
    choices: tuple[str, ...]
    regions: tuple[str, ...]
    words: tuple[str, ...]

    def split(self, text: str) -> tuple[str, ...] | None:
        """The text in as few words as possible, the longest first; None when it has a character that no word has."""
        return _split(text, frozenset(self.words))


def read_vocabulary() -> Vocabulary:
    """Read words.yml and the catalogue."""
    groups = {name: tuple(words) for name, words in _yaml(HERE / "words.yml").items()}
    regions = tuple(_unique(name for region in _yaml(DATA / "regions.yml")["regions"] for name in region["names"]))
    services: list[str] = []
    choices: list[str] = []
    for path in sorted((DATA / "services").glob("*.yml")):
        service = _yaml(path)
        services += [service["title"]["zh"], *service["names"]]
        choices += _choices(service, every_name=path.stem in SPOKEN_THROUGHOUT)
    whole = [name for name in services if len(name) <= LONGEST_WHOLE_NAME and _is_chinese(name)]
    words = list(_unique([*(word for group in groups.values() for word in group), *whole, *regions]))
    phrases = [phrase for phrase in (*services, *choices) if _is_chinese(phrase)]
    words += _left_over(phrases, words)
    for word in words:
        readings(word)  # raises ValueError for a word that cannot be spoken
    return Vocabulary(groups, _unique(filter(_is_chinese, services)), _unique(filter(_is_chinese, choices)), regions, tuple(words))


def _choices(tree: Any, *, every_name: bool) -> Iterator[str]:
    if isinstance(tree, dict):
        for option in tree.get("options", ()):
            title = option["title"]
            yield title["zh"] if isinstance(title, dict) else title
            if every_name:
                yield from option.get("names", ())
        if every_name:
            yield from tree.get("says_yes", ())
            yield from tree.get("says_no", ())
        for value in tree.values():
            yield from _choices(value, every_name=every_name)
    elif isinstance(tree, list):
        for value in tree:
            yield from _choices(value, every_name=every_name)


def _left_over(phrases: list[str], words: list[str]) -> list[str]:
    known = frozenset(words)
    characters = _unique(character for phrase in phrases for character in phrase)
    everything = known.union(characters)
    used = {piece for phrase in phrases for piece in _split(phrase, everything) or ()}
    return [character for character in characters if character in used - known]


def _split(text: str, known: frozenset[str]) -> tuple[str, ...] | None:
    best: list[tuple[str, ...] | None] = [None] * len(text) + [()]
    for start in range(len(text) - 1, -1, -1):
        for end in range(len(text), start, -1):
            rest = best[end]
            if rest is not None and text[start:end] in known:
                here = best[start]
                if here is None or len(rest) + 1 < len(here):
                    best[start] = (text[start:end], *rest)
    return best[0]


def _is_chinese(text: str) -> bool:
    return re.fullmatch(r"[\u4e00-\u9fff]+", text) is not None


def _unique(items: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(items))


def _yaml(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))
