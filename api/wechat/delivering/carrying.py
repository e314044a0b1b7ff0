"""What goes back with the request itself: an answer, a word that it comes later, or again what was given to the same delivery before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from api.wechat.delivering import outbox
from api.wechat.showing.rendering import Rendered
from api.wechat.showing.splitting import LIMIT
from api.wechat.tables import AnswerRow, DeliveryRow, FollowerRow
from bot.turn import Reply, reply_from_json

AFTER_PASSIVE = timedelta(seconds=1)
"""The rest of an answer follows so long after its beginning went back with the request: it must not overtake it."""

ROOM = LIMIT - 160
"""Bytes of several answers that go back as one, so that a sentence about what is left has room behind them."""

Show = Callable[[str | None, Sequence[Reply]], Rendered]
"""(conversation, masked replies) → as they look in WeChat, opened for their resident."""


@dataclass(frozen=True)
class Wait:
    """Nothing to give back yet."""


@dataclass(frozen=True)
class Later:
    """The answer will come later; say so."""


@dataclass(frozen=True)
class Carried:
    """What goes back with the request; an empty text: nothing."""

    text: str
    more: bool = False
    """Whether something is left that only the resident's next message can fetch."""
    again: int = 0
    """How much of it may have been shown already, sent by customer service."""


def carry(session: Session, show: Show, delivery: int, now: datetime, *, over: bool, pushes: bool) -> Carried | Later | Wait:
    """What the request of this delivery takes back. `over`: it can wait no longer; `pushes`: customer service may send what is left."""
    seen = session.get(DeliveryRow, delivery)
    if seen is None:
        return Carried("")
    session.get(FollowerRow, seen.follower_id, with_for_update={"key_share": True})  # first, as in `inbox.receive`
    row = session.get(DeliveryRow, delivery, with_for_update=True, populate_existing=True)
    if row is None:
        return Carried("")
    if row.carried is not None:
        return _again(session, show, row, now, pushes=pushes)
    texts = outbox.texts_of(outbox.open_answers(session, row.follower_id))
    busy = any(answer.state == "sending" for answer in texts)
    done = row.done_at is not None
    if not done and not over:
        return Wait()
    if row.acknowledged and pushes:
        return Carried("") if done else Later()
    if busy or not texts:
        if done:
            row.carried = []
            row.passive_until = now
            return Carried("")
        promised = pushes and _is_promised(session, row)
        row.acknowledged, row.passive_until = True, now
        if promised:
            row.carried = []
            return Carried("")
        return Later()
    return _load(session, show, row, texts, now, pushes=pushes)


def _is_promised(session: Session, row: DeliveryRow) -> bool:
    """Whether this resident was told that an answer comes, to an earlier delivery or a later one, and it has not come yet."""
    told = DeliveryRow.acknowledged, DeliveryRow.carried.is_(None), DeliveryRow.done_at.is_(None)
    return bool(session.scalar(select(exists().where(DeliveryRow.follower_id == row.follower_id, DeliveryRow.id != row.id, *told))))


def _load(session: Session, show: Show, row: DeliveryRow, answers: Sequence[AnswerRow], now: datetime, *, pushes: bool) -> Carried:
    """As many pieces as one message holds, oldest first."""
    text, carried, left, again = "", [], False, 0
    for answer in answers:
        pieces = _pieces(show, answer)
        first = answer.pieces_sent
        while answer.pieces_sent < len(pieces) and (not text or len(f"{text}\n\n{pieces[answer.pieces_sent]}".encode()) <= ROOM):
            text = f"{text}\n\n{pieces[answer.pieces_sent]}".strip()
            answer.pieces_sent += 1
            again += answer.doubts > 0
            answer.doubts = 0
        carried.append([answer.id, first, answer.pieces_sent - first])
        if answer.pieces_sent < len(pieces):
            answer.due = now + AFTER_PASSIVE
            left = True
            break
        answer.state = "sent"
        outbox.note_asked_at(session, answer, now)
    row.carried, row.passive_until = carried, now
    return Carried(text, left and not pushes, again)


def _again(session: Session, show: Show, row: DeliveryRow, now: datetime, *, pushes: bool) -> Carried:
    """What this delivery was given before: WeChat asks again because it has not arrived."""
    texts: list[str] = []
    left = False
    for id, first, count in row.carried or ():
        answer = session.get(AnswerRow, id)
        pieces = _pieces(show, answer) if answer is not None and answer.follower_id == row.follower_id else ()
        texts += pieces[first : first + count]
        if answer is not None and answer.state == "sent":
            outbox.note_asked_at(session, answer, now)
        left = first + count < len(pieces)
    return Carried("\n\n".join(texts), left and not pushes)


def _pieces(show: Show, answer: AnswerRow) -> tuple[str, ...]:
    replies = tuple(reply_from_json(reply) for reply in answer.body.get("replies") or ())
    return show(answer.conversation_id, replies).pieces
