"""For whom there is something to do that nobody does, because a gateway died or because something waited for its time.

Asked for every second: it begins at what is open, which is little, and not at the residents, who are many.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, exists, func, or_, select, union_all
from sqlalchemy.orm import Session, aliased

from api.wechat.delivering.outbox import OPEN
from api.wechat.tables import AnswerRow, DeliveryRow, FollowerRow

Waiting = Select[int, datetime]
"""(resident, since when)."""


def unserved(session: Session, now: datetime, limit: int, *, pushes: bool) -> list[int]:
    """Residents for whom there is something to do now and nobody does it; who waits longest comes first.

    `pushes`: whether customer service may send.
    """
    found = union_all(_unanswered(), _news(now), *([_words(now)] if pushes else [])).subquery()
    resident, since = found.columns
    free = or_(FollowerRow.lease.is_(None), FollowerRow.lease_until <= now)
    of_nobody = select(resident).join(FollowerRow, FollowerRow.id == resident).where(free)
    return list(session.scalars(of_nobody.group_by(resident).order_by(func.min(since), resident).limit(limit)))


def _unanswered() -> Waiting:
    """Whose deliveries have no answer yet."""
    return select(DeliveryRow.follower_id, DeliveryRow.received_at).where(DeliveryRow.done_at.is_(None))


def _news(now: datetime) -> Waiting:
    """Whom news may be sent."""
    return select(AnswerRow.follower_id, AnswerRow.due).where(AnswerRow.state.in_(OPEN), AnswerRow.anytime, AnswerRow.due <= now)


def _words(now: datetime) -> Waiting:
    """Who may be written to, and for whose oldest words the time has come: what is behind those waits for them."""
    allowed = FollowerRow.window_until > now, FollowerRow.window_left > 0
    words = AnswerRow.state.in_(OPEN), ~AnswerRow.anytime, AnswerRow.due <= now
    before = aliased(AnswerRow)  # both of the resident, not of the answer: else SQLite looks for them before it asks who may be written to
    older = exists().where(before.follower_id == FollowerRow.id, before.state.in_(OPEN), ~before.anytime, before.id < AnswerRow.id)
    awaited = DeliveryRow.follower_id == FollowerRow.id, DeliveryRow.id == AnswerRow.delivery_id, DeliveryRow.passive_until > now
    of_resident = select(AnswerRow.follower_id, AnswerRow.due).join(FollowerRow, FollowerRow.id == AnswerRow.follower_id)
    return of_resident.where(*words, *allowed, ~older, ~exists().where(*awaited))
