"""A PostgreSQL for tests: `postgres_url` is a database of its own for each test.

Uses the server that NUANBAN_TEST_POSTGRES names (a URL whose user may create
databases), else starts a private one from installed binaries, else skips and
says why. Import the fixture into a conftest or a test module to use it.
"""

from __future__ import annotations

import atexit
import os
import pwd
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

SETTING = "NUANBAN_TEST_POSTGRES"


@pytest.fixture
def postgres_url() -> Iterator[str]:
    """The URL of a new, empty database, dropped afterwards."""
    with new_database() as url:
        yield url


@contextmanager
def new_database() -> Iterator[str]:
    """For fixtures of a wider scope: the URL of a new, empty database, dropped afterwards."""
    url = make_url(server_url()).set(drivername="postgresql+psycopg")
    name = f"nuanban_{uuid.uuid4().hex}"
    server = create_engine(url, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'"))
    try:
        yield url.set(database=name).render_as_string(hide_password=False)
    finally:
        with server.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        server.dispose()


@cache
def server_url() -> str:
    """A running server; started once for all tests of this process. Skips the test when there can be none."""
    given = os.environ.get(SETTING)
    if given:
        return given
    binaries = _binaries()
    if binaries is None:
        pytest.skip(f"no PostgreSQL here: set {SETTING} to a server's URL, or install the package postgresql")
    user = _user()
    if user is None:
        pytest.skip(f"PostgreSQL does not run as root and there is no user postgres: set {SETTING} to a server's URL")
    return _start(binaries, user)


def _binaries() -> Path | None:
    """The folder with initdb and pg_ctl: Debian keeps them out of the path, the newest version first."""
    found = shutil.which("initdb")
    folders = [Path(found).parent] if found else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((f for f in folders if (f / "initdb").exists() and (f / "pg_ctl").exists()), None)


def _user() -> str | None:
    """Who may run a server: we ourselves, or `postgres` when we are root."""
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid()).pw_name
    try:
        return pwd.getpwnam("postgres").pw_name
    except KeyError:
        return None


def _start(binaries: Path, user: str) -> str:
    home = Path(tempfile.mkdtemp(prefix="nuanban-postgres-"))
    data = home / "data"
    run_as: dict[str, object] = {"cwd": home, "capture_output": True, "text": True}
    if os.geteuid() == 0:
        shutil.chown(home, user)
        run_as |= {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []}

    def run(*command: str) -> None:
        done = subprocess.run([str(binaries / command[0]), *command[1:]], **run_as)  # type: ignore[call-overload]
        if done.returncode:
            raise RuntimeError(f"{command[0]} failed: {done.stderr or done.stdout}")

    def stop() -> None:
        run("pg_ctl", "-D", str(data), "-m", "immediate", "stop")
        shutil.rmtree(home)

    run("initdb", "-D", str(data), "-U", "nuanban", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")
    options = f"-c listen_addresses='' -c unix_socket_directories='{home}' -c fsync=off"
    run("pg_ctl", "-D", str(data), "-l", str(home / "log"), "-o", options, "-w", "start")
    atexit.register(stop)
    return f"postgresql+psycopg://nuanban@/postgres?host={home}"
