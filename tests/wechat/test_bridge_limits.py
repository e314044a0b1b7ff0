"""What customer service may not send, or could not: it waits, it is not lost, and order is kept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from api.metrics import SENT_AGAIN
from api.wechat.delivering import sending
from tests.living import wait_until
from tests.wechat.simulator import Resident
from tests.wechat.town import Town, words_of

SEND = "/cgi-bin/message/custom/send"
HELLO = "你能办什么"
FIVE = [f"第{word}句话。" for word in "一二三四五"]


@pytest.fixture
def brisk(town: Town, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    """The same town; what failed is tried again soon."""
    monkeypatch.setattr(sending, "PAUSE", timedelta(seconds=0.3))
    monkeypatch.setattr(sending, "AFTER_DOUBT", timedelta(seconds=0.5))
    yield town
    town.wechat.faults.clear()


def shown_after(town: Town, resident: Resident, begin: int, texts: int) -> list[tuple[str, str]]:
    """What came after the first `begin` bubbles, when so many are there and nothing more comes."""
    resident.wait_for(begin + texts, 30)
    town.wechat.settle(1.5)
    return list(words_of(resident)[begin:])


def calls(town: Town) -> int:
    return town.wechat.calls[SEND]


def counted() -> float:
    return float(SENT_AGAIN._value.get())


def test_five_go_out_the_last_says_that_more_waits_and_the_next_message_brings_it_first(brisk: Town) -> None:
    ann = brisk.resident("five")
    brisk.ask(ann, HELLO)
    brisk.put(ann, *FIVE, "第六句话。", "第七句话。")
    first = shown_after(brisk, ann, 1, 5)
    assert first == [*(("service", text) for text in FIVE[:4]), ("service", f"{FIVE[4]}\n\n{brisk.say('more')}")]
    ann.send("继续").wait()
    assert shown_after(brisk, ann, 6, 1) == [("passive", "第六句话。\n\n第七句话。")]
    assert (set(brisk.states(ann)), ann.failures) == ({"sent"}, [])


@pytest.mark.parametrize("errcode", [45015, 45047, 48001])
def test_what_wechat_does_not_take_now_comes_with_the_next_message(brisk: Town, errcode: int) -> None:
    ben = brisk.resident(f"refused {errcode}")
    brisk.ask(ben, HELLO)
    brisk.wechat.faults.refuse(SEND, errcode)
    before = calls(brisk)
    brisk.put(ben, *FIVE[:2])
    wait_until(lambda: calls(brisk) > before, "nothing was tried")
    brisk.wechat.settle(1.5)
    assert (len(ben.screen), calls(brisk) - before) == (1, 1)
    ben.send("继续").wait()
    assert shown_after(brisk, ben, 1, 1) == [("passive", "\n\n".join(FIVE[:2]))]
    assert brisk.states(ben) == ["sent", "sent", "sent"]


def test_while_wechat_is_busy_it_is_tried_again_and_costs_nothing(brisk: Town) -> None:
    cai = brisk.resident("busy")
    brisk.ask(cai, HELLO)
    brisk.wechat.faults.refuse(SEND, -1, times=4)  # more than one call tries by itself
    brisk.put(cai, *FIVE)
    assert [text for _, text in shown_after(brisk, cai, 1, 5)] == FIVE
    assert set(brisk.states(cai)) == {"sent"}


@pytest.mark.parametrize("how", ["status", "slow"])
def test_what_may_not_have_arrived_is_sent_once_more_and_counted(brisk: Town, how: str) -> None:
    dan = brisk.resident(f"unsure, {how}")
    brisk.ask(dan, HELLO)
    before = counted()
    if how == "status":
        brisk.wechat.faults.status(SEND, 502)
    else:
        brisk.wechat.faults.slow(SEND, 9.0, accepted=False)
    brisk.put(dan, *FIVE[:2])
    assert {text for _, text in shown_after(brisk, dan, 1, 2)} == set(FIVE[:2])  # the slow one may still come after all
    assert counted() - before == 1.0


def test_what_arrived_without_our_hearing_of_it_is_doubled_and_counted(brisk: Town) -> None:
    eva = brisk.resident("doubled")
    brisk.ask(eva, HELLO)
    before = counted()
    brisk.wechat.faults.drop(SEND, accepted=True)
    brisk.put(eva, *FIVE[:2])
    assert [text for _, text in shown_after(brisk, eva, 1, 3)] == [FIVE[0], FIVE[0], FIVE[1]]
    assert counted() - before == 1.0


def test_what_arrives_and_is_never_heard_of_is_shown_twice_and_once_more_with_the_next_message(brisk: Town) -> None:
    ida = brisk.resident("never heard of")
    brisk.ask(ida, HELLO)
    before, counted_before = calls(brisk), counted()
    brisk.wechat.faults.drop(SEND, times=6, accepted=True)
    brisk.put(ida, *FIVE[:2])
    assert shown_after(brisk, ida, 1, 2) == [("service", FIVE[0])] * 2
    brisk.wechat.settle(4)
    assert (calls(brisk) - before, brisk.states(ida)[1:], counted() - counted_before) == (2, ["waiting"] * 2, 1.0)
    brisk.wechat.faults.clear()
    ida.send("继续").wait()
    assert shown_after(brisk, ida, 3, 1) == [("passive", "\n\n".join(FIVE[:2]))]
    assert (brisk.states(ida)[1:], counted() - counted_before, ida.failures) == (["sent"] * 2, 2.0, [])


def test_after_five_tries_it_waits_for_the_next_message_and_no_call_is_made_meanwhile(brisk: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    fei = brisk.resident("given up")
    brisk.ask(fei, HELLO)
    brisk.wechat.faults.refuse(SEND, 45011, times=5)
    before = calls(brisk)
    monkeypatch.setattr(sending, "PAUSE", timedelta(milliseconds=1))
    brisk.put(fei, FIVE[0])
    wait_until(lambda: calls(brisk) - before == 5, "not five tries")
    brisk.wechat.settle(1.5)
    assert (calls(brisk) - before, len(fei.screen)) == (5, 1)
    fei.send("继续").wait()
    assert [text for _, text in shown_after(brisk, fei, 1, 1)] == [FIVE[0]]


def test_who_does_not_follow_any_more_is_left_alone(brisk: Town) -> None:
    gao = brisk.resident("does not follow")
    brisk.ask(gao, HELLO)
    brisk.wechat.faults.refuse(SEND, 43004)
    before = calls(brisk)
    brisk.put(gao, *FIVE)
    wait_until(lambda: brisk.follower(gao).left_at is not None, "still believed to follow")
    brisk.wechat.settle(1.5)
    assert (calls(brisk) - before, brisk.states(gao)[1:]) == (1, ["dropped"] * 5)


def test_after_a_button_three_go_out(brisk: Town) -> None:
    """Who only presses a button may be written to less than who writes."""
    han = brisk.resident("presses")
    han.press("say:what_else").wait()
    brisk.put(han, *FIVE)
    shown = shown_after(brisk, han, 1, 3)
    assert shown == [("service", FIVE[0]), ("service", FIVE[1]), ("service", f"{FIVE[2]}\n\n{brisk.say('more')}")]
    han.send("继续").wait()
    assert shown_after(brisk, han, 4, 1) == [("passive", "\n\n".join(FIVE[3:]))]
    assert han.failures == []
