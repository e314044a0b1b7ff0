"""What a photograph is for: the application that is open in the talk, or the case that was handed in there last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session, lazyload

from actions.cases.photo_tables import CasePhotoRow
from actions.cases.tables import CaseRow
from actions.drafts import load_draft
from actions.identity.verified import verified
from actions.talk import load_talk

JUST = timedelta(days=1)
"""So long after a case was handed in, a photograph may still be meant for it while another application is open."""
SAME = timedelta(minutes=10)
"""So long after somebody has said which of two a photograph is for, the next one is for the same."""


@dataclass(frozen=True)
class Owner:
    """One application."""

    draft_id: str
    service: str
    receipt: str | None = None
    """Of the case; None while it is not handed in."""
    handed_in_at: datetime | None = None


@dataclass(frozen=True)
class Owners:
    """What a photograph that is sent in a talk now could be for."""

    open: Owner | None
    handed_in: Owner | None
    """The newest case of whoever is verified in the talk, while it may still take material."""

    def pair(self, now: datetime) -> tuple[Owner, Owner] | None:
        """The two that it might be meant for, the open one first; None where there is no such doubt."""
        case = self.handed_in
        if self.open is None or case is None or case.handed_in_at is None or case.handed_in_at <= now - JUST:
            return None
        return self.open, case


def owners_in(session: Session, conversation: str, now: datetime) -> Owners:
    """What is open in this talk, and what was handed in there."""
    draft = load_talk(session, conversation).draft
    return Owners(Owner(draft, load_draft(session, draft).service) if draft else None, _handed_in(session, conversation, now))


def said_before(session: Session, pair: tuple[Owner, Owner], now: datetime) -> Owner | None:
    """Which of the two its resident has just said that the last photograph was for; None when that was not, or not lately."""
    ids = [one.draft_id for one in pair]
    said = (
        select(CasePhotoRow.draft_id)
        .where(CasePhotoRow.draft_id.in_(ids), CasePhotoRow.other.in_(ids), CasePhotoRow.undecided.is_(False), CasePhotoRow.at > now - SAME)
        .order_by(CasePhotoRow.at.desc(), CasePhotoRow.id)
    )
    newest = session.scalars(said.limit(1)).first()
    return next((one for one in pair if one.draft_id == newest), None)


def count_of(session: Session, owner: Owner) -> int:
    """How many photographs it has, with those of which it was not said yet whether they are for it."""
    mine = CasePhotoRow.draft_id == owner.draft_id
    maybe_mine = (CasePhotoRow.other == owner.draft_id) & CasePhotoRow.undecided
    return session.scalar(select(func.count()).select_from(CasePhotoRow).where(mine | maybe_mine)) or 0


def _handed_in(session: Session, conversation: str, now: datetime) -> Owner | None:
    person = verified(session, conversation, now)
    if person is None:
        return None  # whoever sits there now may be somebody else than before
    newest = (
        select(CaseRow)
        .where(CaseRow.conversation == conversation, CaseRow.applicant == person.person)
        .order_by(CaseRow.submitted_at.desc(), CaseRow.id)
    )
    case = session.scalars(newest.limit(1).options(lazyload(CaseRow.items))).first()
    return Owner(case.draft_id, case.service, case.receipt, case.submitted_at) if case is not None and case.state != "done" else None
