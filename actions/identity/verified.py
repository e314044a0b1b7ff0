"""Who is verified in a conversation, until they sign out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from actions.identity.tables import CodeRow, IdentityRow


@dataclass(frozen=True)
class Verified:
    """The person of a conversation; name and ID number are in the vault under these tokens."""

    person: str
    """Fingerprint of the ID number."""
    name_token: str
    resident_id_token: str
    verified_at: datetime


LASTS = timedelta(hours=24)
"""How long a verification holds, so that a talk left open is not a door for whoever finds it."""


def verified(session: Session, conversation: str, now: datetime) -> Verified | None:
    """Who is verified in this conversation; nobody when that was a day ago."""
    row = session.get(IdentityRow, conversation)
    return as_verified(row) if row is not None and now < row.verified_at + LASTS else None


def sign_out(session: Session, conversation: str) -> None:
    """Forgets who was verified, and voids a code that is still on its way: the next person at this computer is a stranger."""
    session.execute(delete(IdentityRow).where(IdentityRow.conversation == conversation))
    session.execute(update(CodeRow).where(CodeRow.conversation == conversation).values(void=True))


def as_verified(row: IdentityRow) -> Verified:
    """The row as it may leave this room."""
    return Verified(row.person, row.name_token, row.resident_id_token, row.verified_at)
