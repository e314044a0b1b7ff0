"""The ledger of reads, which a resident can ask to hear and which shows when it was tampered with.

Every line carries a keyed hash over itself and the line before. Who has the
database but not the key can neither change a line, nor take one out of the
middle, nor write one. Cutting off the newest lines leaves a shorter ledger that
is whole in itself: only a `Head` noted elsewhere earlier shows that.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.ledger_tables import LedgerRow
from actions.ports import Seal
from bot.locking import one_writer


@dataclass(frozen=True)
class LedgerLine:
    """One read, as the resident may hear it."""

    at: datetime
    reader: str
    field: str
    """Key of data/records.yml."""
    basis: str
    purpose: str


@dataclass(frozen=True)
class Head:
    """The newest line: how long the ledger is and what it ends in. Worth noting elsewhere."""

    number: int
    hash: str


@dataclass(frozen=True)
class Intact:
    """Every line is as it was written."""

    head: Head


@dataclass(frozen=True)
class Broken:
    """The first line that is not as it was written."""

    number: int
    why: Literal["missing", "changed", "shorter"]
    """`shorter`: lines that were there when `noted` was noted are gone from the end."""


def record_read(
    session: Session,
    seal: Seal,
    conversation: str,
    person: str,
    fields: Iterable[str],
    basis: str,
    purpose: str,
    now: datetime,
    reader: str = "assistant",
) -> None:
    """Writes one line for each field. `person` is the fingerprint of the resident's ID number."""
    one_writer(session, LedgerRow)
    head = _head(session)
    for field in fields:
        row = LedgerRow(
            number=head.number + 1,
            at=now,
            reader=reader,
            conversation=conversation,
            person=person,
            field=field,
            basis=basis,
            purpose=purpose,
            previous=head.hash,
        )
        row.hash = _hash(seal, row)
        session.add(row)
        head = Head(row.number, row.hash)
    session.flush()


def lines_for(session: Session, person: str) -> tuple[LedgerLine, ...]:
    """What was read about this person, newest first."""
    rows = session.scalars(select(LedgerRow).where(LedgerRow.person == person).order_by(LedgerRow.number.desc()))
    return tuple(LedgerLine(row.at, row.reader, row.field, row.basis, row.purpose) for row in rows)


def verify(session: Session, seal: Seal, noted: Head | None = None) -> Intact | Broken:
    """Reads the whole ledger from its first line; `noted` is an earlier head that must still be in it."""
    head = Head(0, "")
    for row in session.scalars(select(LedgerRow).order_by(LedgerRow.number).execution_options(yield_per=1000)):
        if row.number != head.number + 1:
            return Broken(head.number + 1, "missing")
        if row.previous != head.hash or row.hash != _hash(seal, row):
            return Broken(row.number, "changed")
        head = Head(row.number, row.hash)
        if noted is not None and noted.number == head.number and noted.hash != head.hash:
            return Broken(row.number, "changed")
    if noted is not None and noted.number > head.number:
        return Broken(head.number + 1, "shorter")
    return Intact(head)


def _head(session: Session) -> Head:
    row = session.execute(select(LedgerRow.number, LedgerRow.hash).order_by(LedgerRow.number.desc()).limit(1)).first()
    return Head(row.number, row.hash) if row else Head(0, "")


def _hash(seal: Seal, row: LedgerRow) -> str:
    line = [row.number, row.at.timestamp(), row.reader, row.conversation, row.person, row.field, row.basis, row.purpose, row.previous]
    return seal.fingerprint("ledger:" + json.dumps(line, ensure_ascii=False))
