"""The access token that every call to WeChat shows: fetched once for all processes, renewed before it ends."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import structlog

from api.wechat.client.errors import Busy, TokenRefused, WechatFailed
from api.wechat.client.token_store import AHEAD, Held, TokenStore

log = structlog.get_logger()

LOOK_AGAIN = 0.1
"""Seconds between two looks while another process renews."""
LOOKS = 60
"""Looks until it is given up."""


@dataclass(frozen=True)
class Fresh:
    """A token from WeChat."""

    token: str = field(repr=False)
    seconds: int
    """How long it works from now."""


Ask = Callable[[bool], Awaitable[Fresh]]
"""Asks WeChat for the token (POST /cgi-bin/stable_token). False gives the one that works until its last five minutes, and
then a new one; True makes a new one at once, and the old one stops working. Raises WechatFailed."""


class Tokens:
    """One account's token in this process."""

    def __init__(self, store: TokenStore, ask: Ask, now: Callable[[], datetime]) -> None:
        self._store = store
        self._ask = ask
        self._now = now
        self._one_looks = asyncio.Lock()
        self._at_it: set[asyncio.Task[str]] = set()
        self._token: str | None = None
        self._expires_at: datetime | None = None

    async def token(self) -> str:
        """A token that works. Raises WechatFailed when WeChat gives none."""
        known = self._known(AHEAD) or (self._known() if self._one_looks.locked() else None)
        if known is not None:
            return known
        async with self._one_looks:
            return self._known(AHEAD) or await self._to_the_end(self._found(refused=None))

    async def renewed(self, refused: str) -> str:
        """Another token than the one that WeChat has just refused. Raises WechatFailed, TokenRefused when there is no other now."""
        if self._token == refused:
            self._token = None
        async with self._one_looks:
            return self._known() or await self._to_the_end(self._found(refused))

    async def _to_the_end(self, found: Coroutine[Any, Any, str]) -> str:
        """Goes on with it when the caller is cancelled: a renewal that is left half-way would keep everybody else from it."""
        task = asyncio.create_task(found)
        self._at_it.add(task)
        task.add_done_callback(self._ended)
        return await asyncio.shield(task)

    def _ended(self, task: asyncio.Task[str]) -> None:
        self._at_it.discard(task)
        if not task.cancelled():
            task.exception()  # who still waits is told; when nobody does, it is no news for the logs

    def _known(self, ahead: timedelta = timedelta()) -> str | None:
        """What this process remembers, unless it ends within `ahead`; most of the time nobody needs to ask the database."""
        return self._token if self._expires_at is not None and self._now() < self._expires_at - ahead else None

    async def _found(self, refused: str | None) -> str:
        """From the database, from WeChat when it is for us to ask, else from whoever is asking."""
        who = secrets.token_hex(16)
        for _ in range(LOOKS):
            held = await asyncio.to_thread(self._store.look, who, refused)
            if held.mine:
                return await self._renew(who, held, refused)
            if held.token is not None:
                return self._remember(held.token, held.expires_at)
            await asyncio.sleep(LOOK_AGAIN)
        raise Busy(None, "stable_token: another process has been renewing it for too long")

    async def _renew(self, who: str, held: Held, refused: str | None) -> str:
        try:
            asked_at = self._now()
            fresh = await self._ask(False)
            if fresh.token == refused:
                fresh = await self._force(who, held)
        except WechatFailed as fault:
            await asyncio.to_thread(self._store.give_up, who)
            if held.token is None:
                raise
            log.warning("wechat_token_not_renewed", fault=type(fault).__name__, code=fault.code)
            return held.token
        expires_at = asked_at + timedelta(seconds=fresh.seconds)
        await asyncio.to_thread(self._store.keep, who, fresh.token, expires_at)
        return self._remember(fresh.token, expires_at)

    async def _force(self, who: str, held: Held) -> Fresh:
        """A new token before its time: WeChat refuses the one that it gives."""
        if not held.may_force:
            raise TokenRefused(None, "stable_token: refused again too soon after it was renewed by force")
        await asyncio.to_thread(self._store.forcing, who)
        log.warning("wechat_token_forced")
        return await self._ask(True)

    def _remember(self, token: str, expires_at: datetime | None) -> str:
        self._token, self._expires_at = token, expires_at
        return token
