"""What came in: written down once, and given out again in order, to one gateway at a time for one resident."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from api.wechat import seals
from api.wechat.consents import note_consent
from api.wechat.delivering import flooding
from api.wechat.delivering.contents import sealed, unsealed
from api.wechat.delivering.not_shown import give_back_answer
from api.wechat.delivering.outbox import body_of, open_window, put, withdraw
from api.wechat.delivering.unsent import say_news_plainly
from api.wechat.protocol.received import (
    OF_NEWS,
    Content,
    Followed,
    NewsArrived,
    Other,
    Pressed,
    Received,
    Subscribed,
    Unfollowed,
    Unneeded,
)
from api.wechat.tables import DeliveryRow, FollowerRow, SignatureRow
from bot.turn import Reply
from bot.vault import Seal

PASSIVE = timedelta(seconds=5)
"""How long WeChat waits for an answer before it delivers the same once more."""

log = structlog.get_logger()


class Reused(Exception):
    """A signature that came with another body before: somebody has copied it."""


@dataclass(frozen=True)
class Arrival:
    """A delivery that was written down, now or before."""

    delivery: int
    follower: int
    done: bool = False
    """Whether its answer is written down already."""


@dataclass(frozen=True)
class Delivery:
    """A delivery to be answered."""

    id: int
    follower: int
    fingerprint: str
    """The resident's."""
    key: str
    content: Content
    received_at: datetime


def fingerprint_of(seal: Seal, openid: str) -> str:
    """By what a resident is known in our tables."""
    return seal.fingerprint(f"wechat/openid/{openid}")


def openid_of(seal: Seal, follower: FollowerRow) -> str:
    """The resident's OpenID."""
    return seal.unseal(follower.openid, seals.of_openid(follower.fingerprint))


def follower_of(session: Session, seal: Seal, openid: str) -> FollowerRow:
    """The resident's line, written at the first sight of them."""
    fingerprint = fingerprint_of(seal, openid)
    row = session.scalars(select(FollowerRow).where(FollowerRow.fingerprint == fingerprint).with_for_update(key_share=True)).first()
    if row is None:
        row = FollowerRow(fingerprint=fingerprint, openid=seal.seal(openid, seals.of_openid(fingerprint)))
        session.add(row)
        session.flush()
    return row


def visitor(session: Session, seal: Seal, openid: str, now: datetime) -> int:
    """Whoever opens a page: until they write or follow, they are kept as somebody who left, and erased as long after this."""
    known = session.scalar(select(FollowerRow.id).where(FollowerRow.fingerprint == fingerprint_of(seal, openid)))
    row = follower_of(session, seal, openid)
    if known is None or row.left_at is not None:
        row.left_at = now
    return row.id


def receive(
    session: Session,
    seal: Seal,
    received: Received,
    signature: str,
    body: str,
    now: datetime,
    too_many: Reply | None = None,
    *,
    pushes: bool = True,
) -> Arrival | None:
    """Writes a delivery down, unless it is there; None for what asks for no answer. Raises Reused.

    `too_many`: what a resident is told, once, of whom too many wait already; this one is then noted as done and not
    answered. None: it is answered, however many wait. `pushes`: customer service may send an answer that got lost.

    On PostgreSQL two gateways that get the same at the same moment collide:
    the later one gets sqlalchemy.exc.IntegrityError, and finds it when it tries again.
    """
    check_signature(session, signature, body, now)
    if isinstance(received.content, Unneeded):
        return None
    follower = follower_of(session, seal, received.openid)
    known = session.scalars(
        select(DeliveryRow).where(DeliveryRow.follower_id == follower.id, DeliveryRow.key == received.key).with_for_update()
    ).first()
    if isinstance(received.content, OF_NEWS):
        if known is None:
            _note_news(session, follower, received.key, received.content, now)
        return None
    if known is not None:
        if pushes:
            give_back_answer(session, follower, known, now)
        if not known.acknowledged:
            known.passive_until = now + PASSIVE
        return Arrival(known.id, follower.id, known.done_at is not None)
    _note_contact(session, follower, received.content, now)
    if isinstance(received.content, Unfollowed) or too_many is None or not flooding.has_enough_waiting(session, follower.id):
        content = sealed(seal, received.content, seals.of_content(follower.fingerprint, received.key))
        return Arrival(_written(session, follower, received.key, now, content).id, follower.id)
    busy = _written(session, follower, received.key, now, None)
    if not flooding.was_told(session, busy):
        put(session, follower.id, None, body_of([too_many]), now, delivery=busy.id)
    return Arrival(busy.id, follower.id, done=True)


