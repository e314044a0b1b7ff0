"""A living system in processes of its own, as `nuanban run` would start them, so that tests can kill them."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
from pydantic import SecretStr
from sqlalchemy import Engine, select

from actions.records import open_records, seed
from actions.records.tables import DemoPersonRow, HouseholdRow, SocialSecurityRow
from api import rasa_project
from api.settings import ROOT, Settings, env_name
from bot.catalogue import load_regions
from tests.living import Talker, prepare, settings_in, wait_until

ADULTS = (
    select(HouseholdRow.name, HouseholdRow.resident_id, DemoPersonRow.what_for)
    .join(SocialSecurityRow, SocialSecurityRow.resident_id == HouseholdRow.resident_id)
    .outerjoin(DemoPersonRow, DemoPersonRow.resident_id == HouseholdRow.resident_id)
    .where(SocialSecurityRow.phone.is_not(None))
    .order_by(DemoPersonRow.position.is_not(None), HouseholdRow.resident_id)
)
"""Everybody with a telephone; those of the demonstration page last."""


@dataclass(frozen=True)
class Person:
    """One of the demonstration's people."""

    name: str
    resident_id: str
    what_for: str | None


@dataclass
class Outside:
    """Rasa and one or more gateways on the same databases."""

    settings: Settings
    model: Path
    records: Engine
    rasa_arguments: tuple[str, ...] = ()
    rasa_environment: Mapping[str, str] = field(default_factory=dict)
    """What Rasa is told otherwise than by `nuanban run`."""
    rasa: subprocess.Popen[bytes] | None = None
    gateway: subprocess.Popen[bytes] | None = None
    people: list[Person] = field(default_factory=list)

    def start_rasa(self) -> None:
        """Rasa, answering."""
        environment = {**rasa_project.rasa_environment(self.settings, os.environ), **self.rasa_environment}
        command = [*rasa_project.serve_command(self.settings, self.model), *self.rasa_arguments]
        self.rasa = self._start("rasa", command, environment)
        wait_until(lambda: self._answers(f"{self.settings.rasa_url}/status?token={self.settings.rasa_token.get_secret_value()}"), "no Rasa")

    def start_gateway(self, module: str = "tests.faulty_gateway") -> None:
        """The door, answering."""
        self.gateway = self.gateway_at(self.settings, module)

    def gateway_at(self, settings: Settings, module: str = "tests.faulty_gateway") -> subprocess.Popen[bytes]:
        """One more door with these settings."""
        environment = {"PATH": os.environ["PATH"], "NUANBAN_TEST_FAULT": str(self.fault)} | environment_of(settings)
        process = self._start("gateway", [sys.executable, "-m", module], environment)
        wait_until(lambda: self._answers(f"{settings.url}/healthz"), f"no gateway; see {self.log('gateway')}")
        return process

    def _start(self, name: str, command: list[str], environment: dict[str, str]) -> subprocess.Popen[bytes]:
        self.log(name).parent.mkdir(exist_ok=True)
        with self.log(name).open("ab") as log:
            return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)

    def _answers(self, url: str) -> bool:
        try:
            return httpx.get(url, trust_env=False).status_code == 200
        except httpx.TransportError:
            return False

    def log(self, name: str) -> Path:
        """Where a process writes."""
        return self.settings.home / "logs" / f"{name}.log"

    @property
    def fault(self) -> Path:
        """The file of the fault (tests/faulty_gateway.py)."""
        return self.settings.home / "fault.json"

    def arm(self, **fault: Any) -> None:
        """The next time that the gateway comes by, this fault goes off."""
        self.fault.write_text(json.dumps(fault), encoding="utf-8")

    def talk(self, **given: str) -> Talker:
        """Begins a conversation through the REST API."""
        client = httpx.Client(base_url=self.settings.url, trust_env=False, timeout=60)
        opened = client.post("/api/v1/conversations", json=given).raise_for_status().json()
        return Talker(client, opened["id"], opened["token"], opened["replies"], self)  # type: ignore[arg-type]  # a talker asks it for nothing

    def newest_code(self) -> str:
        """The code that the demonstration's telephone has received last."""
        newest = max((self.settings.home / "outbox").glob("*.json"))
        found = re.search(r"\d{6}", json.loads(newest.read_text(encoding="utf-8"))["text"])
        assert found is not None
        return found[0]

    def somebody(self, what_for: str = "") -> Person:
        """Somebody who can receive a code and has not in this system yet: codes are given out sparingly. With `what_for`, such a person."""
        if not self.people:
            with self.records.connect() as connection:
                self.people.extend(Person(*row) for row in connection.execute(ADULTS))
        found = next(person for person in self.people if what_for in (person.what_for or ""))
        self.people.remove(found)
        return found

    def end(self, *processes: subprocess.Popen[bytes] | None, how: int = signal.SIGTERM) -> None:
        """Ends processes that we have started."""
        for process in processes:
            if process is not None and process.poll() is None:
                process.send_signal(how)
        for process in processes:
            if process is not None:
                process.wait(30)


def environment_of(settings: Settings) -> dict[str, str]:
    """The settings as a process reads them from its environment."""
    values = {env_name(field): getattr(settings, field) for field in Settings.model_fields}
    return {name: _written(value) for name, value in values.items() if value is not None}


def _written(value: Any) -> str:
    match value:
        case SecretStr():
            return value.get_secret_value()
        case tuple():
            return ",".join(value) or "none"
        case _:
            return str(value)


@contextmanager
def outside(home: Path, *rasa_arguments: str, rasa_environment: Mapping[str, str] | None = None, **given: Any) -> Iterator[Outside]:
    """A system from nothing to serving, and its end."""
    settings = settings_in(home, **given)
    model = prepare(settings)
    records = open_records(settings.records_url)
    seed(records, load_regions(settings.data), datetime.now(UTC).date(), afresh=True)
    system = Outside(settings, model, records, rasa_arguments, rasa_environment or {})
    try:
        system.start_rasa()
        system.start_gateway()
        yield system
    finally:
        system.end(system.gateway, system.rasa)
        records.dispose()
