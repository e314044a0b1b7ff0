"""What goes out, in order, never lost: with the request itself while somebody waits there (`carrying`), else by customer service.

An answer is `waiting` until all its pieces are out. Whoever sends one by
customer service marks it `sending` first: one that is found so by the next
gateway may have arrived, as one whose answer was lost, and is sent once more
(`unsent`). That is counted (`api.metrics.SENT_AGAIN`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import ColumnElement, exists, select, update
from sqlalchemy.orm import Session

from api.wechat.delivering import unsent
from api.wechat.tables import AnswerRow, DeliveryRow, FollowerRow
from bot.turn import Reply, reply_as_json, reply_from_json

AFTER_MESSAGE = (timedelta(hours=48), 5)
"""Customer-service messages that a resident's message allows, and for how long."""
AFTER_EVENT = (timedelta(minutes=1), 3)
"""The same for a button of the menu, and for following."""

OPEN = ("waiting", "sending")
"""States of what is not out yet."""

Kind = Literal["text", "voice", "news"]


@dataclass(frozen=True)
class Outgoing:
    """One message for customer service."""

    answer: int
    follower: int
    fingerprint: str
    openid: str
    """Sealed."""
    kind: Kind
    conversation: str | None
    body: Mapping[str, Any]
    """As it is in the table: not looked at before it is known which answer it is that cannot be read."""
    piece: int
    attempts: int
    """This one included."""
    doubts: int
    """How often this piece went out before and nobody knows whether it arrived."""
    window: datetime | None
    """Until when the resident may be written to, unless they speak again."""
    left: int
    """How many WeChat takes after it before the resident speaks again."""
    last: bool
    """Whether other words then wait for that."""

    @property
    def replies(self) -> tuple[Reply, ...]:
        """Masked."""
        return tuple(reply_from_json(reply) for reply in self.body.get("voice") or self.body.get("replies") or ())

    @property
    def fields(self) -> dict[str, str]:
        """Of news."""
        return dict(self.body.get("news") or {})


def open_window(follower: FollowerRow, now: datetime, *, brief: bool) -> None:
    """What the resident did allows customer-service messages; what is allowed already is not made less, nor its time shorter."""
    lasts, count = AFTER_EVENT if brief else AFTER_MESSAGE
    if brief and follower.window_until is not None and follower.window_until > now + lasts:
        follower.window_left = max(follower.window_left, count)
        return
    follower.window_until, follower.window_left = now + lasts, count


def put(
    session: Session,
    follower: int,
    conversation: str | None,
    body: dict[str, Any],
    now: datetime,
    *,
    delivery: int | None = None,
    anytime: bool = False,
) -> int:
    """Writes an answer down, behind all others of this resident; its id. `anytime`: as a template message."""
    row = AnswerRow(
        follower_id=follower, delivery_id=delivery, conversation_id=conversation, body=body, anytime=anytime, due=now, created_at=now
    )
    session.add(row)
    session.flush()
    return row.id


def body_of(replies: Sequence[Reply]) -> dict[str, Any]:
    """Masked replies for the table."""
    return {"replies": [reply_as_json(reply) for reply in replies]}


def next_outgoing(session: Session, follower: int, who: str, now: datetime, *, pushes: bool) -> Outgoing | None:
    """The next message that may be sent now; it is marked. Nothing when the resident's lease is not `who`'s any more."""
    row = session.get_one(FollowerRow, follower, with_for_update={"key_share": True})
    if row.lease != who:
        return None
    answers = open_answers(session, follower)
    if row.left_at is not None:
        withdraw(session, follower)
        return None
    answer = _sendable(session, row, answers, now, pushes=pushes)
    if answer is None:
        return None
    if answer.state == "sending":  # whoever sent it died, or could not write down that it had arrived
        answer.doubts += 1
        if answer.doubts >= unsent.MOST_DOUBTS:
            answer.state = "waiting"
            unsent.leave_in_doubt(session, follower, answer.id, row.window_until)
            return None
    answer.state, answer.attempts = "sending", answer.attempts + 1
    if not answer.anytime:
        row.window_left -= 1
    kind: Kind = "news" if answer.anytime else "voice" if "voice" in answer.body else "text"
    return Outgoing(
        answer.id,
        follower,
        row.fingerprint,
        row.openid,
        kind,
        answer.conversation_id,
        answer.body,
        answer.pieces_sent,
        answer.attempts,
        doubts=answer.doubts,
        window=row.window_until,
        left=row.window_left,
        last=kind == "text" and row.window_left == 0 and any(not one.anytime for one in answers if one is not answer),
    )


def note_sent(session: Session, answer: int, pieces: int, now: datetime) -> None:
    """A piece has gone out; with the last of `pieces` the answer is sent."""
    row = session.get(AnswerRow, answer)
    if row is not None:
        session.get(FollowerRow, row.follower_id, with_for_update={"key_share": True})  # first, as in `carry`
        row.pieces_sent += 1
        row.attempts, row.doubts = 0, 0
        row.state = "sent" if row.pieces_sent >= pieces else "waiting"
        if row.state == "sent":
            note_asked_at(session, row, now)


def has_open(session: Session, follower: int) -> bool:
    """Whether anything is still to be sent to this resident."""
    return bool(session.scalar(select(exists().where(*_open(follower)))))


def unread(session: Session, follower: int) -> bool:
    """Whether words wait that the resident's next message can fetch; voices and templates go by themselves or not at all."""
    return bool(texts_of(open_answers(session, follower)))


def withdraw(session: Session, follower: int) -> None:
    """What was to be sent to this resident is not sent any more."""
    session.execute(update(AnswerRow).where(*_open(follower)).values(state="dropped"))


def _open(follower: int) -> tuple[ColumnElement[bool], ...]:
    return AnswerRow.follower_id == follower, AnswerRow.state.in_(OPEN)


def open_answers(session: Session, follower: int) -> list[AnswerRow]:
    """What is still to be sent to this resident, oldest first; locked."""
    return list(session.scalars(select(AnswerRow).where(*_open(follower)).order_by(AnswerRow.id).with_for_update()))


def texts_of(answers: Sequence[AnswerRow]) -> list[AnswerRow]:
    """Those of these that go out as words."""
    return [answer for answer in answers if "voice" not in answer.body and not answer.anytime]


def may_be_written_to(follower: FollowerRow, now: datetime) -> bool:
    """Whether WeChat takes a message of customer service for this resident now."""
    return follower.window_until is not None and follower.window_until > now and follower.window_left > 0


def _sendable(session: Session, follower: FollowerRow, answers: Sequence[AnswerRow], now: datetime, *, pushes: bool) -> AnswerRow | None:
    """The oldest words, if their time has come; else news that are due: they overtake, are overtaken, and need no window."""
    words = next((answer for answer in answers if not answer.anytime), None)
    if pushes and words is not None and _is_due(session, words, now) and may_be_written_to(follower, now):
        return words
    return next((answer for answer in answers if answer.anytime and answer.due <= now), None)


def _is_due(session: Session, answer: AnswerRow, now: datetime) -> bool:
    delivery = session.get(DeliveryRow, answer.delivery_id) if answer.delivery_id is not None else None
    return answer.due <= now and (delivery is None or delivery.passive_until <= now)


def note_asked_at(session: Session, answer: AnswerRow, now: datetime) -> None:
    """The resident may answer the question that it asks, from now on."""
    asked = FollowerRow.id == answer.follower_id, FollowerRow.asked_in == answer.id
    session.execute(update(FollowerRow).where(*asked).values(asked_at=now))
