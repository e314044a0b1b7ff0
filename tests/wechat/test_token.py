"""One access token for all processes: fetched once, renewed ahead by one of them, forced only when it must be."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from api.wechat.client.errors import Busy, TokenRefused
from api.wechat.client.token import Fresh, Tokens
from api.wechat.client.token_store import AHEAD, BETWEEN_FORCED, LEASE, TokenStore
from api.wechat.client.token_tables import WechatTokenRow
from bot.database import open_database
from tests.actions.seals import seal_with
from tests.living import StillClock
from tests.postgres import postgres_url

__all__ = ["postgres_url"]

APP = "wx-for-tests-only"
SEAL = seal_with(b"k" * 32)
LASTS = timedelta(hours=2)


class Giver:
    """WeChat's stable_token: the same token until its last five minutes, a new one by force."""

    def __init__(self, clock: StillClock) -> None:
        self.clock = clock
        self.asked: list[bool] = []
        self.down = False
        self.came, self.open = asyncio.Event(), asyncio.Event()
        self.open.set()
        self._number = 0
        self._ends = clock.now()

    async def ask(self, force: bool) -> Fresh:
        self.asked.append(force)
        self.came.set()
        await self.open.wait()
        if self.down:
            raise Busy(-1, "stable_token: system busy")
        if force or self._ends - self.clock.now() <= timedelta(minutes=5):
            self._number += 1
            self._ends = self.clock.now() + LASTS
        return Fresh(f"token-{self._number}-for-tests-only", int((self._ends - self.clock.now()).total_seconds()))

    @property
    def now_good(self) -> str:
        return f"token-{self._number}-for-tests-only"


Process = Callable[[], Tokens]


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


@pytest.fixture
def giver(clock: StillClock) -> Giver:
    return Giver(clock)


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    url = f"sqlite:///{tmp_path / 'n.db'}" if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    made, _ = open_database(url)
    WechatTokenRow.metadata.tables["wechat_tokens"].create(made)
    yield made
    made.dispose()


@pytest.fixture
def process(engine: Engine, clock: StillClock, giver: Giver) -> Iterator[Process]:
    """Makes one gateway process after another, each with connections of its own."""
    engines = []

    def make() -> Tokens:
        own, sessions = open_database(engine.url.render_as_string(hide_password=False))
        engines.append(own)
        return Tokens(TokenStore(APP, sessions, SEAL, clock.now), giver.ask, clock.now)

    yield make
    for own in engines:
        own.dispose()


def store(engine: Engine, clock: StillClock, key: bytes = b"k" * 32) -> TokenStore:
    _, sessions = open_database(engine.url.render_as_string(hide_password=False))
    return TokenStore(APP, sessions, seal_with(key), clock.now)


def test_fifty_at_once_fetch_one_token(process: Process, giver: Giver) -> None:
    async def all_at_once() -> list[str]:
        tokens = process()
        return await asyncio.gather(*(tokens.token() for _ in range(50)))

    assert asyncio.run(all_at_once()) == [giver.now_good] * 50
    assert giver.asked == [False]


def test_two_processes_that_start_together_fetch_one_token(process: Process, giver: Giver) -> None:
    async def together() -> list[str]:
        return await asyncio.gather(process().token(), process().token())

    assert asyncio.run(together()) == [giver.now_good] * 2
    assert giver.asked == [False]


def test_a_process_that_starts_later_takes_what_is_there(process: Process, giver: Giver) -> None:
    first = asyncio.run(process().token())
    assert asyncio.run(process().token()) == first
    assert giver.asked == [False]


def test_the_database_holds_it_sealed(process: Process, engine: Engine) -> None:
    token = asyncio.run(process().token())
    with engine.connect() as connection:
        row = connection.execute(select(WechatTokenRow.__table__)).one()
    assert token not in repr(row)
    assert SEAL.unseal(row.sealed, f"wechat/token/{APP}") == token


def test_it_is_renewed_ahead_of_its_end_and_not_sooner(process: Process, giver: Giver, clock: StillClock) -> None:
    async def story() -> list[str]:
        tokens = process()
        seen = [await tokens.token()]
        for gone in (LASTS - AHEAD - timedelta(seconds=1), timedelta(seconds=1)):
            clock.at += gone
            seen.append(await tokens.token())
        return seen

    assert asyncio.run(story()) == ["token-1-for-tests-only", "token-1-for-tests-only", "token-2-for-tests-only"]
    assert giver.asked == [False, False]


