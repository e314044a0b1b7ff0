"""Links that open one talk on a large page: each for one talk, for ten minutes, once.

A link's token is random, and the database knows its hash. A signature would
need a row as well, to be good only once, and then says nothing that the row
does not say; so there is no key, and erasing a talk takes its links along.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, exists, select
from sqlalchemy.orm import Session

from api.tables import ConversationRow
from api.wechat.pages.link_tables import LinkRow

PATH = "/wechat/link"
VALID_FOR = timedelta(minutes=10)


def make_link(session: Session, conversation: str, public_url: str, now: datetime) -> str:
    """The address of a new link into this talk, under `public_url` (https://…, no slash at its end needed)."""
    session.execute(delete(LinkRow).where(LinkRow.expires_at <= now))
    token = secrets.token_urlsafe(32)
    session.add(LinkRow(token_hash=_hash(token), conversation_id=conversation, expires_at=now + VALID_FOR))
    session.flush()
    return f"{public_url.rstrip('/')}{PATH}?t={token}"


def is_open(session: Session, token: str, now: datetime) -> bool:
    """Whether this link would open its talk. Looking uses nothing up: WeChat and other programs fetch links to look at them."""
    return bool(session.scalar(select(exists().where(*_good(token, now)))))


def use_link(session: Session, token: str, now: datetime) -> str | None:
    """The talk that this link opens, in whose transaction it is used up; None when it was used, is too old, or its talk is over."""
    return session.scalar(delete(LinkRow).where(*_good(token, now)).returning(LinkRow.conversation_id))


def void(session: Session, conversation: str) -> None:
    """No link that was made for this talk opens it any more."""
    session.execute(delete(LinkRow).where(LinkRow.conversation_id == conversation))


def _good(token: str, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        LinkRow.token_hash == _hash(token),
        LinkRow.expires_at > now,
        exists().where(ConversationRow.id == LinkRow.conversation_id, ConversationRow.closed_at.is_(None)),
    )


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
