"""How many photographs one resident may send in a day, in however many talks."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from actions.cases.photo_tables import PhotoSentRow

DAY = timedelta(days=1)
MOST_A_DAY = 27
"""Photographs of one resident in 24 hours, whatever they are for."""


def has_sent_enough(session: Session, senders: Collection[str], now: datetime) -> bool:
    """Whether one of these, by which a resident is known, has sent as many as may be."""
    counted = select(func.count()).where(PhotoSentRow.sender.in_(senders), PhotoSentRow.at > now - DAY).group_by(PhotoSentRow.sender)
    return max(session.scalars(counted), default=0) >= MOST_A_DAY


def note_sent(session: Session, senders: Collection[str], now: datetime) -> None:
    """One more was kept; what is older than a day is forgotten."""
    session.execute(delete(PhotoSentRow).where(PhotoSentRow.at <= now - DAY))
    session.add_all(PhotoSentRow(sender=sender, at=now) for sender in senders)
