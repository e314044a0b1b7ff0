"""The talk that goes on with a resident, as the bridge keeps it."""

from __future__ import annotations

import asyncio

from api.wechat import followers
from api.wechat.followers import Follower
from api.wechat.ports import Ports
from bot.database import reading
from bot.turn import Choice, Reply


class OpenTalks:
    """Finds and begins such talks."""

    def __init__(self, ports: Ports) -> None:
        self._ports = ports

    async def follower(self, id: int) -> Follower:
        """The resident as they are now."""
        return await asyncio.to_thread(self._follower, id)

    async def of(self, follower: Follower) -> str:
        """The resident's talk; a new one where none is open."""
        return follower.conversation or await self._begin(follower.id)

    async def _begin(self, follower: int) -> str:
        """A new talk, which goes on with this resident from now on; the one that somebody else began at the same moment, if so."""
        opened = await self._ports.talks.open("wechat", "zh")
        goes_on = await asyncio.to_thread(self._go_on_with, follower, opened.id)
        if goes_on != opened.id:
            await self._ports.talks.erase(opened.id)
        return goes_on

    async def choices(self, follower: Follower) -> tuple[Choice, ...]:
        """The lines that were shown last, as their resident saw them."""
        if follower.conversation is None or not follower.choices:
            return ()
        (shown,) = await asyncio.to_thread(
            self._ports.talks.transcript.opened, follower.conversation, [Reply("", choices=follower.choices)]
        )
        return shown.choices

    def _follower(self, id: int) -> Follower:
        with reading(self._ports.sessions) as session:
            return followers.follower_by_id(session, id, self._ports.now())

    def _go_on_with(self, id: int, conversation: str) -> str:
        now = self._ports.now()
        with self._ports.sessions.begin() as session:
            followers.hold(session, id)
            before = followers.follower_by_id(session, id, now).conversation
            if before is not None:
                return before
            followers.go_on_with(session, id, conversation, now)
            return conversation
