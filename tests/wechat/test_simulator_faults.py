"""Faults of the simulator: in their order, and nothing is lost by them but what should be."""

from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.wechat.calling import SEND, Caller, caller, wechat
from tests.wechat.simulator import Mode, Refused, Simulator, simulator

__all__ = ["caller", "wechat"]


def test_faults_go_off_in_their_order_and_then_all_is_well(wechat: Simulator, caller: Caller) -> None:
    ann = wechat.resident("ann")
    ann.send("退休").wait()
    wechat.faults.refuse(SEND, -1, times=2)
    wechat.faults.status(SEND, 502)
    assert [caller.text(ann.openid, "a"), caller.text(ann.openid, "a")] == [-1, -1]
    assert caller.http.post(SEND, params={"access_token": caller.token}, content=b"{}").status_code == 502
    assert caller.text(ann.openid, "a") == 0
    wechat.faults.lasting(SEND, Refused(-1))
    assert [caller.text(ann.openid, "b") for _ in range(3)] == [-1, -1, -1]
    wechat.faults.clear()
    assert caller.text(ann.openid, "c") == 0
    assert (ann.texts, wechat.calls[SEND]) == (["a", "c"], 8)


@pytest.mark.parametrize(("accepted", "texts"), [(True, ["您好"]), (False, [])])
def test_a_dropped_answer_says_nothing_of_whether_the_message_was_shown(
    wechat: Simulator, caller: Caller, accepted: bool, texts: list[str]
) -> None:
    ann = wechat.resident("ann")
    ann.send("退休").wait()
    wechat.faults.drop(SEND, accepted=accepted)
    with pytest.raises(httpx.RemoteProtocolError):
        caller.text(ann.openid, "您好")
    assert ann.texts == texts


@pytest.mark.parametrize(("accepted", "early"), [(True, ["您好"]), (False, [])])
def test_a_slow_call_is_carried_out_before_or_after_the_wait(wechat: Simulator, caller: Caller, accepted: bool, early: list[str]) -> None:
    ann = wechat.resident("ann")
    ann.send("退休").wait()
    wechat.faults.slow(SEND, 3.0, accepted=accepted)
    with pytest.raises(httpx.ReadTimeout):
        caller.http.post(
            SEND,
            params={"access_token": caller.token},
            content=json.dumps({"touser": ann.openid, "msgtype": "text", "text": {"content": "您好"}}, ensure_ascii=False).encode(),
            timeout=httpx.Timeout(10, read=0.3),
        )
    ann.wait_for(len(early))
    assert ann.texts == early
    assert [shown.text for shown in ann.wait_for(1)] == ["您好"]


def test_waiting_for_what_does_not_come_says_what_is_there(wechat: Simulator, caller: Caller) -> None:
    ann = wechat.resident("ann")
    ann.send("退休").wait()
    caller.text(ann.openid, "您好")
    with pytest.raises(TimeoutError, match=r"ann sees 1 of 2: \['您好'\]"):
        ann.wait_for(2, 0.05)


def test_calls_from_many_threads_are_all_counted_and_none_is_allowed_too_much(wechat: Simulator, caller: Caller) -> None:
    residents = [wechat.resident(f"resident {number}") for number in range(5)]
    for resident in residents:
        resident.send("退休").wait()
    with ThreadPoolExecutor(8) as pool:
        said = list(pool.map(lambda number: caller.text(residents[number % 5].openid, str(number)), range(50)))
    assert (said.count(0), said.count(45047), wechat.calls[SEND]) == (25, 25, 50)
    assert [len(resident.screen) for resident in residents] == [5] * 5


def test_everything_ends_when_the_simulator_does() -> None:
    before = set(threading.enumerate())
    with simulator("http://127.0.0.1:9/wechat", Mode.SAFE) as wechat:
        sent = wechat.resident("ann").send("退休")
    assert set(threading.enumerate()) <= before
    assert sent.done.cancelled()
