"""The one database base that every room's tables join, and how a database is opened."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from sqlalchemy import Connection, DateTime, Dialect, Engine, MetaData, TypeDecorator, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry

from bot.queueing import Queue


class Base(DeclarativeBase):
    """Our own tables. Departments' records and Rasa's tracker have databases of their own."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


SEALED = {"sealed": True}
"""`info` of a column that holds sealed texts or bytes: `<key id>.…` (`api.vault`)."""


class UtcDateTime(TypeDecorator[datetime]):
    """A moment, aware and in UTC on both sides of every database.

    SQLite drops the zone of what it is given and PostgreSQL answers in the zone
    of its session: without this, the same moment would not compare equal.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To UTC. Raises ValueError for a moment without a zone, which could mean any."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value.isoformat()} has no time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """From UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


PATIENCE = 10
"""Seconds that a writer waits for another one on SQLite."""

IDLE, CONNECTIONS = 10, 40
"""Connections that are kept open, and that there may be: one for each thread of a gateway."""

Sessions = sessionmaker[Session]
"""Opens a session as a transaction: `with sessions.begin() as session:`."""


def open_database(url: str) -> tuple[Engine, Sessions]:
    """An engine for SQLite or PostgreSQL and its session maker.

    SQLite gets a write-ahead log, a busy timeout of 10 s, foreign keys, and
    transactions that take the write lock when they begin, so that two writers
    wait for each other in place of failing half-way.
    """
    engine = create_engine(
        url, pool_pre_ping=not url.startswith("sqlite"), pool_size=IDLE, max_overflow=CONNECTIONS - IDLE, hide_parameters=True
    )
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        _queue_writers(engine)
    return engine, sessionmaker(engine, expire_on_commit=False)


@contextmanager
def reading(sessions: Sessions) -> Iterator[Session]:
    """A session that only looks: on SQLite it does not wait for writers, nor they for it. Nothing that it changes is kept."""
    with sessions() as session:
        session.connection(execution_options={"reading": True})
        yield session


@contextmanager
def urgently(sessions: Sessions) -> Iterator[Session]:
    """A transaction that stands before all others of this process where they queue: for short ones that somebody counts the seconds of."""
    with sessions.begin() as session:
        session.connection(execution_options={"urgent": True})
        yield session


def _prepare_sqlite(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", f"busy_timeout={PATIENCE * 1000}", "foreign_keys=ON", "synchronous=NORMAL"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _queue_writers(engine: Engine) -> None:
    """Takes the write lock when a transaction begins; writers of this process stand in a queue for it.

    SQLite's own waiting is sleeping and looking again, up to 0.1 s at a time:
    with ten talks at once turns spent most of their time in it. Other processes
    are still waited for in SQLite's way.
    """
    queue = Queue()

    def begin(connection: Connection) -> None:
        if connection.get_execution_options().get("reading"):
            connection.exec_driver_sql("BEGIN")
            return
        urgent = bool(connection.get_execution_options().get("urgent"))
        connection.info["at the head"] = queue.acquire(PATIENCE, urgent=urgent)
        try:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        except DBAPIError:
            leave(connection)
            raise

    def leave(connection: Connection | ConnectionPoolEntry) -> None:
        if connection.info.pop("at the head", False):
            queue.release()

    event.listen(engine, "begin", begin)
    event.listen(engine, "commit", leave)
    event.listen(engine, "rollback", leave)
    event.listen(engine, "checkin", lambda _, entry: leave(entry))  # given back without either, by a fault
