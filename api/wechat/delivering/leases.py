"""Which gateway serves a resident: one at a time, for as long as it says that it is alive."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from itertools import batched

from sqlalchemy import or_, update
from sqlalchemy.orm import Session

from api.wechat.tables import FollowerRow

SOME = 500
"""Rows named in one statement."""


def take(session: Session, follower: int, who: str, now: datetime, lasts: timedelta) -> bool:
    """Whether `who` serves this resident from now on; nobody else does so until `lasts` has gone by without renewal."""
    free = or_(FollowerRow.lease.is_(None), FollowerRow.lease == who, FollowerRow.lease_until <= now)
    taken = update(FollowerRow).where(FollowerRow.id == follower, free).values(lease=who, lease_until=now + lasts)
    return bool(session.execute(taken).rowcount)  # type: ignore[attr-defined]  # an UPDATE's result has it


def give_back(session: Session, who: str, follower: int | None = None) -> None:
    """Ends the lease on this resident; without one, all of `who`."""
    own = FollowerRow.lease == who if follower is None else (FollowerRow.lease == who) & (FollowerRow.id == follower)
    session.execute(update(FollowerRow).where(own).values(lease=None, lease_until=None))


def renew(session: Session, who: str, residents: Collection[int], until: datetime) -> None:
    """Keeps the leases of `who` on these residents for longer."""
    for some in batched(residents, SOME):
        session.execute(update(FollowerRow).where(FollowerRow.lease == who, FollowerRow.id.in_(some)).values(lease_until=until))
