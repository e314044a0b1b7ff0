"""Tables of identity: one-time codes on their way, and who was verified in which conversation."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.database import Base, UtcDateTime


class CodeRow(Base):
    """One request for a code, whether or not name and number belonged together.

    Stays when its conversation is erased, so that erasing does not reset the
    count of requests; holds fingerprints and tokens, nothing personal.
    """

    __tablename__ = "codes"
    __table_args__ = (Index("ix_codes_conversation", "conversation", "sent_at"), Index("ix_codes_claim", "claim", "sent_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation: Mapped[str] = mapped_column(String(32))
    person: Mapped[str] = mapped_column(String(64))
    """Fingerprint of the ID number."""
    claim: Mapped[str] = mapped_column(String(64))
    """Fingerprint of name and ID number together: what requests are counted by."""
    name_token: Mapped[str] = mapped_column(String(64))
    resident_id_token: Mapped[str] = mapped_column(String(64))
    code_hash: Mapped[str | None] = mapped_column(String(64))
    """Keyed hash; of something that nobody can type when name and number did not belong together."""
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(default=0)
    void: Mapped[bool] = mapped_column(default=False)
    """Used, guessed at too often, or signed out."""


class IdentityRow(Base):
    """Who was verified in a conversation."""

    __tablename__ = "identities"

    conversation: Mapped[str] = mapped_column(String(32), primary_key=True)
    person: Mapped[str] = mapped_column(String(64), index=True)
    name_token: Mapped[str] = mapped_column(String(64))
    resident_id_token: Mapped[str] = mapped_column(String(64))
    verified_at: Mapped[datetime] = mapped_column(UtcDateTime)
