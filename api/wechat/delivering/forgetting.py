"""What nobody asks for any more: deliveries that were answered, answers that were shown, signatures that are too old."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from api.wechat.delivering.outbox import OPEN
from api.wechat.tables import AnswerRow, DeliveryRow, SignatureRow

KEPT = timedelta(days=3)
"""How long a delivery is known again. WeChat repeats within 15 s; media of a message lives three days."""
SOME = 500
"""Rows forgotten in one transaction, since a long one would keep everybody waiting."""


def forget_old(session: Session, now: datetime) -> bool:
    """Forgets deliveries that WeChat does not repeat any more, and signatures that are too old to be believed; some at a time.

    Whether there may be more.
    """
    answers = select(AnswerRow.id).where(AnswerRow.created_at < now - KEPT, AnswerRow.state.not_in(OPEN))
    deliveries = select(DeliveryRow.id).where(DeliveryRow.received_at < now - KEPT, DeliveryRow.done_at.is_not(None))
    signatures = select(SignatureRow.signature).where(SignatureRow.at < now - timedelta(hours=1))
    found = [
        (AnswerRow.id, session.scalars(answers.limit(SOME)).all()),
        (DeliveryRow.id, session.scalars(deliveries.limit(SOME)).all()),
        (SignatureRow.signature, session.scalars(signatures.limit(SOME)).all()),
    ]
    for column, ids in found:
        session.execute(delete(column.class_).where(column.in_(ids)))
    return any(len(ids) == SOME for _, ids in found)
