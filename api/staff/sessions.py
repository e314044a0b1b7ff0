"""Who is signed in on this browser."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from api.staff.tables import StaffRow, StaffSessionRow

COOKIE = "nuanban_staff"
LONGEST = timedelta(hours=8)
IDLE = timedelta(minutes=30)


@dataclass(frozen=True)
class Member:
    """A signed-in member of staff."""

    name: str
    csrf: str
    """Goes into every form and is asked back."""

    def sent(self, form: dict[str, str]) -> bool:
        """Whether the form is one that we gave to this session."""
        return hmac.compare_digest(self.csrf.encode(), form.get("csrf", "").encode())


def sign_in(session: Session, staff_id: int, now: datetime) -> str:
    """A new session's token for the cookie. Clears away sessions that are over."""
    session.execute(delete(StaffSessionRow).where(or_(StaffSessionRow.started_at <= now - LONGEST, StaffSessionRow.seen_at <= now - IDLE)))
    token = secrets.token_urlsafe(32)
    session.add(StaffSessionRow(token_hash=_hash(token), staff_id=staff_id, csrf=secrets.token_urlsafe(24), started_at=now, seen_at=now))
    return token


def member(session: Session, token: str, now: datetime) -> Member | None:
    """Whose session this is; None when it is unknown, older than LONGEST or unused for IDLE. Being asked counts as use."""
    found = session.execute(
        select(StaffSessionRow, StaffRow.name)
        .join(StaffRow, StaffRow.id == StaffSessionRow.staff_id)
        .where(StaffSessionRow.token_hash == _hash(token))
    ).one_or_none()
    if found is None:
        return None
    row, name = found
    if now >= row.started_at + LONGEST or now >= row.seen_at + IDLE:
        session.delete(row)
        return None
    row.seen_at = now
    return Member(name, row.csrf)


def sign_out(session: Session, token: str) -> None:
    """Ends the session."""
    session.execute(delete(StaffSessionRow).where(StaffSessionRow.token_hash == _hash(token)))


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()
