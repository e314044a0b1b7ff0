"""A talk goes on elsewhere: begun on a page, a code of eight digits takes it into WeChat, later onto the telephone.

A code never begins with 0, 1 or 2, so that no date (19580304, 20260305) looks
like one. 70,000,000 are left: with ALL wrong ones in every hour and a hundred
codes open all the time, guessing finds one in 2,300 hours on average. Beyond
ALL whoever has tried none yet is still served, so that a few guessers do not
lock out a city: each further hundred accounts that guess get a hundred tries
an hour. Codes that guessers open themselves make no other one easier to find.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, exists, func, select, true
from sqlalchemy.orm import Session

from api.handing_over_tables import OpenCodeRow, WrongCodeRow
from api.tables import ConversationRow
from bot.chinese import digits_of, normalise
from bot.kinds.spoken import digit_by_digit, grouped
from bot.locking import one_writer
from bot.vault import Seal

LENGTH = 8
GROUPS = (4,)
VALID_FOR = timedelta(minutes=15)
EACH = 5
"""Wrong codes that one resident may try in an hour."""
ALL = 300
"""Wrong codes of everybody together in an hour, after which each may try but one."""
ANSWERING = 10
"""Digits of one resident in an hour that are looked at as a code although a question is open that they may answer."""
HOUR = timedelta(hours=1)

ANSWERS = frozenset({"phone", "money", "text", "resident_id", "bank_card", "number"})
"""Kinds of question that eight digits like a code's may answer, whole or in part: a landline, an amount, a piece of a number."""


@dataclass(frozen=True)
class Code:
    """A code as its resident gets it, once."""

    digits: str
    expires_at: datetime

    @property
    def groups(self) -> tuple[str, ...]:
        """For the eye: 4827, 1930."""
        return tuple(grouped(self.digits, GROUPS))

    @property
    def spoken(self) -> str:
        """For the ear, in Chinese: 四八二七，幺九三零."""
        return digit_by_digit(self.digits, GROUPS)


@dataclass(frozen=True)
class Wrong:
    """No open code: mistyped, used, expired, or its talk is over."""

    left: int
    """Tries that are left in this hour."""


@dataclass(frozen=True)
class TooMany:
    """Too many wrong ones in an hour; the right one is not looked for either."""

    until: datetime
    own: bool = True
    """Whether they were this resident's own; else mostly those of others."""


def offer(session: Session, seal: Seal, conversation: str, now: datetime) -> Code:
    """A new code for this talk, good for VALID_FOR and once; the talk's older one is void from now on.

    Raises NoResultFound when the talk was erased.
    """
    session.get_one(ConversationRow, conversation, with_for_update=True)
    session.execute(delete(OpenCodeRow).where((OpenCodeRow.expires_at <= now) | (OpenCodeRow.conversation_id == conversation)))
    digits = _new_digits()
    while session.scalar(select(exists().where(OpenCodeRow.code_hash == _hash(seal, digits)))):
        digits = _new_digits()
    code = Code(digits, now + VALID_FOR)
    session.add(OpenCodeRow(conversation_id=conversation, code_hash=_hash(seal, digits), expires_at=code.expires_at))
    session.flush()
    return code


def take(session: Session, seal: Seal, digits: str, by: str, now: datetime, *, answering: bool = False) -> str | Wrong | TooMany:
    """The id of the open talk that this code hands over; from now on it is good for nobody else. A wrong one is counted.

    `by` is a fingerprint of whoever tries, at most 64 characters. Who sends the
    same code again, by hand or because a gateway died, is told the same again.
    A right code does not make the wrong ones forgotten: codes of one's own are free.
    `answering`: a question is open that these digits may answer; wrong ones are
    then counted apart, up to ANSWERING, for they blame nobody.
    """
    each, who = (ANSWERING, seal.fingerprint(f"handing over, answering:{by}")) if answering else (EACH, by)
    one_writer(session, WrongCodeRow)
    session.execute(delete(WrongCodeRow).where(WrongCodeRow.at <= now - HOUR))
    tried = _wrong(session, WrongCodeRow.by == who)
    if (until := _free_at(session, WrongCodeRow.by == who, each)) is not None:
        return TooMany(until)
    if tried and (until := _free_at(session, true(), ALL)) is not None:
        return TooMany(until, own=False)
    row = session.scalar(
        select(OpenCodeRow)
        .join(ConversationRow, ConversationRow.id == OpenCodeRow.conversation_id)
        .where(OpenCodeRow.code_hash == _hash(seal, digits), OpenCodeRow.expires_at > now, ConversationRow.closed_at.is_(None))
    )
    if row is not None and row.used_by in (None, by):
        row.used_by = by
        session.flush()
        return row.conversation_id
    session.add(WrongCodeRow(by=who, at=now))
    session.flush()
    return Wrong(each - tried - 1)


def any_open(session: Session, now: datetime) -> bool:
    """Whether there is a code that could be meant; without one, no message is taken for one."""
    return bool(session.scalar(select(exists().where(OpenCodeRow.expires_at > now))))


def digits_in(text: str) -> str | None:
    """The digits when a message is eight of them, as a code has them, and nothing else: `４８２７ 1930`, 四八二七幺九三零。"""
    text = normalise(text).rstrip("。.!, ")
    match digits_of(text):
        case [run] if (run.start, run.end) == (0, len(text)) and len(run.digits) == LENGTH and run.digits[0] not in "012":
            return run.digits
        case _:
            return None


def may_answer(kind: str | None) -> bool:
    """Whether eight digits may be meant for the open question, of this kind, too: then a wrong code is a turn like any other."""
    return kind in ANSWERS


def _wrong(session: Session, limit: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(WrongCodeRow).where(limit)) or 0


def _free_at(session: Session, limit: ColumnElement[bool], most: int) -> datetime | None:
    """When the next try is allowed, while it is not: the newest `most` wrong ones are then no longer all of the last hour."""
    oldest = session.scalar(select(WrongCodeRow.at).where(limit).order_by(WrongCodeRow.at.desc()).offset(most - 1).limit(1))
    return oldest + HOUR if oldest else None


def _new_digits() -> str:
    return str(secrets.randbelow(70_000_000) + 30_000_000)


def _hash(seal: Seal, digits: str) -> str:
    return seal.fingerprint(f"handing over:{digits}")
