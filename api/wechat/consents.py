"""Which subscription messages (订阅通知) residents have agreed to: each template for itself, and often for one message only.

WeChat decides; what it tells us of it is kept so that nothing is tried that is known to be refused. Whoever has never
been asked may have agreed before we listened, so their first message is tried.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from api.wechat.consent_tables import ConsentRow


def note_consent(session: Session, follower: int, template: str, *, agreed: bool, now: datetime) -> None:
    """This resident has agreed to messages of this template, or takes none any more."""
    session.merge(ConsentRow(follower_id=follower, template_id=template, agreed=agreed, at=now))


def has_refused(session: Session, follower: int, template: str) -> bool:
    """Whether the last that was heard of this resident is that they take no messages of this template."""
    row = session.get(ConsentRow, (follower, template))
    return row is not None and not row.agreed
