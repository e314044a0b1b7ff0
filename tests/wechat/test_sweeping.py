"""Forgetting what is over goes on beside everything else, a little at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError

from api.wechat import followers
from api.wechat.delivering import outbox, sweeping
from api.wechat.delivering.sweeping import KEPT_AFTER_LEAVING, Sweeping
from api.wechat.ports import Ports
from api.wechat.tables import FollowerRow
from bot.turn import Reply
from tests.living import wait_until
from tests.wechat.quiet import QuietTown, quiet_town


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> list[Sweeping]:
    """Sweeps that never come to their ends."""
    begun: list[Sweeping] = []

    async def sweep(self: Sweeping) -> None:
        begun.append(self)
        await asyncio.Event().wait()

    monkeypatch.setattr(sweeping, "HOUR", 0.2)
    monkeypatch.setattr(Sweeping, "sweep", sweep)
    return begun


@pytest.fixture
def town(tmp_path: Path) -> Iterator[QuietTown]:
    with quiet_town(tmp_path) as town:
        yield town


def ports_of(town: QuietTown) -> Ports:
    account = town.house.wechat()
    assert account is not None
    return account.bridge._ports


def test_residents_are_found_while_it_is_being_swept(begun: list[Sweeping], town: QuietTown) -> None:
    ann = town.newcomer()
    wait_until(lambda: begun, "nothing is swept")
    before, follower = len(ann.screen), town.follower(ann).id
    with town.house.sessions.begin() as session:
        outbox.put(session, follower, None, outbox.body_of([Reply("好。")]), datetime.now(UTC))
    assert [ann.wait_for(before + 1)[before].text, len(begun)] == ["好。", 1]


def test_all_who_left_are_erased_some_at_a_time_and_one_who_cannot_be_holds_up_nobody(
    town: QuietTown, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone, stays = [town.newcomer() for _ in range(5)], town.newcomer()
    ids, stuck = [town.follower(one).id for one in gone], town.follower(gone[1]).id
    with town.house.sessions.begin() as session:
        session.execute(update(FollowerRow).where(FollowerRow.id.in_(ids)).values(left_at=datetime.now(UTC)))
    works = followers.forget

    def forget(session: Any, id: int) -> None:
        if id == stuck:
            raise OperationalError("DELETE", {}, Exception("database is locked"))
        works(session, id)

    monkeypatch.setattr(followers, "forget", forget)
    monkeypatch.setattr(sweeping, "SOME", 2)
    later = datetime.now(UTC) + KEPT_AFTER_LEAVING + timedelta(hours=1)
    asyncio.run(Sweeping(replace(ports_of(town), now=lambda: later)).sweep())
    with town.house.sessions() as session:
        left = list(session.scalars(select(FollowerRow.id).order_by(FollowerRow.id)))
    assert left == sorted([stuck, town.follower(stays).id])
