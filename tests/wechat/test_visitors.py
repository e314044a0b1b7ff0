"""Whoever opens the page from the menu: one talk, however often at once, and nothing of them stays who never writes."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from api.tables import ConversationRow
from api.wechat.bridge import Bridge
from api.wechat.delivering.sweeping import KEPT_AFTER_LEAVING, Sweeping
from api.wechat.tables import FollowerRow
from tests.wechat.quiet import QuietTown, quiet_town


@pytest.fixture(scope="module")
def quiet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[QuietTown]:
    with quiet_town(tmp_path_factory.mktemp("quiet")) as town:
        yield town


def bridge_of(quiet: QuietTown) -> Bridge:
    account = quiet.house.wechat()
    assert account is not None
    return account.bridge


def opened(quiet: QuietTown, openid: str, times: int) -> list[str]:
    """The talks that a page opens, asked for so often at once."""
    bridge = bridge_of(quiet)

    async def at_once() -> list[str]:
        return list(await asyncio.gather(*(bridge.conversation_of(openid) for _ in range(times))))

    return asyncio.run(at_once())


def counted(quiet: QuietTown, row: type[ConversationRow | FollowerRow]) -> int:
    with quiet.house.sessions() as session:
        return session.scalar(select(func.count()).select_from(row)) or 0


def test_pressed_many_times_at_once_one_talk_begins(quiet: QuietTown) -> None:
    ann, before = quiet.wechat.resident("ann"), counted(quiet, ConversationRow)
    assert len(set(opened(quiet, ann.openid, 6))) == 1
    assert counted(quiet, ConversationRow) == before + 1


def test_who_writes_is_kept_as_any_resident(quiet: QuietTown) -> None:
    bea = quiet.wechat.resident("bea")
    opened(quiet, bea.openid, 1)
    assert quiet.follower(bea).left_at is not None
    quiet.ask(bea, "我绑定了谁")
    assert quiet.follower(bea).left_at is None
    opened(quiet, bea.openid, 1)
    assert quiet.follower(bea).left_at is None


def test_who_never_writes_is_erased_a_while_after_the_last_visit(quiet: QuietTown) -> None:
    cai = quiet.wechat.resident("cai")
    opened(quiet, cai.openid, 1)
    talks, followers = counted(quiet, ConversationRow), counted(quiet, FollowerRow)
    sweeping = Sweeping(bridge_of(quiet)._ports)
    asyncio.run(sweeping.sweep())
    assert (counted(quiet, ConversationRow), counted(quiet, FollowerRow)) == (talks, followers)
    with quiet.house.sessions.begin() as session:
        long_ago = datetime.now(UTC) - KEPT_AFTER_LEAVING - timedelta(minutes=1)
        session.execute(update(FollowerRow).where(FollowerRow.id == quiet.follower(cai).id).values(left_at=long_ago))
    asyncio.run(sweeping.sweep())
    assert (counted(quiet, ConversationRow), counted(quiet, FollowerRow)) == (talks - 1, followers - 1)
