"""What Rasa passes on of one turn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Ranked:
    """One alternative that understanding thought of."""

    name: str
    confidence: float


@dataclass(frozen=True)
class HeardToken:
    """An answer that the gateway heard in this turn and put into the vault."""

    key: str
    token: str
    problem: str | None = None
    """Sentence key of what is wrong with it."""
    problem_values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Utterance:
    """What Rasa passes on of one turn: masked words and what was understood."""

    conversation: str
    turn: str
    text: str
    act: str
    language: str = "zh"
    channel: str = "web"
    service: str | None = None
    """The service that these very words name or imply."""
    topic: str | None = None
    """The service that the talk is about."""
    also: str | None = None
    """A second service that these words want: 社保卡要补，还有给孩子上户口."""
    acts: tuple[Ranked, ...] = ()
    services: tuple[Ranked, ...] = ()
    heard: tuple[HeardToken, ...] = ()
    waits: bool = False
    """Whether these words only ask for patience."""
