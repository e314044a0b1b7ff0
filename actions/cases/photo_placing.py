"""A photograph that might be for either of two applications goes where its resident says."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Literal

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session, undefer

from actions.cases.photo_owners import Owner, owners_in
from actions.cases.photo_tables import CasePhotoRow
from actions.cases.photos import Kept, photo_fingerprint, sealing_context
from actions.ports import Seal
from bot.locking import one_at_a_time

Place = Literal["open", "handed_in"]


def place_photos(session: Session, seal: Seal, conversation: str, place: Place, now: datetime) -> Kept | None:
    """Puts what is undecided in this talk there, and says where it is then; None when nothing is undecided.

    It stays with the application that is open when the case may take nothing more, or not from whoever is verified now.
    """
    one_at_a_time(session, conversation)
    undecided = CasePhotoRow.conversation_id == conversation, CasePhotoRow.undecided
    rows = session.scalars(select(CasePhotoRow).where(*undecided).options(undefer(CasePhotoRow.sealed))).all()
    found = owners_in(session, conversation, now)
    case, kept = found.handed_in, found.open
    for row in rows:
        if place == "handed_in" and case is not None and row.other == case.draft_id:
            _move(session, seal, row, case)
            kept = case
    session.execute(update(CasePhotoRow).where(*undecided).values(undecided=False))
    if not rows or kept is None:
        return None
    return Kept(kept.service, kept.receipt, session.scalar(select(func.count()).where(CasePhotoRow.draft_id == kept.draft_id)) or 0)


def _move(session: Session, seal: Seal, row: CasePhotoRow, to: Owner) -> None:
    """To the other application; one that is there already is not kept twice."""
    picture = seal.unseal_bytes(row.sealed, sealing_context(row.draft_id, row.id))
    fingerprint = photo_fingerprint(seal, to.draft_id, hashlib.sha256(picture).hexdigest())
    there = select(CasePhotoRow.id).where(CasePhotoRow.draft_id == to.draft_id, CasePhotoRow.fingerprint == fingerprint)
    if session.scalar(there) is not None:
        session.delete(row)
        session.flush()
        return
    row.sealed = seal.seal_bytes(picture, sealing_context(to.draft_id, row.id))
    row.draft_id, row.other, row.fingerprint = to.draft_id, row.draft_id, fingerprint
    row.conversation_id, row.undecided = None, False
    session.flush()
