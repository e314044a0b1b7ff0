"""A Sender that delivers into a folder: messages for a demonstration, and for machines without a telephone line."""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from actions.ports import Clock, SendFailed

KEPT = timedelta(days=1)
"""How long a message lies in the folder; telephone numbers should not pile up."""


@dataclass(frozen=True)
class Message:
    """One message that lies in the outbox."""

    to: str
    text: str
    at: datetime


class Outbox:
    """One JSON file a message, readable only by who runs the program."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._folder = folder
        self._clock = clock

    def send(self, phone: str, text: str) -> None:
        """Puts the message into the folder. Raises SendFailed when the folder cannot be written."""
        message = Message(phone, text, self._clock.now().astimezone(UTC))
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._put(message)
            self._sweep(message.at - KEPT)
        except OSError as error:
            raise SendFailed(f"{self._folder}: {error.strerror}") from error

    def messages(self, limit: int = 20) -> list[Message]:
        """The newest messages, newest first."""
        newest = sorted(self._folder.glob("*.json"), reverse=True)[:limit]
        return [_read(file) for file in newest]

    def _put(self, message: Message) -> None:
        name = f"{_stamp(message.at)}-{secrets.token_hex(4)}"
        unfinished = self._folder / f".{name}"
        handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump({**asdict(message), "at": message.at.isoformat()}, file, ensure_ascii=False)
        unfinished.rename(self._folder / f"{name}.json")

    def _sweep(self, before: datetime) -> None:
        for file in self._folder.glob("*.json"):
            if file.name < _stamp(before):
                file.unlink(missing_ok=True)


class NoSender:
    """Stands where no way to send is set: says so, lest somebody wait for a code that nobody sends."""

    def send(self, phone: str, text: str) -> None:
        """Raises SendFailed."""
        raise SendFailed("no sender is set: NUANBAN_OUTBOX names the folder from which the city's message gateway takes codes")


def _stamp(at: datetime) -> str:
    return at.strftime("%Y%m%dT%H%M%S.%f")


def _read(file: Path) -> Message:
    content = json.loads(file.read_text(encoding="utf-8"))
    return Message(content["to"], content["text"], datetime.fromisoformat(content["at"]))
