"""Forgets what is over: deliveries that were answered, and residents who stopped following long ago."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import structlog
from sqlalchemy.exc import SQLAlchemyError

from api.wechat import followers
from api.wechat.delivering.forgetting import forget_old
from api.wechat.ports import Ports
from bot.database import reading

HOUR = 3600.0
"""Seconds from one time to the next."""
KEPT_AFTER_LEAVING = timedelta(days=30)
"""After that everything of a resident who stopped following is erased, but for cases handed in."""
SOME = 50
"""Residents looked up at a time."""
BETWEEN = 0.02
"""Seconds from one to the next: whoever is talking writes in between."""

log = structlog.get_logger()


class Sweeping:
    """One gateway's part; the same swept twice does no harm."""

    def __init__(self, ports: Ports) -> None:
        self._ports = ports

    async def watch(self) -> None:
        """Sweeps once an hour, until it is cancelled."""
        while True:
            await asyncio.sleep(HOUR)
            try:
                await self.sweep()
            except Exception:  # the door: whatever it was, in an hour it is tried again
                log.exception("wechat_not_swept")

    async def sweep(self) -> None:
        """Sweeps now. Raises SQLAlchemyError when nothing can be looked up."""
        more = True
        while more:
            more = await asyncio.to_thread(self._forget_old)
            await asyncio.sleep(BETWEEN)
        last = 0
        while gone := await asyncio.to_thread(self._gone, last):
            for last, conversations in gone:
                await self._erase(last, conversations)
                await asyncio.sleep(BETWEEN)

    async def _erase(self, follower: int, conversations: tuple[str, ...]) -> None:
        """All of one resident; who cannot be erased now holds up nobody, and is found again in an hour."""
        try:
            for conversation in conversations:
                await self._ports.talks.erase(conversation)
            await asyncio.to_thread(self._forget, follower)
        except SQLAlchemyError as fault:
            log.error("wechat_not_erased", fault=type(fault).__name__)

    def _forget_old(self) -> bool:
        with self._ports.sessions.begin() as session:
            return forget_old(session, self._ports.now())

    def _gone(self, after: int) -> list[tuple[int, tuple[str, ...]]]:
        with reading(self._ports.sessions) as session:
            return followers.gone_since(session, self._ports.now() - KEPT_AFTER_LEAVING, after, SOME)

    def _forget(self, follower: int) -> None:
        with self._ports.sessions.begin() as session:
            followers.forget(session, follower)
