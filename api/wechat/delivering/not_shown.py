"""An answer that went back with its request and got lost: customer service sends it.

Whatever goes back with a request goes unconfirmed. That WeChat delivers the
same once more, after the answer went, tells that it did not arrive; the next
one may get lost too, and after the third delivery nobody would know of it.
Customer service says of each message that it has arrived.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from api.wechat.delivering.outbox import may_be_written_to
from api.wechat.tables import AnswerRow, DeliveryRow, FollowerRow

REPEATS = timedelta(seconds=30)
"""How long after the first delivery a repetition is WeChat's own: it comes after 5 s and after 10 s, and may wait on its way."""


def give_back_answer(session: Session, follower: FollowerRow, delivery: DeliveryRow, now: datetime) -> None:
    """What this delivery took along is to be sent, unless the rest of it is out already or customer service may not send it.

    Called when the delivery comes once more, before it waits: a repetition that began before the answer went takes that along.
    """
    if not delivery.carried or now > delivery.received_at + REPEATS or not may_be_written_to(follower, now):
        return
    lost = [(session.get(AnswerRow, answer, with_for_update=True), first, count) for answer, first, count in delivery.carried]
    if not all(row is not None and row.state in ("waiting", "sent") and row.pieces_sent == first + count for row, first, count in lost):
        return
    for row, first, _ in lost:
        if row is not None:
            row.state, row.pieces_sent, row.due = "waiting", first, now
    delivery.carried, delivery.acknowledged, delivery.passive_until = [], True, now
