"""A client of WeChat's interfaces that lives for one thing at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import httpx
import stamina

from api.settings import Settings
from api.wechat.client.token_tables import WechatTokenRow
from api.wechat.client.wechat_api import WechatApi, open_wechat_api
from bot.database import open_database
from tests.actions.seals import seal_with

Doing = Callable[[WechatApi], Awaitable[Any]]
Do = Callable[[Doing], Any]


@contextmanager
def clients(settings: Settings, now: Callable[[], datetime], transport: httpx.AsyncBaseTransport | None = None) -> Iterator[Do]:
    """Does something with a client of its own, and closes it; what may be repeated is, three times, without waiting."""
    engine, sessions = open_database(settings.database_url)
    WechatTokenRow.metadata.tables["wechat_tokens"].create(engine)

    def run(what: Doing) -> Any:
        async def story() -> Any:
            api = open_wechat_api(settings, sessions, seal_with(b"k" * 32), now, transport)
            try:
                return await what(api)
            finally:
                await api.close()

        return asyncio.run(story())

    with stamina.set_testing(True, attempts=3, cap=True):
        yield run
    engine.dispose()
