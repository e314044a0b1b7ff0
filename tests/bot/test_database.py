"""Transactions on SQLite: who waits for whom."""

from __future__ import annotations

import gc
import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from bot.database import Sessions, open_database, reading


@pytest.fixture
def sessions(tmp_path: Path) -> Sessions:
    _, made = open_database(f"sqlite:///{tmp_path / 'a.db'}")
    with made.begin() as session:
        session.execute(text("CREATE TABLE numbers (n INTEGER)"))
    return made


def numbers(sessions: Sessions) -> list[int]:
    with reading(sessions) as session:
        return list(session.execute(text("SELECT n FROM numbers ORDER BY n")).scalars())


def test_who_reads_does_not_wait_for_a_writer(sessions: Sessions) -> None:
    with sessions.begin() as session:
        session.execute(text("INSERT INTO numbers VALUES (1)"))
        assert numbers(sessions) == []
    assert numbers(sessions) == [1]


def test_what_a_reader_changes_is_not_kept(sessions: Sessions) -> None:
    with reading(sessions) as session:
        session.execute(text("INSERT INTO numbers VALUES (1)"))
    assert numbers(sessions) == []


def test_many_writers_that_count_and_then_write_lose_nothing(sessions: Sessions) -> None:
    def write() -> None:
        for _ in range(10):
            with sessions.begin() as session:
                count = session.execute(text("SELECT count(*) FROM numbers")).scalar_one()
                time.sleep(0.001)
                session.execute(text("INSERT INTO numbers VALUES (:n)"), {"n": count})

    writers = [threading.Thread(target=write) for _ in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert numbers(sessions) == list(range(80))


def test_a_writer_that_failed_lets_the_next_one_in(sessions: Sessions) -> None:
    with pytest.raises(OperationalError), sessions.begin() as session:
        session.execute(text("INSERT INTO nowhere VALUES (1)"))
    with sessions.begin() as session:
        session.execute(text("INSERT INTO numbers VALUES (1)"))
    assert numbers(sessions) == [1]


def test_a_writer_that_was_never_ended_lets_the_next_one_in(tmp_path: Path) -> None:
    engine, sessions = open_database(f"sqlite:///{tmp_path / 'b.db'}")
    forgotten = engine.connect()
    forgotten.execute(text("CREATE TABLE numbers (n INTEGER)"))
    del forgotten
    gc.collect()
    with sessions.begin() as session:
        session.execute(text("CREATE TABLE numbers (n INTEGER)"))
    assert numbers(sessions) == []
