"""What may be a yes, and what is a yes or a no: data/wechat_yes.yml."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.catalogue.load import DataError, read_yaml
from bot.chinese import normalise

_SIGNS = ",。.!~ "


class _MayBe(BaseModel):
    model_config = ConfigDict(extra="forbid")
    words: list[str] = Field(min_length=1)
    first: str = Field(min_length=1)
    near: str = Field(min_length=1)


class _Written(BaseModel):
    model_config = ConfigDict(extra="forbid")
    may_be: _MayBe
    yes: list[str] = Field(min_length=1)
    no: list[str] = Field(min_length=1)
    before_no: list[str]
    after: list[str]


@dataclass(frozen=True)
class YesWords:
    """The words of the file, as patterns over normalised small letters."""

    word: re.Pattern[str]
    letter: re.Pattern[str]
    yes: re.Pattern[str]
    no: re.Pattern[str]

    def may_be_a_yes(self, text: str) -> bool:
        """Whether these few words could be taken for a yes, however it is said: rather too often than not often enough."""
        said = normalise(text).casefold().strip(_SIGNS)
        return (len(said) <= 16 and self.word.search(said) is not None) or (len(said) <= 8 and self.letter.search(said) is not None)

    def is_yes(self, text: str) -> bool:
        """Whether these words are a yes and nothing else."""
        return self.yes.fullmatch(normalise(text).casefold().strip()) is not None

    def is_no(self, text: str) -> bool:
        """Whether these words are a no and nothing else."""
        return self.no.fullmatch(normalise(text).casefold().strip()) is not None


def load_yes_words(file: Path) -> YesWords:
    """The words of this file. Raises DataError for a part that is missing, unknown or empty."""
    try:
        written = _Written.model_validate(read_yaml(file))
    except ValidationError as fault:
        raise DataError(f"{file}: {fault}") from fault
    may_be = written.may_be
    # Possessive: 哦 is a word and may stand behind one too, and a thousand of them have 2^1000 readings.
    after = rf"(?:[{re.escape(_SIGNS)}]|{_any_of(written.after)})*+"
    return YesWords(
        word=re.compile(_any_of(may_be.words)),
        letter=re.compile(rf"^[哎,]*[{may_be.first}].{{0,7}}$|^.{{0,4}}[{may_be.near}].{{0,4}}$"),
        yes=re.compile(rf"(?:(?:{_any_of(written.yes)}){after})+"),
        no=re.compile(rf"(?:{_any_of(written.before_no)})*(?:(?:{_any_of(written.no)}){after})+"),
    )


def _any_of(words: Iterable[str]) -> str:
    """One of these, the longest first; English ones not within another word."""
    longest_first = sorted((normalise(word).casefold() for word in words), key=len, reverse=True)
    return "|".join(rf"(?<![a-z]){word}(?![a-z])" if re.fullmatch("[a-z]+", word) else re.escape(word) for word in longest_first)