def test_while_one_renews_everybody_goes_on_with_the_old_one(process: Process, giver: Giver, clock: StillClock) -> None:
    async def story() -> tuple[list[str], str]:
        one, other = process(), process()
        await one.token()
        await other.token()
        clock.at += LASTS - AHEAD
        giver.open.clear()
        giver.came.clear()
        renewing = asyncio.create_task(one.token())
        await giver.came.wait()
        meanwhile = [await one.token(), await other.token(), await process().token()]
        giver.open.set()
        return meanwhile, await renewing

    assert asyncio.run(story()) == (["token-1-for-tests-only"] * 3, "token-2-for-tests-only")
    assert giver.asked == [False, False]


def test_a_renewal_goes_on_when_whoever_asked_for_it_gives_up(process: Process, giver: Giver) -> None:
    async def story() -> str:
        tokens = process()
        giver.open.clear()
        asking = asyncio.create_task(tokens.token())
        await giver.came.wait()
        asking.cancel()
        await asyncio.wait([asking])
        giver.open.set()
        return await tokens.token()

    assert asyncio.run(story()) == "token-1-for-tests-only"
    assert giver.asked == [False]


def test_when_wechat_is_away_the_old_one_is_used_as_long_as_it_lasts(process: Process, giver: Giver, clock: StillClock) -> None:
    async def story() -> list[str]:
        tokens = process()
        seen = [await tokens.token()]
        giver.down = True
        clock.at += LASTS - timedelta(seconds=1)
        seen.append(await tokens.token())
        clock.at += timedelta(seconds=1)
        with pytest.raises(Busy):
            await tokens.token()
        giver.down = False
        return [*seen, await tokens.token()]

    assert asyncio.run(story()) == ["token-1-for-tests-only", "token-1-for-tests-only", "token-2-for-tests-only"]


def test_a_refused_token_is_asked_for_anew_and_not_forced_when_wechat_has_another(process: Process, giver: Giver) -> None:
    async def story() -> str:
        tokens = process()
        refused = await tokens.token()
        await giver.ask(True)  # somebody else forced a new one
        giver.asked.clear()
        return await tokens.renewed(refused)

    assert asyncio.run(story()) == "token-2-for-tests-only"
    assert giver.asked == [False]


def test_a_refused_token_is_forced_when_wechat_still_gives_it(process: Process, giver: Giver) -> None:
    async def story() -> str:
        tokens = process()
        return await tokens.renewed(await tokens.token())

    assert asyncio.run(story()) == "token-2-for-tests-only"
    assert giver.asked == [False, False, True]


def test_what_another_process_has_renewed_is_taken(process: Process, giver: Giver) -> None:
    async def story() -> list[str]:
        one, other = process(), process()
        refused = await one.token()
        assert await other.token() == refused
        return [await one.renewed(refused), await other.renewed(refused), await other.token()]

    assert asyncio.run(story()) == ["token-2-for-tests-only"] * 3
    assert giver.asked == [False, False, True]


def test_fifty_that_are_refused_at_once_force_one(process: Process, giver: Giver) -> None:
    async def story() -> list[str]:
        one, other = process(), process()
        refused = await one.token()
        return await asyncio.gather(*(which.renewed(refused) for which in (one, other) for _ in range(25)))

    assert asyncio.run(story()) == ["token-2-for-tests-only"] * 50
    assert giver.asked == [False, False, True]


def test_it_is_not_forced_twice_within_half_a_minute(process: Process, giver: Giver, clock: StillClock) -> None:
    async def story() -> list[str]:
        tokens = process()
        second = await tokens.renewed(await tokens.token())
        with pytest.raises(TokenRefused):
            await tokens.renewed(second)
        clock.at += BETWEEN_FORCED
        return [second, await tokens.renewed(second)]

    assert asyncio.run(story()) == ["token-2-for-tests-only", "token-3-for-tests-only"]
    assert giver.asked == [False, False, True, False, False, True]


def test_after_a_process_that_died_while_renewing_another_renews(process: Process, giver: Giver, engine: Engine, clock: StillClock) -> None:
    assert store(engine, clock).look("the one that dies").mine is True
    clock.at += LEASE
    assert asyncio.run(process().token()) == "token-1-for-tests-only"


def test_who_renewed_too_slowly_does_not_overwrite_the_newer_one(engine: Engine, clock: StillClock) -> None:
    rows = store(engine, clock)
    rows.look("slow")
    clock.at += LEASE
    rows.look("quick")
    rows.keep("quick", "new-for-tests-only", clock.now() + LASTS)
    rows.keep("slow", "old-for-tests-only", clock.now() + LASTS)
    assert rows.look("anybody").token == "new-for-tests-only"


def test_a_token_sealed_with_a_key_that_is_gone_is_fetched_anew(process: Process, giver: Giver, engine: Engine, clock: StillClock) -> None:
    other = store(engine, clock, b"o" * 32)
    other.look("before")
    other.keep("before", "unreadable-for-tests-only", clock.now() + LASTS)
    assert asyncio.run(process().token()) == "token-1-for-tests-only"
    assert giver.asked == [False]
