"""A database that keeps a request waiting: WeChat hears something in time, and the answer is neither lost nor shown twice."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

import pytest

from api.wechat.delivering import carrying, inbox
from tests.living import wait_until
from tests.wechat.quiet import QuietTown, quiet_town
from tests.wechat.simulator import Outcome, Via

ASKED, NOBODY = "我绑定了谁", "这个微信还没有绑定谁。想绑，回复“绑定”。"


@pytest.fixture(scope="module")
def silent(tmp_path_factory: pytest.TempPathFactory) -> Iterator[QuietTown]:
    """A town whose account sends nothing by itself."""
    with quiet_town(tmp_path_factory.mktemp("silent"), wechat_rights=("media",)) as town:
        yield town


@contextmanager
def blocked(monkeypatch: pytest.MonkeyPatch, room: ModuleType, what: str) -> Iterator[Callable[[], None]]:
    """The next transaction that does this holds the database until it is let go."""
    works, begun, let_go = getattr(room, what), threading.Event(), threading.Event()

    def waits(*given: Any, **more: Any) -> Any:
        if not begun.is_set():
            begun.set()
            let_go.wait(30)
        return works(*given, **more)

    monkeypatch.setattr(room, what, waits)
    try:
        yield let_go.set
    finally:
        let_go.set()


def test_a_request_whose_database_waits_is_told_so_in_time_and_its_answer_comes_by_itself(
    quiet: QuietTown, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann = quiet.newcomer()
    before = len(ann.screen)
    with blocked(monkeypatch, carrying, "carry") as let_go:
        sent = ann.send(ASKED).wait()
        let_go()
        ann.wait_for(before + 2)
        quiet.wechat.settle(1.5)
    later = quiet.house.desk.sentences.say("wechat.later").text
    assert [(shown.via, shown.text) for shown in ann.screen[before:]] == [(Via.PASSIVE, later), (Via.SERVICE, NOBODY)]
    assert ([one.outcome for one in sent.deliveries], ann.failures) == ([Outcome.SHOWN], [])


def test_where_nothing_comes_by_itself_the_next_message_brings_it(silent: QuietTown, monkeypatch: pytest.MonkeyPatch) -> None:
    bea = silent.newcomer()
    with blocked(monkeypatch, carrying, "carry") as let_go:
        promised = silent.ask(bea, ASKED)
        let_go()
    assert promised == silent.house.desk.sentences.say("wechat.later_ask").text
    wait_until(lambda: [one.state for one in silent.answers()][-1] == "waiting", "the answer is not written down")
    assert silent.ask(bea, "解绑") == f"{NOBODY}\n\n{NOBODY}"


def test_what_is_not_written_down_in_time_is_delivered_again_and_answered_once(quiet: QuietTown, monkeypatch: pytest.MonkeyPatch) -> None:
    cai = quiet.newcomer()
    before = len(cai.screen)
    with blocked(monkeypatch, inbox, "receive") as let_go:
        sent = cai.send(ASKED)
        wait_until(lambda: sent.deliveries, "WeChat waits for ever")
        let_go()
        sent.wait()
    quiet.wechat.settle(1.5)
    assert ([one.outcome for one in sent.deliveries], cai.texts[before:]) == ([Outcome.LATE, Outcome.SHOWN], [NOBODY])
