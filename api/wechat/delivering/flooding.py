"""One resident who sends faster than anybody can answer: beyond a bound it is noted that something came, and not looked at."""

from __future__ import annotations

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from api.wechat.tables import DeliveryRow

MOST_WAITING = 20
"""Deliveries of one resident that may wait for their answers."""


def has_enough_waiting(session: Session, follower: int) -> bool:
    """Whether as many deliveries of this resident wait as may."""
    waiting = select(func.count()).where(DeliveryRow.follower_id == follower, DeliveryRow.done_at.is_(None))
    return (session.scalar(waiting) or 0) >= MOST_WAITING


def was_told(session: Session, delivery: DeliveryRow) -> bool:
    """Whether its resident was told before that this is too much, and what waited then waits still."""
    of_resident = DeliveryRow.follower_id == delivery.follower_id
    oldest = select(func.min(DeliveryRow.id)).where(of_resident, DeliveryRow.done_at.is_(None)).scalar_subquery()
    before = exists().where(of_resident, DeliveryRow.busy, DeliveryRow.id != delivery.id, DeliveryRow.id > oldest)
    return bool(session.scalar(select(before)))
