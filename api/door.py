"""What the path of a turn needs from other rooms."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy.orm import Session

from api.masking import find_personal, mask, span_of
from bot.catalogue.models import Question
from bot.kinds import Kind, Moment, Value
from bot.turn import Reply
from bot.vault import Secret


class Expected(Protocol):
    """What the dialogue expects to hear; `actions.expecting.Expectation` is one."""

    @property
    def stage(self) -> str:
        """Where the talk stands: idle, asking …"""

    @property
    def amid(self) -> bool:
        """Whether an application is open."""

    @property
    def asked(self) -> Question | None:
        """The question just put."""

    @property
    def open(self) -> Sequence[Question]:
        """The other questions without an answer."""

    @property
    def changing(self) -> Sequence[Question]:
        """Questions with an answer, which a correction may change."""

    @property
    def before(self) -> Mapping[str, Value]:
        """The answers given so far, by question key."""

    @property
    def names(self) -> Sequence[tuple[Question, str]]:
        """Names of persons that were given, each with its question."""

    @property
    def newest(self) -> Question | None:
        """Of these the one answered last."""


class Undelivered(Protocol):
    """What the actions answered last, though it may not have reached the resident; `actions.talk.Talk` is one."""

    @property
    def turn(self) -> str | None:
        """The turn that they answered."""

    @property
    def replies(self) -> Sequence[Mapping[str, Any]]:
        """Their replies, masked."""


@dataclass(frozen=True)
class Door:
    """What the path of a turn needs from other rooms, handed in by the wiring."""

    expect: Callable[[Session, str, str], Expected]
    """(session, conversation, language) → what is expected."""
    undelivered: Callable[[Session, str], Undelivered]
    """(session, conversation) → the actions' last replies."""
    put: Callable[[Session, str, Sequence[Secret]], Sequence[str]]
    """Keeps secrets inside this transaction; their tokens."""
    sign_out: Callable[[Session, str], None]
    forget: Callable[[str], None]
    """Makes Rasa forget a conversation."""
    greeting: Callable[[str], Reply]
    """(language) → what a talk begins with."""
    failed: Callable[[str], Reply]
    """(language) → the sentence for a turn that failed."""
    alarm: Callable[[str, str], Reply | None]
    """(text, language) → what is said at once to plain words of danger, crisis or fraud."""
    too_long: Callable[[str], Reply]
    """(language) → the sentence for words of which only the beginning was read."""
    kinds: Mapping[str, Kind]
    moment: Callable[[], Moment]
    correcting: Callable[[str], bool]
    """Whether a text has a word of correction: 改, 说错."""
    address_named: Callable[[str], bool]
    """Whether a text says that it is about an address: 地址, 寄到."""
    signs_out: Callable[[str, str], Reply | None]
    """(text, language) → what whoever signs out in plain words is told; None for other words."""
    waits: Callable[[str], bool]
    """Whether a text only asks for patience: then it answers nothing, whatever was asked."""
    public_numbers: Callable[[], Collection[str]]
    """Telephone numbers that are nobody's: hotlines and offices."""
    model: Callable[[], str]
    """The name of the model that understands."""
    carry: Callable[[Session, str, Sequence[Reply], datetime], None]
    """(session, conversation, masked replies, now): puts what nobody asked for on its way, where a channel has to bring it."""

    leave: Callable[[Session, str, str, datetime], None]
    """(session, conversation, channel in which its resident signed out, now): a channel with which it goes on lets them go too."""

    def masked(self, session: Session, conversation: str, text: str) -> str:
        """The text (normalised) with personal data found by pattern in the vault."""
        spans = [span_of(text, personal) for personal in find_personal(text, self.public_numbers())]
        return mask(text, spans, lambda given: self.put(session, conversation, given))
