"""The door's own tables: conversations, and the transcript of what was said (masked)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from bot.database import Base, UtcDateTime


class ConversationRow(Base):
    """One talk on one channel."""

    __tablename__ = "conversations"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the bearer token; the token itself is nowhere."""
    channel: Mapped[str] = mapped_column(String(16))
    language: Mapped[str] = mapped_column(String(8))
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When its resident signed out: its token opens nothing any more."""
    held_by: Mapped[str | None] = mapped_column(String(64))
    """The member of staff who has taken over."""


class TurnRow(Base):
    """One turn: what was said and answered, masked, with what was understood, why and how long it took."""

    __tablename__ = "turns"
    __table_args__ = (UniqueConstraint("conversation_id", "turn_id"), Index("ix_turns_talk", "conversation_id", "number"))

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    number: Mapped[int]
    """1, 2, 3 … inside the conversation."""
    turn_id: Mapped[str] = mapped_column(String(64))
    said: Mapped[str] = mapped_column(Text)
    """Masked: tokens where personal data was."""
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    lease_until: Mapped[datetime] = mapped_column(UtcDateTime)
    """Until then whoever wrote this line is working on it; afterwards another may."""
    replies: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON)
    """Replies of the contract, masked; None while the turn is being worked on."""
    service: Mapped[str | None] = mapped_column(String(64))
    act: Mapped[str | None] = mapped_column(String(32))
    confidence_service: Mapped[float | None]
    confidence_act: Mapped[float | None]
    heard: Mapped[list[str] | None] = mapped_column(JSON)
    """Keys of the questions that this turn answered."""
    recognised: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    """Of a spoken sentence: how sure the ears were, and which words were put in place of what was heard (bot.turn.Recognised)."""
    why: Mapped[str | None] = mapped_column(Text)
    """How it was understood: the actions that ran, a fallback, a failure."""
    model: Mapped[str | None] = mapped_column(String(128))
    ms: Mapped[int | None]
    """From the door to the reply."""
    failed: Mapped[bool] = mapped_column(default=False)
    aside: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether the dialogue knows nothing of it: a photograph, words to the channel, words of staff."""
    marked_service: Mapped[str | None] = mapped_column(String(64))
    marked_act: Mapped[str | None] = mapped_column(String(32))
    """What staff say should have been understood."""
    marked_by: Mapped[str | None] = mapped_column(String(64))
    marked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
