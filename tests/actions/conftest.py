"""What tests of the actions share: both databases, a seal, a moment."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from api.all_tables import all_tables
from bot.database import Sessions, open_database
from bot.vault import Seal
from tests.actions.seals import seal_with
from tests.postgres import postgres_url

__all__ = ["postgres_url"]


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database, once SQLite and once PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/test.db"
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture
def sessions(database_url: str) -> Iterator[Sessions]:
    """A database with all our tables."""
    engine, sessions = open_database(database_url)
    all_tables().create_all(engine)
    yield sessions
    engine.dispose()


@pytest.fixture
def seal() -> Seal:
    """A real seal with a key that only these tests use."""
    return seal_with(b"k" * 32)


@pytest.fixture
def now() -> datetime:
    """A Sunday; in China already evening."""
    return datetime(2026, 11, 22, 11, 0, tzinfo=UTC)
