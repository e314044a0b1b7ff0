"""What was handed in during one talk, for whoever has that talk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.cases.payload import Payload, payload_of
from actions.cases.tables import CaseRow
from actions.cases.views import CaseView, view_of
from actions.ports import Seal


@dataclass(frozen=True)
class HandedIn:
    """A case with what it says."""

    case: CaseView
    payload: Payload


def handed_in(session: Session, seal: Seal, conversation: str, now: datetime) -> tuple[HandedIn, ...]:
    """The talk's cases, newest first."""
    rows = session.scalars(select(CaseRow).where(CaseRow.conversation == conversation).order_by(CaseRow.submitted_at.desc(), CaseRow.id))
    return tuple(HandedIn(view_of(row, now), payload_of(session, seal, row.id)) for row in rows)
