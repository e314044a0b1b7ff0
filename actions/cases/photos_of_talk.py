"""Photographs that belong to a talk, as whoever may read the talk sees them: for what is open there and for what was handed in there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, undefer

from actions.cases.photo_tables import CasePhotoRow
from actions.cases.photos import Photo, PhotoKind, kind_of, sealing_context
from actions.cases.tables import CaseRow
from actions.ports import Seal


@dataclass(frozen=True)
class PhotoOfTalk:
    """That there is one; the picture itself stays sealed."""

    id: str
    at: datetime
    receipt: str | None
    """Of the case that it went to; None while its application is open."""


def photos_of_talk(session: Session, conversation: str) -> list[PhotoOfTalk]:
    """All of this talk in the order in which they came."""
    return [PhotoOfTalk(row.id, row.at, receipt) for row, receipt in session.execute(_of_talk(conversation))]


def photo_of_talk(session: Session, seal: Seal, conversation: str, id: str) -> Photo | None:
    """One of this talk, opened; None when it has no such photograph. Raises ValueError when it was tampered with."""
    found = session.execute(_of_talk(conversation).where(CasePhotoRow.id == id).options(undefer(CasePhotoRow.sealed))).first()
    if found is None:
        return None
    row = found[0]
    content = seal.unseal_bytes(row.sealed, sealing_context(row.draft_id, row.id))
    return Photo(cast(PhotoKind, kind_of(content)), content, row.at)  # nothing else is kept


def _of_talk(conversation: str) -> Select[CasePhotoRow, str | None]:
    return (
        select(CasePhotoRow, CaseRow.receipt)
        .outerjoin(CaseRow, CaseRow.draft_id == CasePhotoRow.draft_id)
        .where(or_(CasePhotoRow.conversation_id == conversation, CaseRow.conversation == conversation))
        .order_by(CasePhotoRow.at, CasePhotoRow.id)
    )
