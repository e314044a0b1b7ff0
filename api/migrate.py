"""Brings a database to this program's tables; as a program, writes the next version from what changed in them.

python -m api.migrate "what changed"
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import Script, ScriptDirectory
from sqlalchemy import Connection

from api.all_tables import all_tables
from bot.database import open_database

MIGRATIONS = Path(__file__).parent / "migrations"


def upgrade(url: str) -> None:
    """All versions that this database does not have yet, in one transaction; safe when several programs do it at once."""
    engine, _ = open_database(url)
    try:
        with engine.begin() as connection:
            command.upgrade(_config(connection), "head")
    finally:
        engine.dispose()


def is_current(url: str) -> bool:
    """Whether the database has the newest version. Raises sqlalchemy.exc.OperationalError when it cannot be reached."""
    engine, _ = open_database(url)
    try:
        with engine.begin() as connection:
            versions = ScriptDirectory.from_config(_config(connection))
            return set(MigrationContext.configure(connection).get_current_heads()) == set(versions.get_heads())
    finally:
        engine.dispose()


def differences(connection: Connection) -> list[object]:
    """What the database lacks or has too much, compared with the tables in the program; empty when they agree."""
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return list(compare_metadata(context, all_tables()))


def write_version(message: str) -> Path:
    """Writes the next migration: what is between the newest version and the tables in the program."""
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/current.db"
        upgrade(url)
        engine, _ = open_database(url)
        with engine.begin() as connection:
            script = command.revision(_config(connection), message, autogenerate=True)
        engine.dispose()
    assert isinstance(script, Script)
    written = Path(script.path)
    lines = written.read_text(encoding="utf-8").splitlines(keepends=True)
    written.write_text("".join(line for line in lines if not line.lstrip().startswith("# ###")), encoding="utf-8")
    subprocess.run([sys.executable, "-m", "ruff", "format", "--quiet", str(written)], check=True)
    return written


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    config.set_main_option("file_template", "%%(year)d_%%(month).2d_%%(day).2d_%%(slug)s")
    config.attributes["connection"] = connection
    return config


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit('usage: python -m api.migrate "what changed"')
    write_version(sys.argv[1])
