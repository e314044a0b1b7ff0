"""What passes between a resident and the assistant, on any channel."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Channel = Literal["web", "wechat", "phone"]
Language = Literal["zh", "en"]


@dataclass(frozen=True)
class Repair:
    """A word that the ears had taken for another one of the same sound."""

    heard: str
    taken_for: str


@dataclass(frozen=True)
class Recognised:
    """How a spoken sentence was heard."""

    confidence: float
    """0 to 1."""
    repairs: tuple[Repair, ...] = ()
    """Words of the catalogue put in place of what sounded like them: 设宝卡 → 社保卡. Never a name or a number of somebody.

    Of these only the ones whose `taken_for` stands in the masked words are written down (`api.taking_in`).
    """
    doubted: bool = False
    """Whether the ears were not sure, and nobody has confirmed it since."""


@dataclass(frozen=True)
class Turn:
    """One thing a resident said."""

    conversation: str
    """The conversation's public id."""
    text: str
    """What was said, as it arrived: not yet normalised, not yet masked."""
    turn_id: str
    """The channel's own id of this delivery; the same id again is the same turn."""
    channel: Channel = "web"
    language: Language = "zh"
    recognised: Recognised | None = None
    """How it was heard, when it was spoken."""


@dataclass(frozen=True)
class Choice:
    """Something to tap; `value` comes back as the text of the next turn."""

    title: str
    value: str


@dataclass(frozen=True)
class Expects:
    """The one question that this reply leaves open."""

    key: str
    kind: str


@dataclass(frozen=True)
class Reply:
    """What the assistant answers. `text` alone is always enough."""

    text: str
    speech: str | None = None
    """How it is said aloud, where that differs from `text`; it may say less than `text`, but never less than what must be told."""
    choices: tuple[Choice, ...] = ()
    expects: Expects | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    """Values behind the sentence for programs: region, as_of, source, steps …"""
    receipt: str | None = None
    whole: str | None = None
    """All of it as it is said aloud, where `speech` says less: for whoever asks to hear it all."""


def reply_as_json(reply: Reply) -> dict[str, Any]:
    """The contract's form of a Reply (docs: the outside contract, `Reply`)."""
    body: dict[str, Any] = {
        "text": reply.text,
        "speech": reply.speech,
        "choices": [{"title": c.title, "value": c.value} for c in reply.choices],
        "expects": {"key": reply.expects.key, "kind": reply.expects.kind} if reply.expects else None,
    }
    if reply.whole is not None:
        body["whole"] = reply.whole
    if reply.facts:
        body["facts"] = reply.facts
    if reply.receipt:
        body["receipt"] = reply.receipt
    return body


def reply_as_told(reply: Reply) -> dict[str, Any]:
    """The Reply as HTTP and sockets give it out: all but what only our own voice needs."""
    return {key: value for key, value in reply_as_json(reply).items() if key != "whole"}


def reply_from_json(body: dict[str, Any]) -> Reply:
    """The Reply that `reply_as_json` wrote."""
    expects = body.get("expects")
    return Reply(
        text=body["text"],
        speech=body.get("speech"),
        choices=tuple(Choice(c["title"], c["value"]) for c in body.get("choices", ())),
        expects=Expects(expects["key"], expects["kind"]) if expects else None,
        facts=body.get("facts", {}),
        receipt=body.get("receipt"),
        whole=body.get("whole"),
    )
