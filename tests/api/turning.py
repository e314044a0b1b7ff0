"""The path of a turn, with a Rasa that answers what a test wants."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import pytest
from sqlalchemy import select

from actions.talk import Talk, save_talk
from api.house import House
from api.migrate import upgrade
from api.rasa import Rasa
from api.tables import TurnRow
from api.talks import Opened, Taken, Talks
from api.vault import Cipher, SqlVault, load_keys
from api.wiring import build, door
from bot.turn import Turn
from tests.edge import Edge, edge
from tests.living import StillClock, settings_in
from tests.postgres import new_database

__all__ = ["edge"]

PATIENCE = 60.0
"""Seconds that these talks wait for Rasa: nothing here is to fail because the machine is busy."""
AFTER_ALL = "交好了。"


on_one_database = pytest.mark.parametrize("house", ["sqlite"], indirect=True)
"""For what no database changes."""


def says(text: str, **more: Any) -> list[dict[str, Any]]:
    """What Rasa hands on of one of our replies."""
    return [{"recipient_id": "x", "custom": {"text": text, "speech": None, "choices": [], "expects": None, **more}}]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], House]]:
    """Makes a real house on each database once; every test has a talk of its own in it."""
    with ExitStack() as stack:

        @cache
        def make(database: str) -> House:
            given = {} if database == "sqlite" else {"database_url": stack.enter_context(new_database())}
            settings = settings_in(tmp_path_factory.mktemp(database), **given)
            upgrade(settings.database_url)
            house = build(settings, StillClock())
            stack.callback(house.sessions.kw["bind"].dispose)
            return house

        yield make


@pytest.fixture(params=["sqlite", "postgresql"])
def house(request: pytest.FixtureRequest, made: Callable[[str], House], edge: Edge) -> House:
    """A house, with the edge in Rasa's place."""
    edge.answer = lambda told: says(f"听到：{told['message']}")
    house = made(request.param)
    return replace(house, settings=house.settings.model_copy(update={"rasa_url": f"http://127.0.0.1:{edge.port}"}))


def talks_of(house: House, patience: float = PATIENCE) -> Talks:
    """One more gateway on the same database; made inside a loop, as its connections belong to it."""
    settings = house.settings
    cipher = Cipher(load_keys(None, settings.home / "keys" / "vault.key"))
    rasa = Rasa(settings.rasa_url, patience)
    at_door = door(settings, house.desk, cipher, house.tracker, house.words)
    return Talks(at_door, house.sessions, SqlVault(house.sessions, cipher), rasa, patience)


def in_a_talk(house: House, story: Callable[[Talks, Opened], Any]) -> Any:
    """Runs a story that happens in one conversation."""

    async def run() -> Any:
        talks = talks_of(house)
        return await story(talks, await talks.open("web", "zh"))

    return asyncio.run(run())


def turn(talk: Opened, text: str, turn_id: str = "t1") -> Turn:
    """One thing said."""
    return Turn(talk.id, text, turn_id)


def texts(taken: Taken) -> list[str]:
    """The replies' sentences."""
    return [reply.text for reply in taken.replies]


def failure(house: House) -> str:
    """The sentence for what failed."""
    return house.talks.failed("zh").text


def row_of(house: House, talk: Opened, turn_id: str = "t1") -> TurnRow:
    """A turn's line."""
    with house.sessions.begin() as session:
        return session.scalars(select(TurnRow).where(TurnRow.conversation_id == talk.id, TurnRow.turn_id == turn_id)).one()


def acted(house: House, talk: str, turn_id: str, *replies: str) -> None:
    """Writes what the actions answered in a turn, as they would with their effects."""
    bodies: list[dict[str, Any]] = [{"text": text, "speech": None, "choices": [], "expects": None} for text in replies]
    with house.sessions.begin() as session:
        save_talk(session, talk, Talk(turn=turn_id, replies=bodies), None)


def left_lying(house: House, talk: str, turn_id: str = "t1", ago: float = 1, said: str = "对") -> None:
    """A turn whose gateway was killed; its lease ended `ago` seconds ago."""
    now = datetime.now(UTC)
    row = TurnRow(
        conversation_id=talk, number=1, turn_id=turn_id, said=said, at=now, lease_until=now - timedelta(seconds=ago), heard=[], failed=False
    )
    with house.sessions.begin() as session:
        session.add(row)


def asides(house: House, talk: Opened) -> list[tuple[int, str, bool]]:
    """The talk's lines: number, words, whether said aside."""
    with house.sessions.begin() as session:
        rows = session.scalars(select(TurnRow).where(TurnRow.conversation_id == talk.id).order_by(TurnRow.number))
        return [(row.number, row.said, row.aside) for row in rows]
