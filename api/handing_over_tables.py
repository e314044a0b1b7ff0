"""Tables of handing over: codes that are open, and wrong ones that were tried."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.database import Base, UtcDateTime


class OpenCodeRow(Base):
    """The one code of a talk that is good now. It goes when it is used, and with its talk."""

    __tablename__ = "open_codes"

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    """Keyed fingerprint of the digits, which lie nowhere."""
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class WrongCodeRow(Base):
    """One wrong code, counted for an hour."""

    __tablename__ = "wrong_codes"
    __table_args__ = (Index("ix_wrong_codes_by", "by", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    by: Mapped[str] = mapped_column(String(64))
    """Who tried: a fingerprint of the OpenID or of the telephone number."""
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
