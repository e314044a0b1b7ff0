"""What data/voice/readings.yml says about how things are read."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, model_validator

from bot.catalogue.load import parse, read_yaml

_FILE = Path(__file__).resolve().parents[3] / "data" / "voice" / "readings.yml"
_SYLLABLE = re.compile("[a-zü]{1,6}[1-5]")
_HAN = re.compile("[\u3400-\u9fff〇，]+")


class Word(BaseModel):
    """A word with one numbered syllable for each of its characters, before any sandhi."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    word: str
    pinyin: str

    @model_validator(mode="after")
    def _one_syllable_each(self) -> Word:
        syllables = self.pinyin.split()
        if wrong := [syllable for syllable in syllables if not _SYLLABLE.fullmatch(syllable)]:
            raise ValueError(f"{wrong[0]} is no syllable with its tone, like hang2 or de5")
        if len(syllables) != len(self.word):
            raise ValueError(f"{self.word} has {len(self.word)} characters, {self.pinyin} has {len(syllables)} syllables")
        return self


def _words(content: Any) -> Any:
    return {word: {"word": word, "pinyin": pinyin} for word, pinyin in content.items()} if isinstance(content, dict) else content


def _in_words(said: str) -> str:
    if not _HAN.fullmatch(said):
        raise ValueError(f"{said} is to be written in Chinese characters, as it is said")
    return said


Words = Annotated[dict[str, Word], BeforeValidator(_words)]
Spoken = Annotated[str, AfterValidator(_in_words)]


class Table(BaseModel):
    """Everything about reading aloud that is a list rather than a rule."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    words: Words
    """Words that the general dictionary reads wrong, or does not know."""
    characters: Words
    """A character standing alone, where the general dictionary takes the rarer reading."""
    surnames: Words
    """Characters that sound different when they are somebody's name."""
    letters: dict[str, Spoken]
    """A to Z."""
    latin: dict[str, Spoken]
    """Latin words and abbreviations that are not read letter by letter."""
    terms: dict[str, Spoken]
    """Things whose digits are no quantity: 4050人员."""
    units: dict[str, Spoken]
    """What may stand right after a number."""
    signs: dict[str, Spoken]
    """Signs with a meaning of their own wherever they stand."""
    measures: tuple[Spoken, ...]
    """Before these, a lone 2 is 两."""


def load_table(path: Path) -> Table:
    """The table of this file. Raises DataError with the file and the line of every fault."""
    return parse(path, read_yaml(path), Table)


@lru_cache(maxsize=1)
def table() -> Table:
    """The table of this project, read once."""
    return load_table(_FILE)


def any_of(words: Iterable[str]) -> str:
    """A pattern for any of these, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
