"""The access token in the database: read by every process, renewed by one at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import CursorResult, or_, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from api.wechat.client.token_tables import WechatTokenRow
from bot.database import Sessions
from bot.vault import Seal

AHEAD = timedelta(seconds=280)
"""How long before its end a token is renewed. WeChat gives a new one during the last five minutes only, and both work that long."""
LEASE = timedelta(seconds=40)
"""How long one process may take over a renewal; longer than asking twice with all its attempts."""
BETWEEN_FORCED = timedelta(seconds=30)
"""How far apart renewals may be forced; WeChat does nothing for a second one sooner, nor for a 21st of a day."""


@dataclass(frozen=True)
class Held:
    """What one look at the database found."""

    token: str | None = field(repr=False)
    """A token that works as far as anybody knows; None when there is none."""
    expires_at: datetime | None
    mine: bool
    """Whether the token is to be renewed, and this process is the one to do it."""
    may_force: bool
    """Whether a renewal may be forced now."""


class TokenStore:
    """One account's row. All methods block: call them in a thread."""

    def __init__(self, app_id: str, sessions: Sessions, seal: Seal, now: Callable[[], datetime]) -> None:
        self._app_id = app_id
        self._context = f"wechat/token/{app_id}"
        self._sessions = sessions
        self._seal = seal
        self._now = now

    def look(self, who: str, refused: str | None = None) -> Held:
        """The token, unless it is over or is the `refused` one; `who` takes the renewal upon itself when it is due and nobody is at it."""
        now = self._now()
        with self._sessions.begin() as session:
            row = self._row(session)
            token, expires_at = self._opened(row), row.expires_at
            usable = token is not None and token != refused and expires_at is not None and now < expires_at
            due = not usable or expires_at is None or expires_at - AHEAD <= now
            mine = due and self._lease(session, who, now)
            may_force = row.forced_at is None or now - row.forced_at >= BETWEEN_FORCED
            return Held(token if usable else None, expires_at if usable else None, mine, may_force)

    def forcing(self, who: str) -> None:
        """Writes down, before it is done, that a renewal is being forced."""
        self._change(who, forced_at=self._now())

    def keep(self, who: str, token: str, expires_at: datetime) -> None:
        """The new token, from the one who renews; nothing when another has taken the renewal over meanwhile."""
        sealed = self._seal.seal(token, self._context)
        self._change(who, sealed=sealed, expires_at=expires_at, renewing_by=None, renewing_until=None)

    def give_up(self, who: str) -> None:
        """Lets another one try."""
        self._change(who, renewing_by=None, renewing_until=None)

    def _row(self, session: Session) -> WechatTokenRow:
        row = session.get(WechatTokenRow, self._app_id, with_for_update=True)  # else what is read is old when the lease is taken
        if row is None:
            try:
                with session.begin_nested():
                    session.add(WechatTokenRow(app_id=self._app_id))
            except IntegrityError:
                pass  # another process was quicker
            row = session.get_one(WechatTokenRow, self._app_id, with_for_update=True, populate_existing=True)
        return row

    def _opened(self, row: WechatTokenRow) -> str | None:
        """None also for what was sealed with a key that is gone: a new token is had for the asking."""
        try:
            return self._seal.unseal(row.sealed, self._context) if row.sealed else None
        except ValueError:
            return None

    def _lease(self, session: Session, who: str, now: datetime) -> bool:
        free = or_(WechatTokenRow.renewing_until.is_(None), WechatTokenRow.renewing_until <= now)
        mine = update(WechatTokenRow).where(WechatTokenRow.app_id == self._app_id, free)
        done = cast("CursorResult[None]", session.execute(mine.values(renewing_by=who, renewing_until=now + LEASE)))
        return done.rowcount == 1

    def _change(self, who: str, **values: object) -> None:
        with self._sessions.begin() as session:
            row = update(WechatTokenRow).where(WechatTokenRow.app_id == self._app_id, WechatTokenRow.renewing_by == who)
            session.execute(row.values(**values))
