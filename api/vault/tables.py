"""The vault's table: one sealed secret a row."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import DateTime, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.database import SEALED, Base


class VaultRow(Base):
    """One secret of one conversation; it goes when the conversation goes."""

    __tablename__ = "vault"

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True)
    token: Mapped[str] = mapped_column(String(64), primary_key=True)
    """`⟦kind:abcd2345⟧`, as it stands in sentences."""
    kind: Mapped[str] = mapped_column(String(48))
    sealed: Mapped[str] = mapped_column(Text, info=SEALED)
    """Value and both ways of saying it, bound to conversation and token."""
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
