"""Kinds of answer: how each is found in spoken and written Chinese, checked and shown.

A question in a service file names its kind; the kind is the only code behind it.
One file a kind; `KINDS` lists them by the name that service files use.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, Protocol, runtime_checkable

from bot.catalogue.models import Question
from bot.catalogue.regions import Regions

Value = str | int | bool | None
"""What a kind understood, as JSON can hold it: a date is its ISO string, money is fen."""


@dataclass(frozen=True)
class Moment:
    """What a kind may know besides the words."""

    today: date
    regions: Regions
    before: Mapping[str, Value] = field(default_factory=dict)
    """Answers given earlier, by question key: what a correction leaves out is taken from them (its year)."""
    spoken: bool = False
    """Whether a recogniser wrote the words: then one that only sounds like an answer may be meant by it."""


@dataclass(frozen=True)
class Problem:
    """What was wrong with an answer: a sentence's key in data/say, and its values."""

    say: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Found:
    """One answer seen in a sentence."""

    start: int
    end: int
    """The half-open span of the sentence that is the answer; it goes to the vault."""
    value: Value
    problem: Problem | None = None
    """Set when the words are such an answer but it cannot be right: wrong check digit, 30 February."""


Unasked = Literal["words", "clear", "cue"]
"""When an answer counts although another question was put: by the question's own
words (options, phrases); when it is the only question of its kind and the clause
says nothing else; only beside one of the question's cues."""


class Kind(Protocol):
    """One kind of answer."""

    name: str
    unasked: Unasked
    cues: tuple[str, ...]
    """Words that announce a value of this kind whatever the question: 手机, 身份证号."""

    def find(self, text: str, question: Question, at: Moment, *, asked: bool) -> Iterable[Found]:
        """Answers to `question` in `text` (normalised: half-width, no spaces between CJK).

        `asked` says that this is the question just put: a bare "是", "五号" or
        "两千" counts then. For a question not yet put only the unmistakable
        counts: the question's own cues, options and names in the sentence.
        Found answers do not overlap; the first is the best.
        """

    def show(self, value: Value, question: Question, at: Moment) -> str:
        """The value for the eye, as a resident would write it: 2026年3月5日, 张三."""

    def speak(self, value: Value, question: Question, at: Moment) -> str:
        """The value for the ear: identifiers in groups, digits one by one."""


@runtime_checkable
class Shortened(Protocol):
    """A kind whose `show` and `speak` tell only a piece of the value: others in the room may see and hear it."""

    def show_whole(self, value: Value) -> str:
        """All of it for the eye."""

    def speak_whole(self, value: Value) -> str:
        """All of it for the ear."""
