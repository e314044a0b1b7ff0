"""A whole living system for tests: the real Rasa, the real door and actions, real databases, in a folder of its own.

Only the time is ours: it stands still unless a test moves it.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from pydantic import SecretStr

from actions.records import open_records, seed
from api import rasa_project
from api.app import app_of
from api.house import House
from api.migrate import upgrade
from api.settings import ROOT, Settings
from api.wiring import build
from bot.catalogue import load_regions

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
"""A Sunday morning, ten o'clock in China."""

PATIENCE = 120
"""Seconds until a server that does not come up fails the tests."""


@dataclass
class StillClock:
    """A clock that stands still."""

    at: datetime = NOW

    def now(self) -> datetime:
        """The moment."""
        return self.at

    def pass_by(self, **time_gone: float) -> None:
        """Moves on: `pass_by(minutes=11)`."""
        self.at += timedelta(**time_gone)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def settings_in(home: Path, **given: Any) -> Settings:
    """Settings of a system that lives in this folder."""
    values: dict[str, Any] = {
        "home": home,
        "port": free_port(),
        "rasa_url": f"http://127.0.0.1:{free_port()}",
        "database_url": f"sqlite:///{home / 'nuanban.db'}",
        "records_url": f"sqlite:///{home / 'records.db'}",
        "tracker_url": f"sqlite:///{home / 'tracker.db'}",
        "rasa_token": SecretStr("a-token-for-tests-only-0123456789"),
        "action_secret": SecretStr("a-secret-for-tests-only-0123456789"),
        "log_level": "error",
        "speaker": "silent",
        "recognizer": "none",
    }
    return Settings(**{**values, **given})


def prepare(settings: Settings) -> Path:
    """Databases, demonstration people, and a model: trained only if these inputs were not trained on before."""
    settings.home.mkdir(parents=True, exist_ok=True)
    upgrade(settings.database_url)
    seed(open_records(settings.records_url), load_regions(settings.data), NOW.date())
    model = rasa_project.model_path(settings)
    kept = ROOT / "var" / "models" / model.name
    if kept.exists():
        model.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(kept, model)
        return model
    trained = rasa_project.train(settings).path
    kept.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(trained, kept)
    return trained


def start_rasa(settings: Settings, model: Path) -> subprocess.Popen[bytes]:
    """Rasa's own process, answering."""
    log = (settings.home / "rasa.log").open("wb")
    process = subprocess.Popen(
        rasa_project.serve_command(settings, model),
        cwd=ROOT,
        env=rasa_project.rasa_environment(settings, os.environ),
        stdout=log,
        stderr=log,
    )
    wait_until(lambda: _rasa_answers(settings), f"Rasa does not come up; see {settings.home / 'rasa.log'}")
    return process


def _rasa_answers(settings: Settings) -> bool:
    try:
        answer = httpx.get(f"{settings.rasa_url}/status", params={"token": settings.rasa_token.get_secret_value()}, trust_env=False)
    except httpx.TransportError:
        return False
    return answer.status_code == 200


def wait_until(true: Any, otherwise: str) -> None:
    """Waits for a condition. Raises AssertionError with `otherwise`."""
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline, otherwise
        time.sleep(0.1)


class Server(uvicorn.Server):
    """The door in a thread of the tests' own process, so that tests can reach inside."""

    def install_signal_handlers(self) -> None:
        """The tests' process keeps its signals."""


@contextmanager
def serving(house: House) -> Iterator[None]:
    """The door, answering on its real port."""
    server = Server(uvicorn.Config(app_of(house), host="127.0.0.1", port=house.settings.port, log_level="error", access_log=False))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    wait_until(lambda: server.started, "the door does not open")
    try:
        yield
    finally:
        server.should_exit = True
        thread.join(10)


@dataclass
class Living:
    """A running system."""

    house: House
    clock: StillClock
    rasa: subprocess.Popen[bytes]

    def talk(self, **given: str) -> Talker:
        """Begins a conversation through the REST API."""
        client = httpx.Client(base_url=self.house.settings.url, trust_env=False, timeout=60)
        opened = client.post("/api/v1/conversations", json=given).raise_for_status().json()
        return Talker(client, opened["id"], opened["token"], opened["replies"], self)

    def newest_code(self) -> str:
        """The code that the demonstration's telephone has received last. Our clock stands still, so the file system's decides."""
        newest = max((self.house.settings.home / "outbox").glob("*.json"), key=lambda file: file.stat().st_mtime_ns)
        found = re.search(r"\d{6}", json.loads(newest.read_text(encoding="utf-8"))["text"])
        assert found is not None
        return found[0]


@dataclass
class Talker:
    """Somebody who talks through the REST API."""

    client: httpx.Client
    id: str
    token: str
    replies: list[dict[str, Any]]
    living: Living
    understanding: dict[str, Any] = field(default_factory=dict)

    def post(self, body: dict[str, Any]) -> httpx.Response:
        """One turn, as it is."""
        return self.client.post(f"/api/v1/conversations/{self.id}/turns", json=body, headers=self.headers())

    def headers(self) -> dict[str, str]:
        """This talker's authorisation."""
        return {"Authorization": f"Bearer {self.token}"}

    def say(self, text: str, turn_id: str | None = None) -> str:
        """Says it; what was answered, all replies in one text."""
        answer = self.post({"text": text} | ({"turn_id": turn_id} if turn_id else {})).raise_for_status().json()
        self.replies, self.understanding = answer["replies"], answer["understanding"]
        return self.text()

    def text(self) -> str:
        """All of the last answer."""
        return "\n".join(reply["text"] for reply in self.replies)

    def asked(self) -> str | None:
        """Key of the question that is open now."""
        expects = self.replies[-1].get("expects") if self.replies else None
        return expects["key"] if expects else None

    def receipt(self) -> str | None:
        """The receipt in the last answer."""
        return next((reply["receipt"] for reply in self.replies if reply.get("receipt")), None)


@contextmanager
def living(home: Path, through: str | None = None, **given: Any) -> Iterator[Living]:
    """A system from nothing to serving, and its end. `through`: by this address the door reaches Rasa, where something stands between."""
    settings = settings_in(home, **given)
    model = prepare(settings)
    clock = StillClock()
    house = build(settings.model_copy(update={"rasa_url": through}) if through else settings, clock)
    rasa = start_rasa(settings, model)
    try:
        with serving(house):
            yield Living(house, clock, rasa)
    finally:
        rasa.send_signal(signal.SIGTERM)
        rasa.wait(20)


def read_lines(path: Path) -> list[Any]:
    """A file of JSON lines."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