def _written(session: Session, follower: FollowerRow, key: str, now: datetime, content: str | None) -> DeliveryRow:
    """A new delivery; without content it is one too many, and not looked at."""
    busy = content is None
    until, done = now + PASSIVE, now if busy else None
    row = DeliveryRow(follower_id=follower.id, key=key, content=content, received_at=now, passive_until=until, busy=busy, done_at=done)
    session.add(row)
    session.flush()
    return row


def next_delivery(session: Session, seal: Seal, follower: int) -> Delivery | None:
    """The oldest delivery of this resident that has no answer yet."""
    open_one = DeliveryRow.follower_id == follower, DeliveryRow.done_at.is_(None)
    row = session.scalars(select(DeliveryRow).where(*open_one).order_by(DeliveryRow.id).limit(1)).first()
    if row is None or row.content is None:
        return None
    fingerprint = session.get_one(FollowerRow, follower).fingerprint
    try:
        content = unsealed(seal, row.content, seals.of_content(fingerprint, row.key))
    except ValueError as fault:
        log.error("wechat_delivery_unreadable", delivery=row.id, fault=str(fault))
        content = Other("unreadable")
    return Delivery(row.id, follower, fingerprint, row.key, content, row.received_at)


def is_awaited(session: Session, follower: int, now: datetime) -> bool:
    """Whether a request of this resident waits for its answer, or is about to take it back."""
    waiting = DeliveryRow.follower_id == follower, DeliveryRow.carried.is_(None), DeliveryRow.passive_until > now
    return bool(session.scalar(select(exists().where(*waiting))))


def close(session: Session, delivery: int, follower: int, now: datetime) -> DeliveryRow | None:
    """Notes that it was answered, and forgets what was in it. None when that was noted before, or the resident erased it."""
    session.get(FollowerRow, follower, with_for_update={"key_share": True})  # first, as in `receive`: else each waits for the other
    row = session.get(DeliveryRow, delivery, with_for_update=True)
    if row is None or row.done_at is not None:
        return None
    row.done_at, row.content = now, None
    return row


def answered_meanwhile(session: Session, delivery: int) -> bool:
    """Whether an answer that had been promised to this resident was written down after this delivery came in."""
    this = session.get(DeliveryRow, delivery)
    if this is None:
        return False
    promised = DeliveryRow.follower_id == this.follower_id, DeliveryRow.id < delivery, DeliveryRow.acknowledged
    return bool(session.scalar(select(exists().where(*promised, DeliveryRow.done_at >= this.received_at))))


def check_signature(session: Session, signature: str, body: str, now: datetime) -> None:
    """Writes down that this signature came with this body (its SHA-256). Raises Reused when it came with another."""
    seen = session.get(SignatureRow, signature)
    if seen is None:
        session.add(SignatureRow(signature=signature, body=body, at=now))
    elif seen.body != body:
        raise Reused


def _note_news(session: Session, follower: FollowerRow, key: str, content: Subscribed | NewsArrived, now: datetime) -> None:
    """What WeChat tells of notices, once. News that it took and did not show go out as words."""
    session.add(DeliveryRow(follower_id=follower.id, key=key, content=None, received_at=now, passive_until=now, carried=[], done_at=now))
    match content:
        case Subscribed(agreed, refused):
            for template in (*agreed, *refused):
                note_consent(session, follower.id, template, agreed=template in agreed, now=now)
        case NewsArrived(notice, shown=False, template=template):
            if template is not None:
                note_consent(session, follower.id, template, agreed=False, now=now)
            say_news_plainly(session, follower.id, notice, now)


def _note_contact(session: Session, follower: FollowerRow, content: Content, now: datetime) -> None:
    """What the resident does opens the window in which they may be answered."""
    if isinstance(content, Unfollowed):
        follower.left_at, follower.window_left = now, 0
        return
    if follower.left_at is not None:
        withdraw(session, follower.id)  # what was meant for them before they left
    follower.left_at = None
    open_window(follower, now, brief=isinstance(content, Pressed | Followed))
