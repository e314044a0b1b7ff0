"""Messages in the outbox."""

from __future__ import annotations

import stat
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from actions.outbox import Message, Outbox
from actions.ports import SendFailed

NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)


@dataclass
class SetClock:
    """Stands still until told otherwise."""

    moment: datetime = NOON

    def now(self) -> datetime:
        return self.moment


def test_messages_come_newest_first(tmp_path: Path) -> None:
    clock = SetClock()
    outbox = Outbox(tmp_path / "outbox", clock)
    outbox.send("16100000001", "验证码 123456")
    clock.moment += timedelta(milliseconds=1)
    outbox.send("16100000002", "验证码 654321")
    assert outbox.messages() == [
        Message("16100000002", "验证码 654321", NOON + timedelta(milliseconds=1)),
        Message("16100000001", "验证码 123456", NOON),
    ]
    assert outbox.messages(limit=1) == outbox.messages()[:1]


def test_a_message_is_for_its_owner_only(tmp_path: Path) -> None:
    Outbox(tmp_path / "outbox", SetClock()).send("16100000001", "验证码 123456")
    [file] = (tmp_path / "outbox").iterdir()
    assert [stat.S_IMODE(path.stat().st_mode) for path in (file, file.parent)] == [0o600, 0o700]


def test_messages_older_than_a_day_are_swept_out(tmp_path: Path) -> None:
    clock = SetClock()
    outbox = Outbox(tmp_path, clock)
    outbox.send("16100000001", "一")
    clock.moment += timedelta(days=1, seconds=1)
    outbox.send("16100000001", "二")
    assert [message.text for message in outbox.messages()] == ["二"]


def test_an_outbox_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(SendFailed):
        Outbox(tmp_path / "file", SetClock()).send("16100000001", "一")


def test_an_outbox_without_folder_is_empty(tmp_path: Path) -> None:
    assert Outbox(tmp_path / "none", SetClock()).messages() == []
