"""Forgets what is over: deliveries that were answered, and residents who stopped following long ago."""

from __future__ import annotations

import asyncio
import time
from datetime import timedelta

from api.wechat import followers
from api.wechat.delivering import inbox
from api.wechat.ports import Ports
from bot.database import reading

HOUR = 3600.0
"""Seconds from one time to the next."""
KEPT_AFTER_LEAVING = timedelta(days=30)
"""After that everything of a resident who stopped following is erased, but for cases handed in."""


class Sweeping:
    """One gateway's part; the same swept twice does no harm."""

    def __init__(self, ports: Ports) -> None:
        self._ports = ports
        self._swept = time.monotonic()

    async def when_due(self) -> None:
        """Sweeps once an hour. Raises SQLAlchemyError."""
        if time.monotonic() >= self._swept + HOUR:
            self._swept = time.monotonic()
            await self.sweep()

    async def sweep(self) -> None:
        """Sweeps now."""
        while await asyncio.to_thread(self._forget_old):
            pass  # others write in between
        for follower, conversations in await asyncio.to_thread(self._gone):
            for conversation in conversations:
                await self._ports.talks.erase(conversation)
            await asyncio.to_thread(self._forget, follower)

    def _forget_old(self) -> bool:
        with self._ports.sessions.begin() as session:
            return inbox.sweep(session, self._ports.now())

    def _gone(self) -> list[tuple[int, tuple[str, ...]]]:
        with reading(self._ports.sessions) as session:
            return followers.gone_since(session, self._ports.now() - KEPT_AFTER_LEAVING)

    def _forget(self, follower: int) -> None:
        with self._ports.sessions.begin() as session:
            followers.forget(session, follower)
