"""What the actions need from the other rooms, handed in by the wiring."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from sqlalchemy.orm import Session

from bot.kinds import Value
from bot.news import CaseNews, News, NoNews
from bot.vault import Seal, Secret


class Clock(Protocol):
    """The time; a fake in tests moves when told to."""

    def now(self) -> datetime:
        """The moment, aware, in UTC."""


class Vault(Protocol):
    """Where personal data said in a conversation lives, encrypted; worked on inside the action's own transaction."""

    def put(self, session: Session, conversation: str, secret: Secret) -> str:
        """Keeps the secret and returns its token `⟦kind:abcd2345⟧`, fit to stand in a sentence."""

    def open(self, session: Session, conversation: str, token: str) -> Secret:
        """The secret of this token of this conversation. Raises KeyError for any other."""

    def open_many(self, session: Session, conversation: str, tokens: Iterable[str]) -> dict[str, Secret]:
        """Those of the tokens that are this conversation's."""


@dataclass(frozen=True)
class RecordValue:
    """What a department holds about a resident, in one field."""

    field: str
    value: Value
    department: str
    as_of: date


class Records(Protocol):
    """Departments' records. Adapters: SQL tables; the fake holds a dictionary."""

    def phone_of(self, name: str, resident_id: str) -> str | None:
        """The mobile number registered for exactly this person; None when name and number do not match or none is known.

        Raises RecordsUnavailable.
        """

    def read(self, resident_id: str, fields: Iterable[str]) -> Mapping[str, RecordValue]:
        """Values of the fields that have one. Raises RecordsUnavailable."""


class RecordsUnavailable(Exception):
    """A department's records cannot be reached now; the questions are asked instead."""


class Sender(Protocol):
    """Delivers a one-time code to a telephone."""

    def send(self, phone: str, text: str) -> None:
        """Hands the message over. Raises SendFailed."""


class SendFailed(Exception):
    """The code could not be delivered."""


__all__ = [
    "CaseNews",
    "Clock",
    "News",
    "NoNews",
    "RecordValue",
    "Records",
    "RecordsUnavailable",
    "Seal",
    "Secret",
    "SendFailed",
    "Sender",
    "Vault",
]
