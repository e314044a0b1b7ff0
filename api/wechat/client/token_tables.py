"""The access token of WeChat's interfaces: one row an account, shared by all gateway processes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.database import Base, UtcDateTime


class WechatTokenRow(Base):
    """The token that is in use, and who is fetching the next one."""

    __tablename__ = "wechat_tokens"

    app_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    sealed: Mapped[str | None] = mapped_column(Text)
    """The token, bound to `wechat/token/<app_id>`; None before the first."""
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    forced_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When WeChat was last told to make a new one before its time; that is limited."""
    renewing_by: Mapped[str | None] = mapped_column(String(32))
    renewing_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Until then whoever stands in `renewing_by` is fetching a token; afterwards another may."""
