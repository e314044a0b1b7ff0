"""Tables of cases: what was handed in, one item per department, and what happened since."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import JSON, Date, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.database import SEALED, Base, UtcDateTime


class CaseRow(Base):
    """One application by one resident. Stays when its conversation is erased."""

    __tablename__ = "cases"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    draft_id: Mapped[str] = mapped_column(String(64), unique=True)
    """What makes submission idempotent: one draft becomes one case."""
    receipt: Mapped[str] = mapped_column(String(12), unique=True)
    service: Mapped[str] = mapped_column(String(64))
    region: Mapped[str] = mapped_column(String(64))
    applicant: Mapped[str] = mapped_column(String(64), index=True)
    """Fingerprint of the applicant's ID number."""
    conversation: Mapped[str] = mapped_column(String(32))
    channel: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(16))
    payload: Mapped[str] = mapped_column(Text, info=SEALED)
    """Applicant and answers, sealed, bound to this case's id."""
    submitted_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, index=True)
    items: Mapped[list[CaseItemRow]] = relationship(order_by="CaseItemRow.position", lazy="selectin")
    events: Mapped[list[CaseEventRow]] = relationship(order_by="CaseEventRow.id", lazy="raise")


class CaseItemRow(Base):
    """One department's part of a case."""

    __tablename__ = "case_items"
    __table_args__ = (UniqueConstraint("case_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), index=True)
    position: Mapped[int]
    key: Mapped[str] = mapped_column(String(64))
    """Key of the item in the service's file."""
    department: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(16))
    blocked_by: Mapped[list[str]] = mapped_column(JSON)
    """Keys of the items of this case that must be done first."""
    due: Mapped[dt.date | None] = mapped_column(Date)
    """The last promised working day, in China; None where none is promised."""


class CaseEventRow(Base):
    """Something that happened to a case. Lines are only ever added."""

    __tablename__ = "case_events"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), index=True)
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    what: Mapped[str] = mapped_column(String(32))
    item: Mapped[str | None] = mapped_column(String(64))
    by: Mapped[str] = mapped_column(String(64))
    """`resident`, `assistant`, or the member of staff."""
