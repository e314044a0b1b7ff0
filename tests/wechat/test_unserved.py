"""For whom there is something to do, on SQLite and PostgreSQL: whoever waits longest first, nobody for whom it is not time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import event, update

from api.all_tables import all_tables
from api.wechat.delivering import inbox, leases, outbox
from api.wechat.delivering.unserved import unserved
from api.wechat.protocol.received import Received, Text
from api.wechat.tables import FollowerRow
from bot.database import Sessions, open_database
from bot.turn import Reply
from bot.vault import Seal
from tests.actions.conftest import database_url, seal, sessions
from tests.postgres import postgres_url

__all__ = ["database_url", "postgres_url", "seal", "sessions"]

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
LEASE = timedelta(seconds=30)


def when(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


@dataclass
class Residents:
    """Residents by the order in which they wrote first."""

    sessions: Sessions
    seal: Seal
    count: int = 0

    def writes(self, at: float = 0) -> tuple[int, int]:
        """Somebody new: resident, delivery."""
        self.count += 1
        with self.sessions.begin() as session:
            one = Received(f"o{self.count}", "gh_city", 1, "m:1", Text("你好"))
            arrival = inbox.receive(session, self.seal, one, f"s{self.count}", "b", when(at))
        assert arrival is not None
        return arrival.follower, arrival.delivery

    def answered(self, at: float = 0) -> int:
        """Somebody new who has been answered; the resident."""
        resident, delivery = self.writes(at)
        with self.sessions.begin() as session:
            inbox.close(session, delivery, resident, when(at))
        return resident

    def put(self, resident: int, due: float, *, anytime: bool = False, delivery: int | None = None) -> None:
        """Words or news for them, due then."""
        with self.sessions.begin() as session:
            outbox.put(session, resident, None, outbox.body_of([Reply("好。")]), when(due), delivery=delivery, anytime=anytime)

    def found(self, at: float, *, pushes: bool = True, limit: int = 10) -> list[int]:
        with self.sessions() as session:
            return unserved(session, when(at), limit, pushes=pushes)


@pytest.fixture
def residents(sessions: Sessions, seal: Seal) -> Residents:
    return Residents(sessions, seal)


def test_whom_nobody_serves_is_found(residents: Residents) -> None:
    ann, delivery = residents.writes()
    undone = residents.found(1)
    with residents.sessions.begin() as session:
        leases.take(session, ann, "a", NOW, LEASE)
    held, ran_out = residents.found(1), residents.found(31)
    with residents.sessions.begin() as session:
        leases.give_back(session, "a")
        inbox.close(session, delivery, ann, NOW)
    residents.put(ann, 0, delivery=delivery)
    assert (undone, held, ran_out) == ([ann], [], [ann])
    late = timedelta(hours=49).total_seconds()
    assert [residents.found(1), residents.found(10), residents.found(10, pushes=False), residents.found(late)] == [[], [ann], [], []]


def test_who_waits_longest_comes_first(residents: Residents) -> None:
    """However many there are, everybody has their turn."""
    ann, ben, cai = residents.answered(), residents.answered(), residents.answered()
    for resident, due in ((ann, 7), (ben, 6), (cai, 8)):
        residents.put(resident, due)
    dan, _ = residents.writes(9)
    residents.put(dan, 5, anytime=True)
    assert (residents.found(10), residents.found(10, limit=1)) == ([dan, ben, ann, cai], [dan])


def test_for_whom_it_is_not_time_yet_is_not_found(residents: Residents) -> None:
    news, words, behind, overtaken = (residents.answered() for _ in range(4))
    residents.put(news, 20, anytime=True)
    residents.put(words, 20)
    for due in (20, 5):
        residents.put(behind, due)
    residents.put(overtaken, 20, anytime=True)
    residents.put(overtaken, 5)
    assert (residents.found(10), residents.found(20)) == ([overtaken], [overtaken, news, words, behind])


def test_who_may_not_be_written_to_is_found_for_news_only(residents: Residents) -> None:
    words, both = residents.answered(), residents.answered()
    for resident in (words, both):
        residents.put(resident, 5)
    residents.put(both, 6, anytime=True)
    with residents.sessions.begin() as session:
        session.execute(update(FollowerRow).values(window_left=0))
    assert (residents.found(10), residents.found(10, pushes=False)) == ([both], [both])


def test_no_table_is_read_from_one_end_to_the_other(tmp_path: Path) -> None:
    """It is asked every second, of as many residents as a city has. (PostgreSQL reads small tables whole.)"""
    engine, sessions = open_database(f"sqlite:///{tmp_path}/small.db")
    all_tables().create_all(engine)
    asked: list[tuple[str, tuple[object, ...]]] = []
    event.listen(engine, "before_cursor_execute", lambda *given: asked.append((given[2], given[3])))
    with sessions() as session:
        unserved(session, NOW, 200, pushes=True)
        statement, values = asked[-1]
        plan = [str(row[3]) for row in session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)]
    engine.dispose()
    assert [line for line in plan if line.startswith("SCAN wechat_")] == []
    assert any(line.startswith("SEARCH wechat_answers") for line in plan)
