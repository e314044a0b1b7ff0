"""Members of staff, their sessions, and the log of which talks and photographs they opened."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.database import Base, UtcDateTime


class StaffRow(Base):
    """A local account."""

    __tablename__ = "staff"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(64), unique=True)
    password: Mapped[str] = mapped_column(String(256))
    """Argon2id, with its parameters and salt."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    failed_attempts: Mapped[int] = mapped_column(default=0)
    """Attempts since the last success, the one under way included."""
    locked_until: Mapped[datetime | None] = mapped_column(UtcDateTime)


class StaffSessionRow(Base):
    """One sign-in on one browser."""

    __tablename__ = "staff_sessions"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    """SHA-256 of the cookie; the cookie's value is nowhere."""
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), index=True)
    csrf: Mapped[str] = mapped_column(String(64))
    """Comes back with every form of this session."""
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)


class StaffViewRow(Base):
    """A member of staff opened a talk, or a photograph in it. Stays when the talk is erased, so it points at it by id only."""

    __tablename__ = "staff_views"
    __table_args__ = (Index("ix_staff_views_talk", "conversation_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    staff: Mapped[str] = mapped_column(String(64))
    """The name, which outlives the account."""
    conversation_id: Mapped[str] = mapped_column(String(32))
    photo_id: Mapped[str | None] = mapped_column(String(32))
    """The photograph; None: the talk as it is read."""
    at: Mapped[datetime] = mapped_column(UtcDateTime)
