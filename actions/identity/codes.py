"""One-time codes: asked for with name and ID number, sent to the telephone that the records know.

Nobody learns from the answers whether a name and a number belong together: a
request that matches nobody is counted, limited and answered like any other, and
the code to type simply does not exist. (One exception, for honesty: when a
message cannot be delivered its owner is told so.)
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session

from actions.identity.tables import CodeRow, IdentityRow
from actions.identity.verified import Verified, as_verified
from actions.ports import Records, RecordsUnavailable, Seal, Sender, SendFailed
from bot.database import Sessions
from bot.locking import one_writer

VALID_FOR = timedelta(minutes=10)
ATTEMPTS = 5
PAUSE = timedelta(seconds=60)
"""Between two codes."""
PER_HOUR = 3
"""Codes in an hour, for one person and for one conversation."""
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Claim:
    """Who somebody says they are, and the tokens under which the vault holds both in this conversation."""

    name: str
    resident_id: str
    name_token: str
    resident_id_token: str


@dataclass(frozen=True)
class CodeSent:
    """If name and number belong together, a code is on its way."""

    expires_at: datetime


@dataclass(frozen=True)
class TooSoon:
    """A code was asked for a moment ago."""

    seconds: int
    """Until the next may be asked for."""


@dataclass(frozen=True)
class Blocked:
    """Too many codes in an hour."""

    until: datetime


@dataclass(frozen=True)
class NotDelivered:
    """The records or the telephone network cannot be reached; this request does not count."""


@dataclass(frozen=True)
class Wrong:
    """Not the code that was sent."""

    left: int
    """Attempts left; at 0 the code is void."""


@dataclass(frozen=True)
class Expired:
    """The code was sent too long ago."""


@dataclass(frozen=True)
class NoCode:
    """No code is open in this conversation: none was asked for, or it was used or guessed at too often."""


def person_of(seal: Seal, resident_id: str) -> str:
    """The fingerprint by which a person is known in all our tables."""
    return seal.fingerprint(f"person:{resident_id.upper()}")


def request_code(
    sessions: Sessions,
    records: Records,
    sender: Sender,
    seal: Seal,
    conversation: str,
    claim: Claim,
    wording: Callable[[str], str],
    now: datetime,
) -> CodeSent | TooSoon | Blocked | NotDelivered:
    """Sends a code of six digits to the registered telephone; a newer code voids the older ones of the conversation.

    `wording` puts the code into the message. No transaction is open while
    records are read or the message is sent.
    """
    reserved = _reserve(sessions, seal, conversation, claim, now)
    if not isinstance(reserved, int):
        return reserved
    try:
        phone = records.phone_of(claim.name, claim.resident_id)
        code = f"{secrets.randbelow(1_000_000):06d}"
        _arm(sessions, reserved, _code_hash(seal, conversation, code if phone else secrets.token_hex(16)))
        if phone:
            sender.send(phone, wording(code))
    except (RecordsUnavailable, SendFailed):
        _withdraw(sessions, reserved)
        return NotDelivered()
    return CodeSent(now + VALID_FOR)


def check_code(session: Session, seal: Seal, conversation: str, code: str, now: datetime) -> Verified | Wrong | Expired | NoCode:
    """Compares a code (digits only) with the newest one sent in this conversation; the right one verifies the person."""
    row = session.scalars(
        select(CodeRow).where(CodeRow.conversation == conversation).order_by(CodeRow.id.desc()).limit(1).with_for_update()
    ).first()
    if row is None or row.void or row.code_hash is None:
        return NoCode()
    if now >= row.expires_at:
        return Expired()
    row.attempts += 1
    right = hmac.compare_digest(row.code_hash, _code_hash(seal, conversation, code))
    row.void = right or row.attempts >= ATTEMPTS
    if not right:
        session.flush()
        return Wrong(ATTEMPTS - row.attempts)
    identity = session.merge(
        IdentityRow(
            conversation=conversation,
            person=row.person,
            name_token=row.name_token,
            resident_id_token=row.resident_id_token,
            verified_at=now,
        )
    )
    session.flush()
    return as_verified(identity)


def forget_codes(session: Session, before: datetime) -> None:
    """Removes requests that are older; within the last hour they are still needed for counting."""
    session.execute(delete(CodeRow).where(CodeRow.sent_at < before))


def _reserve(sessions: Sessions, seal: Seal, conversation: str, claim: Claim, now: datetime) -> int | TooSoon | Blocked:
    """Counts the request, or refuses it."""
    row = CodeRow(
        conversation=conversation,
        person=person_of(seal, claim.resident_id),
        claim=seal.fingerprint(f"claim:{claim.name}:{claim.resident_id.upper()}"),
        name_token=claim.name_token,
        resident_id_token=claim.resident_id_token,
        sent_at=now,
        expires_at=now + VALID_FOR,
    )
    with sessions.begin() as session:
        one_writer(session, CodeRow)
        refusals = [_refusal(session, limit, now) for limit in (CodeRow.conversation == conversation, CodeRow.claim == row.claim)]
        refused = max((r for r in refusals if r is not None), key=lambda r: isinstance(r, Blocked), default=None)
        if refused is not None:
            return refused
        session.add(row)
        session.flush()
        return row.id


def _refusal(session: Session, limit: ColumnElement[bool], now: datetime) -> TooSoon | Blocked | None:
    sent = session.scalars(
        select(CodeRow.sent_at).where(limit, CodeRow.sent_at > now - HOUR).order_by(CodeRow.sent_at.desc()).limit(PER_HOUR)
    ).all()
    if len(sent) == PER_HOUR:
        return Blocked(sent[-1] + HOUR)
    if sent and now - sent[0] < PAUSE:
        return TooSoon(-int((now - sent[0] - PAUSE) // timedelta(seconds=1)))
    return None


def _arm(sessions: Sessions, row_id: int, code_hash: str) -> None:
    with sessions.begin() as session:
        session.get_one(CodeRow, row_id).code_hash = code_hash


def _withdraw(sessions: Sessions, row_id: int) -> None:
    with sessions.begin() as session:
        session.execute(delete(CodeRow).where(CodeRow.id == row_id))


def _code_hash(seal: Seal, conversation: str, code: str) -> str:
    return seal.fingerprint(f"code:{conversation}:{code}")
