"""The migrations make exactly the tables that the program has."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Column, Integer, Table, inspect

from api.all_tables import all_tables
from api.migrate import MIGRATIONS, differences, is_current, upgrade
from bot.database import open_database
from tests.postgres import postgres_url

__all__ = ["postgres_url"]


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/test.db"
    found: str = request.getfixturevalue("postgres_url")
    return found


def found_differences(url: str) -> list[object]:
    engine, _ = open_database(url)
    try:
        with engine.begin() as connection:
            return differences(connection)
    finally:
        engine.dispose()


def table_names(url: str) -> set[str]:
    engine, _ = open_database(url)
    try:
        return set(inspect(engine).get_table_names())
    finally:
        engine.dispose()


@pytest.fixture
def a_table_more() -> Iterator[None]:
    """A table in the program that no migration knows."""
    metadata = all_tables()
    table = Table("forgotten", metadata, Column("id", Integer, primary_key=True))
    yield
    metadata.remove(table)


def test_an_empty_database_gets_all_tables_and_nothing_differs(url: str) -> None:
    upgrade(url)
    assert table_names(url) == set(all_tables().tables) | {"alembic_version"}
    assert found_differences(url) == []


def test_a_forgotten_migration_is_noticed(url: str, a_table_more: None) -> None:
    upgrade(url)
    assert [difference[0] for difference in found_differences(url)] == ["add_table"]  # type: ignore[index]


def test_a_database_is_current_only_after_migrating(url: str) -> None:
    assert is_current(url) is False
    upgrade(url)
    assert is_current(url) is True


def test_migrating_again_changes_nothing(url: str) -> None:
    upgrade(url)
    upgrade(url)
    assert found_differences(url) == []


def test_two_programs_that_start_at_once_migrate_once(url: str) -> None:
    with ProcessPoolExecutor(2, multiprocessing.get_context("spawn")) as programs:
        list(programs.map(upgrade, [url] * 2))
    assert is_current(url) is True
    assert found_differences(url) == []


def test_records_of_departments_are_not_among_our_tables() -> None:
    assert {"household", "marriage", "demo_people"} & set(all_tables().tables) == set()


def test_migrations_import_nothing_of_ours() -> None:
    ours = ("import bot", "from bot", "import api", "from api", "import actions", "from actions")
    lines = [line for file in (MIGRATIONS / "versions").glob("*.py") for line in file.read_text(encoding="utf-8").splitlines()]
    assert lines
    assert [line for line in lines if line.startswith(ours)] == []
