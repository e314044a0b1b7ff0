"""Local staff accounts: adding one, and checking a password without telling a guesser anything."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.staff.tables import StaffRow
from bot.database import Sessions

ATTEMPTS = 5
LOCKED_FOR = timedelta(minutes=15)
SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 256
LONGEST_NAME = 64


class AccountRefused(ValueError):
    """The account cannot be made; the message says why."""


_CHECKING = BoundedSemaphore(2)
"""A check takes 64 MiB: strangers at the door must not use up the machine's memory."""


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()


@cache
def _nobodys_hash() -> str:
    return _hasher().hash("nobody has this password")


def add(session: Session, name: str, password: str) -> StaffRow:
    """Makes an account. Raises AccountRefused for a name that is empty, too long or taken, or a password too short or long."""
    name = name.strip()
    if not 1 <= len(name) <= LONGEST_NAME:
        raise AccountRefused(f"a name has 1 to {LONGEST_NAME} characters")
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise AccountRefused(f"a password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters")
    if _find(session, name) is not None:
        raise AccountRefused(f"{name} has an account already")
    staff = StaffRow(name=name, password=_hasher().hash(password), created_at=datetime.now(UTC), failed_attempts=0)
    session.add(staff)
    session.flush()
    return staff


def remove(session: Session, name: str) -> bool:
    """Takes an account and its sessions away; False when there is none of this name."""
    staff = _find(session, name)
    if staff is None:
        return False
    session.delete(staff)
    return True


def verify(sessions: Sessions, name: str, password: str, now: datetime) -> int | None:
    """The account's id when the password is right and the account is not locked.

    Every attempt is counted before it is looked at, so that guesses sent at
    once do not slip past the lock; the right password clears the count. The
    work is the same whether the name is known, locked or unknown.
    """
    name = name.strip()
    with sessions.begin() as session:
        staff = _find(session, name)
        known = staff.password if staff is not None else None
        allowed = staff is not None and _count(staff, now)
    right = _matches(known or _nobodys_hash(), password[:LONGEST_PASSWORD])
    if staff is None or not allowed or not right:
        return None
    with sessions.begin() as session:
        _clear(session.get_one(StaffRow, staff.id), password)
    return staff.id


def _find(session: Session, name: str) -> StaffRow | None:
    return session.scalar(select(StaffRow).where(StaffRow.name == name).with_for_update())


def _count(staff: StaffRow, now: datetime) -> bool:
    """Counts an attempt; False while the account is locked."""
    if staff.locked_until is not None:
        if now < staff.locked_until:
            return False
        staff.locked_until, staff.failed_attempts = None, 0
    staff.failed_attempts += 1
    if staff.failed_attempts >= ATTEMPTS:
        staff.locked_until = now + LOCKED_FOR
    return True


def _clear(staff: StaffRow, password: str) -> None:
    staff.failed_attempts, staff.locked_until = 0, None
    if _hasher().check_needs_rehash(staff.password):
        staff.password = _hasher().hash(password)


def _matches(known: str, password: str) -> bool:
    with _CHECKING:
        try:
            return _hasher().verify(known, password)
        except VerifyMismatchError:
            return False
