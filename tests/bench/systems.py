"""The two systems as processes: ours by `nuanban run`, and plain Rasa with rasa-sdk's own action server."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from api import rasa_project
from api.settings import ROOT, Settings
from tests.living import free_port, prepare, settings_in

TURN_TIMEOUT = 60
"""Seconds that a turn may take on either side: what is measured is how long it takes, on a busy machine too."""
PATIENCE = 180.0
"""Seconds in which everything must have come up."""


@dataclass
class System:
    """Processes that answer turns together."""

    name: str
    settings: Settings
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    started: dict[str, float] = field(default_factory=dict)
    """Part → seconds until it first answered."""


@contextmanager
def ours(home: Path, **more: str) -> Iterator[System]:
    """What `nuanban run` starts, with a model that is already there, and `more` settings.

    It gives up on a turn as late as plain Rasa's client does.
    """
    settings = settings_in(home, log_level="warning")
    prepare(settings)
    system = System("gateway", settings)
    environment = _plain_environment() | {
        "NUANBAN_HOME": str(home),
        "PORT": str(settings.port),
        "NUANBAN_RASA_URL": settings.rasa_url,
        "NUANBAN_RASA_TOKEN": settings.rasa_token.get_secret_value(),
        "NUANBAN_ACTION_SECRET": settings.action_secret.get_secret_value(),
        "NUANBAN_LOG_LEVEL": "warning",
        "NUANBAN_TURN_TIMEOUT": str(TURN_TIMEOUT),
        "NUANBAN_ACTION_TIMEOUT": str(TURN_TIMEOUT / 2),
        **more,
    }
    began = time.monotonic()
    _start(system, "nuanban run", [str(Path(sys.executable).parent / "nuanban"), "run"], environment)
    token = settings.rasa_token.get_secret_value()
    asked = {
        "gateway": f"{settings.url}/healthz",
        "rasa": f"{settings.rasa_url}/status?token={token}",
        "all of it": f"{settings.url}/readyz",
    }
    with _running(system, began, asked):
        yield system


@contextmanager
def plain(home: Path, model: Path) -> Iterator[System]:
    """`rasa run` and `python -m rasa_sdk`, as Rasa's handbook starts them, with the same actions and model."""
    settings = settings_in(home, log_level="warning")
    prepare(settings)
    shutil.copy(model, home / "model.tar.gz")
    system = System("plain Rasa", settings)
    port = free_port()
    rasa = rasa_project.rasa_environment(settings, os.environ) | {"NUANBAN_ACTIONS_URL": f"http://127.0.0.1:{port}/webhook"}
    actions = _plain_environment() | {"NUANBAN_HOME": str(home), "NUANBAN_RASA_URL": settings.rasa_url, "SANIC_HOST": "127.0.0.1"}
    began = time.monotonic()
    _start(
        system,
        "rasa_sdk",
        [sys.executable, "-m", "rasa_sdk", "--actions", "tests.bench.plain_actions", "-p", str(port), "--quiet"],
        actions,
    )
    address = httpx.URL(settings.rasa_url)
    files = ["--endpoints", "tests/bench/endpoints.yml", "--credentials", "bot/credentials.yml", "--model", str(home / "model.tar.gz")]
    where = ["-i", address.host, "-p", str(address.port), "--enable-api", "--quiet"]
    _start(system, "rasa run", [str(rasa_project.BOT_PYTHON), "-m", "rasa", "run", *files, *where], rasa)
    asked = {"rasa_sdk": f"http://127.0.0.1:{port}/health", "rasa run": f"{settings.rasa_url}/status"}
    with _running(system, began, asked):
        system.started["all of it"] = max(system.started.values())
        yield system


def _start(system: System, name: str, command: list[str], environment: Mapping[str, str]) -> None:
    log = (system.settings.home / f"{name.replace(' ', '-')}.log").open("wb")
    system.processes[name] = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True)


@contextmanager
def _running(system: System, began: float, asked: Mapping[str, str]) -> Iterator[None]:
    try:
        asyncio.run(_wait(system, began, asked))
        yield
    finally:
        for process in system.processes.values():
            process.send_signal(signal.SIGTERM)
        for process in system.processes.values():
            process.wait(30)


async def _wait(system: System, began: float, asked: Mapping[str, str]) -> None:
    """Notes when each part answers for the first time. Raises AssertionError when one does not, with where its log is."""
    async with httpx.AsyncClient(trust_env=False, timeout=5) as client:
        while waiting := [name for name in asked if name not in system.started]:
            dead = [name for name, process in system.processes.items() if process.poll() is not None]
            late = time.monotonic() - began > PATIENCE
            if dead or late:
                raise AssertionError(f"{dead or waiting} did not come up; the logs are in {system.settings.home}")
            for name in waiting:
                if await _answers(client, asked[name]):
                    system.started[name] = time.monotonic() - began
            await asyncio.sleep(0.05)


async def _answers(client: httpx.AsyncClient, url: str) -> bool:
    try:
        return (await client.get(url)).status_code == 200
    except httpx.TransportError:
        return False


def _plain_environment() -> dict[str, str]:
    """Ours without settings of Nuanban's: a bench must not touch the developer's databases."""
    mine = {"HOST", "PORT", "DATABASE_URL", "REDIS_URL", "TLS_CERT", "TLS_KEY"}
    return {name: value for name, value in os.environ.items() if name not in mine and not name.startswith("NUANBAN_")}
