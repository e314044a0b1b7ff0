"""Photographs for a case, sealed, and who has sent how many."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from bot.database import SEALED, Base, UtcDateTime


class CasePhotoRow(Base):
    """One photograph. Goes with the talk until its draft is handed in; then it stays with the case."""

    __tablename__ = "case_photos"
    __table_args__ = (UniqueConstraint("draft_id", "fingerprint"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    draft_id: Mapped[str] = mapped_column(String(64))
    """The draft, and the case that it became (`CaseRow.draft_id`)."""
    conversation_id: Mapped[str | None] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), index=True)
    """None once the draft is handed in."""
    other: Mapped[str | None] = mapped_column(String(64))
    """The other application, where its resident was asked which of two it is for."""
    undecided: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether they have not answered; it is with the one that is open until they do."""
    fingerprint: Mapped[str] = mapped_column(String(64))
    """Keyed hash of the picture: the same one is kept once."""
    sealed: Mapped[bytes] = mapped_column(LargeBinary, deferred=True, info=SEALED)
    """The file as it came, bound to draft and photograph; read only where it is asked for."""
    kind: Mapped[str] = mapped_column(String(16))
    """`image/jpeg` or `image/png`."""
    bytes: Mapped[int]
    """Size of the file."""
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class PhotoSentRow(Base):
    """That a resident sent one; forgotten after a day, whatever became of talk and picture."""

    __tablename__ = "photos_sent"

    id: Mapped[int] = mapped_column(primary_key=True)
    sender: Mapped[str] = mapped_column(String(64), index=True)
    """Fingerprint of the channel's resident, or of the person who is bound to it."""
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
