"""The table of what residents have agreed to."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.database import Base, UtcDateTime


class ConsentRow(Base):
    """What was heard last of one resident about one template of subscription messages."""

    __tablename__ = "wechat_consents"

    follower_id: Mapped[int] = mapped_column(ForeignKey("wechat_followers.id", ondelete="CASCADE"), primary_key=True)
    template_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    agreed: Mapped[bool]
    """False: they said no, took it back, or WeChat says that it is used up."""
    at: Mapped[datetime] = mapped_column(UtcDateTime)
