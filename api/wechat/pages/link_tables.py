"""Links that lead from WeChat into one talk."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.database import Base, UtcDateTime


class LinkRow(Base):
    """One link that was not used yet. It goes when it is used, and with its talk."""

    __tablename__ = "wechat_links"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    """SHA-256 of the link's token, which is random and lies nowhere."""
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), index=True)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
