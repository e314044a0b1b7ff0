"""Where one talk stands between two turns: no personal data, only keys and tokens."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from sqlalchemy.orm import Session

from actions.dialogue_tables import TalkRow

Stage = Literal["idle", "asking", "choosing", "guessing", "consenting", "reviewing"]
"""What a yes, a no or an answer would be about."""


@dataclass
class Talk:
    """One talk's state. Changed inside a sitting, written when it ends."""

    stage: Stage = "idle"
    asking: str | None = None
    """Key of the question just put."""
    phase: int = 1
    """Which of the five steps of an application is on."""
    region: str | None = None
    draft: str | None = None
    """The open application."""
    paused: list[str] = field(default_factory=list)
    """Applications put aside in this talk, newest last."""
    finished: str | None = None
    """The service that was handed in last: a yes or 接着办 afterwards does not mean it."""
    finished_for: str | None = None
    """For which relative that was (a key of bot/kin.py), if one was named."""
    then_for: list[str] = field(default_factory=list)
    """Relatives for whom the same is wanted after it."""
    verified_as: str | None = None
    """As whom the one who was verified in this talk was verified: self, or a relative; None when that was not said."""
    wanted: list[str] = field(default_factory=list)
    """Services that were asked for beside another one, and are offered when that is done."""
    wanted_for: dict[str, list[str]] = field(default_factory=dict)
    """Of these, for whom (keys of bot/kin.py), where that was said."""
    guess: str | None = None
    """The service that a yes would mean."""
    guess_act: str = "start"
    heard: dict[str, str] = field(default_factory=dict)
    """Question → token: what the sentence has answered of the service that is guessed."""
    people: list[str] = field(default_factory=list)
    """For whom the sentence wants the service that is guessed."""
    offered: list[str] = field(default_factory=list)
    """Services to choose from."""
    pending: str | None = None
    """An act that waits for an answer: for the region, or for who is asking."""
    pending_service: str | None = None
    pending_also: list[str] = field(default_factory=list)
    """All that the sentence of `pending` asked for, `pending` among them."""
    receipt: str | None = None
    """Token of the receipt number that was asked about, while it is found out who asks."""
    routed: list[str] = field(default_factory=list)
    """Services whose ways, online and at the counter, have been told."""
    answers: list[str] = field(default_factory=list)
    """What was answered to questions about services, as its fingerprint: asked for again it is told in short."""
    told: str | None = None
    """The act about the topic that was answered last: 广东的呢 asks it anew."""
    proposed: dict[str, str] = field(default_factory=dict)
    """Question → token: the whole address that a piece of it came to, while it is asked whether that was meant."""
    said_number: str | None = None
    """Token of an ID number that was said before it was asked, and whose it is nobody knows yet."""
    not_its_number: list[str] = field(default_factory=list)
    """Questions whose answer that number was said not to be."""
    page: int = 0
    """Which three of many choices are shown."""
    condoled: bool = False
    """Whether the resident's loss has been answered: that is said once."""
    asked_last: str | None = None
    """What was asked last, and of which application; `times`: how often in a row (actions/listening/again.py)."""
    times: int = 0
    missed: int = 0
    """How often in a row we did not understand."""
    refused: str | None = None
    """Draft and answer for which it was refused, once that has been told."""
    identity: dict[str, str] = field(default_factory=dict)
    """Tokens of name and resident_id while who is talking is being found out."""
    code_sent: bool = False
    blocked: bool = False
    """Whether too many codes were sent: the application waits where it is, and whatever is said next is told so."""
    last: list[dict[str, Any]] = field(default_factory=list)
    """The replies of the turn before, masked, for 再说一遍."""
    turn: str | None = None
    """The turn that was taken in last: a repeated delivery is not taken in twice."""
    replies: list[dict[str, Any]] = field(default_factory=list)
    """What the actions have answered in that turn. Written with their effects, so that a reply outlives a crash on its way."""
    done: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    """Actions that have ended in that turn, each with its replies."""


def load_talk(session: Session, conversation: str) -> Talk:
    """The talk's state; a fresh one for a talk that has none."""
    row = session.get(TalkRow, conversation)
    return Talk(**row.state) if row else Talk()


def save_talk(session: Session, conversation: str, talk: Talk, service: str | None) -> None:
    """Writes the state."""
    session.merge(TalkRow(conversation_id=conversation, state=asdict(talk), service=service))
