"""A real door with the ways in from WeChat, and browsers that stand before it. Only WeChat itself is played."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
import uvicorn
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import delete

from actions import identity
from api.all_tables import all_tables
from api.app import app_of
from api.house import House
from api.tables import ConversationRow
from api.talks import Opened
from api.wechat.pages.link_pages import Links, link_routes
from api.wechat.pages.links import make_link
from api.wechat.pages.opening import OpenidUnknown, Opening, opening_routes
from api.wiring import build
from bot.database import open_database
from bot.turn import Language
from tests.living import NOW, StillClock, settings_in

PUBLIC = "https://nuanban.example"


@dataclass
class Wechat:
    """Knows whose codes are whose, each once, as WeChat does; and which follower has which talk."""

    codes: dict[str, str] = field(default_factory=dict)
    talks: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    async def openid_of(self, code: str) -> str:
        self.asked.append(code)
        if code not in self.codes:
            raise OpenidUnknown("40029")
        return self.codes.pop(code)

    async def conversation_of(self, openid: str) -> str | None:
        return self.talks.get(openid)


@dataclass
class Entrance:
    """A house with its door, a clock that stands still, and WeChat outside."""

    house: House
    app: FastAPI
    clock: StillClock
    wechat: Wechat

    def talk(self, language: Language = "zh") -> Opened:
        """A talk in WeChat that has begun."""
        return asyncio.run(self.house.talks.open("wechat", language))

    def link(self, talk: str) -> str:
        """A link into it, from the slash on."""
        with self.house.sessions.begin() as session:
            return make_link(session, talk, PUBLIC, self.clock.now()).removeprefix(PUBLIC)

    def browser(self) -> TestClient:
        """Somebody's browser, with cookies of its own, that does not follow where it is led."""
        return TestClient(
            self.app,
            base_url=PUBLIC,
            headers={"Accept": "text/html", "Sec-Fetch-Site": "same-origin"},
            follow_redirects=False,
            raise_server_exceptions=False,
        )


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[House, StillClock]]:
    """One house for a file; it has no Rasa, which these pages do not need."""
    settings = settings_in(tmp_path_factory.mktemp("entrance"))
    engine, _ = open_database(settings.database_url)
    all_tables().create_all(engine)
    engine.dispose()
    clock = StillClock()
    house = build(settings, clock)
    yield house, clock
    house.sessions.kw["bind"].dispose()


@pytest.fixture
def entrance(made: tuple[House, StillClock]) -> Entrance:
    """The house as it was at first, with a door of this test's own."""
    house, clock = made
    clock.at = NOW
    with house.sessions.begin() as session:
        session.execute(delete(ConversationRow))
    wechat = Wechat()
    app = app_of(house)
    app.include_router(link_routes(Links(house.sessions, identity.sign_out, clock.now)))
    app.include_router(
        opening_routes(Opening("wx0for-tests-only", "https://open.example", PUBLIC, wechat.openid_of, wechat.conversation_of))
    )
    return Entrance(house, app, clock, wechat)


@pytest.fixture
def address(entrance: Entrance) -> Iterator[str]:
    """The door, answering on a port."""
    server = uvicorn.Server(uvicorn.Config(entrance.app, port=0, log_level="error", access_log=False))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()
