"""`nuanban run`: everything to a serving system, in one terminal."""

from __future__ import annotations

import asyncio
import errno
import fcntl
import os
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import typer

from api import rasa_project
from api.cli.databases import migrate_database, seed_records
from api.cli.telling import fail, step, tell
from api.cli.train import trained_model
from api.settings import ROOT, Settings, load_settings
from api.supervise import NeverCameUp, Program, supervise
from voice.ears import EarsMissing
from voice.ears.models import FOLDER, find

PRIVATE = 0o077
"""What is written while serving is for this user alone."""


def add_to(app: typer.Typer) -> None:
    """Adds the command."""
    app.command(epilog="Example: PORT=8080 nuanban run")(run)


def run() -> None:
    """Prepare what has changed, start Rasa and the door, and keep them running until Ctrl-C."""
    started = time.monotonic()
    settings = load_settings()
    free_port(settings.host, settings.port, f"PORT={settings.port + 1} make run")
    if settings.tls_cert:
        free_port("127.0.0.1", settings.actions_port, f"NUANBAN_ACTIONS_PORT={settings.actions_port + 1} make run")
    os.umask(PRIVATE)
    settings.home.mkdir(parents=True, exist_ok=True)
    with alone_in(settings.home):
        settings = with_free_rasa_port(settings)
        with step("migrating the database"):
            migrate_database(settings)
        if settings.demo:
            with step("checking the demonstration's people"):
                seed_records(settings)
        tell_ears(settings)
        tell_wechat(settings)
        programs = [gateway(settings)]
        if rasa_project.is_here(settings):
            programs.append(rasa(settings, trained_model(settings).path))
        tell(f"starting {' and '.join(p.name for p in programs)}; their logs are in {settings.home / 'logs'}")
        try:
            asyncio.run(supervise(programs, partial(is_ready, settings), partial(serving, settings, started), tell))
        except NeverCameUp as error:
            fail(error)
    tell("stopped")


def tell_ears(settings: Settings) -> None:
    """Says when nothing here can hear, and how to get what can; everything else works without it."""
    if settings.recognizer == "none":
        return
    try:
        find(settings.hearing_model, settings.home / FOLDER)
    except EarsMissing as missing:
        tell(f"the pages will not hear, all else works: {missing}")


def tell_wechat(settings: Settings) -> None:
    """Says whether residents can talk in WeChat, and what WeChat's page asks for."""
    if settings.wechat_app_id is None:
        tell("WeChat is off: NUANBAN_WECHAT_APP_ID is not set")
    else:
        tell(f"WeChat is on, {settings.wechat_mode} mode; the URL for its page 服务器配置: {settings.public_url}/channels/wechat")


def serving(settings: Settings, started: float) -> None:
    """Says where to go."""
    tell(f"serving {settings.url} ({time.monotonic() - started:.1f} s); Ctrl-C stops all")


async def is_ready(settings: Settings) -> bool:
    """Whether the door says that it can answer."""
    # It is our own door at our own address: its certificate names the world's name for it.
    async with httpx.AsyncClient(trust_env=False, verify=False, timeout=5) as client:
        try:
            return (await client.get(f"{settings.url}/readyz")).status_code == 200
        except httpx.TransportError:
            return False


def gateway(settings: Settings) -> Program:
    """The door."""
    environment = dict(os.environ) | {"NUANBAN_RASA_URL": settings.rasa_url}
    return _program("gateway", [sys.executable, "-m", "api.serve"], environment, settings.home)


def rasa(settings: Settings, model: Path) -> Program:
    """Rasa, in its own environment."""
    return _program("rasa", rasa_project.serve_command(settings, model), rasa_project.rasa_environment(settings, os.environ), settings.home)


def _program(name: str, command: list[str], environment: dict[str, str], home: Path) -> Program:
    return Program(name, command, environment, ROOT, home / "logs" / f"{name}.log", home / "run" / f"{name}.pid")


def free_port(host: str, port: int, instead: str) -> None:
    """Ends the command when nobody can listen there."""
    problem = port_problem(host, port)
    if problem:
        fail(f"{problem}; stop what uses it or choose another: {instead}")


def port_problem(host: str, port: int) -> str | None:
    """Why one cannot listen on this address and port; None when one can."""
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
    except socket.gaierror:
        return f"{host} is no address of this machine"
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except OSError as error:
            return _said_of_port(host, port, error)
    return None


def _said_of_port(host: str, port: int, error: OSError) -> str:
    match error.errno:
        case errno.EADDRINUSE:
            return f"port {port} on {host} is taken"
        case errno.EADDRNOTAVAIL:
            return f"{host} is no address of this machine"
        case errno.EACCES:
            return f"port {port} is not for ordinary users"
        case _:
            return f"port {port} on {host} cannot be used ({error.strerror})"


def with_free_rasa_port(settings: Settings) -> Settings:
    """Rasa on the port of the settings; where nobody chose one and it is taken, on any that is free."""
    address = urlsplit(settings.rasa_url)
    if not rasa_project.is_here(settings) or port_problem(str(address.hostname), address.port or 5005) is None:
        return settings
    if "rasa_url" in settings.model_fields_set:
        free_port(str(address.hostname), address.port or 5005, "NUANBAN_RASA_URL=http://127.0.0.1:5006 make run")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return settings.model_copy(update={"rasa_url": f"http://127.0.0.1:{probe.getsockname()[1]}"})


@contextmanager
def alone_in(home: Path) -> Iterator[None]:
    """One supervisor for one home. Ends the command when another is there."""
    with (home / "running").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            fail(f"Nuanban already runs from {home} (process {file.read().strip()}); stop it, or set NUANBAN_HOME to another folder")
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        yield
