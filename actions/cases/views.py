"""Cases as their applicant may see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.cases.tables import CaseItemRow, CaseRow
from actions.cases.working_days import day_in_china
from bot.news import CaseState


@dataclass(frozen=True)
class ItemView:
    """One department's part of a case."""

    key: str
    """Key of the item in the service's file, which has its title."""
    department: str
    state: CaseState
    blocked_by: tuple[str, ...]
    """Keys of the items that must be done first."""
    due: date | None
    late: bool
    """Whether the promised day is over and the item is not done."""


@dataclass(frozen=True)
class CaseView:
    """One case."""

    receipt: str
    service: str
    region: str
    state: CaseState
    submitted_at: datetime
    items: tuple[ItemView, ...]


def progress(session: Session, person: str, now: datetime) -> tuple[CaseView, ...]:
    """All cases of a person (the fingerprint of whoever is verified), newest first."""
    rows = session.scalars(select(CaseRow).where(CaseRow.applicant == person).order_by(CaseRow.submitted_at.desc(), CaseRow.id))
    return tuple(view_of(row, now) for row in rows)


def case_of(session: Session, receipt: str, person: str, now: datetime) -> CaseView | None:
    """The case with this receipt number if it is this person's; an unknown number and somebody else's look alike."""
    row = session.scalars(select(CaseRow).where(CaseRow.receipt == receipt, CaseRow.applicant == person)).first()
    return view_of(row, now) if row else None


def case_by_receipt(session: Session, receipt: str, now: datetime) -> CaseView | None:
    """The case with this receipt number, whosever it is: for staff, never for residents."""
    row = session.scalars(select(CaseRow).where(CaseRow.receipt == receipt)).first()
    return view_of(row, now) if row else None


def newest(session: Session, limit: int, now: datetime, state: CaseState | None = None) -> tuple[CaseView, ...]:
    """Everybody's cases, newest first, in this state or in any: for staff, never for residents."""
    chosen = select(CaseRow) if state is None else select(CaseRow).where(CaseRow.state == state)
    rows = session.scalars(chosen.order_by(CaseRow.submitted_at.desc(), CaseRow.id).limit(limit))
    return tuple(view_of(row, now) for row in rows)


def view_of(row: CaseRow, now: datetime) -> CaseView:
    """The row as it may leave this room."""
    today = day_in_china(now)
    items = tuple(_item(item, today) for item in row.items)
    return CaseView(row.receipt, row.service, row.region, cast(CaseState, row.state), row.submitted_at, items)


def _item(row: CaseItemRow, today: date) -> ItemView:
    late = row.due is not None and row.due < today and row.state != "done"
    return ItemView(row.key, row.department, cast(CaseState, row.state), tuple(row.blocked_by), row.due, late)
