"""Tables of the WeChat bridge: who follows, what came in, and what goes out. OpenIDs and contents are sealed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from bot.database import SEALED, Base, UtcDateTime

NEVER_AGAIN = {"sqlite_autoincrement": True}
"""SQLite gives the number of a row that was deleted to the next one; who still held it would mean that one."""


class FollowerRow(Base):
    """One resident, as WeChat knows them."""

    __tablename__ = "wechat_followers"
    __table_args__ = NEVER_AGAIN

    id: Mapped[int] = mapped_column(primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(64), unique=True)
    """Keyed hash of the OpenID."""
    openid: Mapped[str] = mapped_column(Text, info=SEALED)
    """Sealed."""
    conversation_id: Mapped[str | None] = mapped_column(ForeignKey("conversations.id", ondelete="SET NULL"), index=True)
    """The talk that goes on here."""
    left_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    """When they stopped following; nothing is sent from then on, and what is kept is erased a while later."""
    window_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    window_left: Mapped[int] = mapped_column(default=0)
    """How many customer-service messages WeChat still takes until then."""
    choices: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list)
    """The numbered lines that were sent last, masked: `title`, `value`."""
    expects: Mapped[str | None] = mapped_column(String(64))
    """Kind of the question that they answer."""
    asked_in: Mapped[int | None] = mapped_column()
    """The answer that put this question (id of `wechat_answers`)."""
    asked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When that answer had left: what came in before is no answer to it. None: not yet, or somebody else has spoken since."""
    speaks: Mapped[bool] = mapped_column(default=False)
    """Whether answers come as a voice message too."""
    person: Mapped[str | None] = mapped_column(String(64), index=True)
    """Fingerprint of the ID number of whoever bound themselves to this OpenID."""
    bound_name: Mapped[str | None] = mapped_column(Text, info=SEALED)
    """Their name, sealed."""
    lease: Mapped[str | None] = mapped_column(String(32))
    """The gateway that is serving this resident now."""
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)


class TalkedRow(Base):
    """A talk that goes on with a resident, or went on before another took its place: all of them are theirs to erase."""

    __tablename__ = "wechat_talks"

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True)
    follower_id: Mapped[int] = mapped_column(ForeignKey("wechat_followers.id", ondelete="CASCADE"), index=True)
    """The last with whom it went on."""
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    """When it began to go on with them."""


class DeliveryRow(Base):
    """One message or event, however often WeChat delivered it."""

    __tablename__ = "wechat_deliveries"
    __table_args__ = (UniqueConstraint("follower_id", "key"), Index("ix_wechat_deliveries_open", "done_at", "follower_id"), NEVER_AGAIN)

    id: Mapped[int] = mapped_column(primary_key=True)
    follower_id: Mapped[int] = mapped_column(ForeignKey("wechat_followers.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(128))
    content: Mapped[str | None] = mapped_column(Text, info=SEALED)
    """Sealed; nothing once it was answered."""
    received_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    passive_until: Mapped[datetime] = mapped_column(UtcDateTime)
    """Until then somebody waits to give the answer back with the request itself."""
    acknowledged: Mapped[bool] = mapped_column(default=False)
    """Whether that was given up: the answer comes later."""
    busy: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether so many waited when it came that it was not looked at."""
    carried: Mapped[list[list[int]] | None] = mapped_column(JSON)
    """What went back with the request, as (answer, first piece, pieces); the same request again gets the same."""
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When its answer was written down."""


class AnswerRow(Base):
    """Something to be shown to a resident: the replies of a turn, words of staff, news of a case."""

    __tablename__ = "wechat_answers"
    __table_args__ = (
        Index("ix_wechat_answers_open", "follower_id", "state"),
        Index("ix_wechat_answers_unserved", "state", "anytime", "follower_id"),
        NEVER_AGAIN,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    follower_id: Mapped[int] = mapped_column(ForeignKey("wechat_followers.id", ondelete="CASCADE"))
    delivery_id: Mapped[int | None] = mapped_column(ForeignKey("wechat_deliveries.id", ondelete="SET NULL"), index=True)
    """What it answers; nothing for what nobody asked for."""
    conversation_id: Mapped[str | None] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), index=True)
    """The talk whose tokens stand in it."""
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    """`replies`: as the contract has them, masked; `voice`: the same, to be read aloud; `news`: fields of a notice;
    `notice`: WeChat's number of it; `not_shown`: numbers of notices that failed while this one had none yet."""
    anytime: Mapped[bool] = mapped_column(default=False)
    """Whether it goes as a template message, which WeChat takes outside the window too."""
    state: Mapped[str] = mapped_column(String(8), default="waiting")
    """`waiting`, `sending`, `sent` or `dropped`."""
    pieces_sent: Mapped[int] = mapped_column(default=0)
    due: Mapped[datetime] = mapped_column(UtcDateTime)
    """When customer service may send it."""
    attempts: Mapped[int] = mapped_column(default=0)
    doubts: Mapped[int] = mapped_column(default=0)
    """How often its next piece went out and nobody knows whether it arrived."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class SignatureRow(Base):
    """A signature of the last minutes and the body that it came with: in plain mode nothing else ties them together."""

    __tablename__ = "wechat_signatures"

    signature: Mapped[str] = mapped_column(String(40), primary_key=True)
    body: Mapped[str] = mapped_column(String(64))
    """SHA-256."""
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
