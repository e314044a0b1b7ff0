"""When Rasa takes longer than WeChat waits: acknowledged in time, answered by customer service, in order."""

from __future__ import annotations

from typing import Any

import pytest

from bot.say import Said, Sentences
from tests.living import wait_until
from tests.wechat.simulator import Outcome
from tests.wechat.town import Town, words_of

ASKED = "我要办养老金资格认证"
LONG = "\n".join(f"第{n}条：办这件事要带的东西一样一样说给您听，您慢慢看，不着急。" for n in range(1, 71))


class Wordy(Sentences):
    """Has a lot to say about a video."""

    def __init__(self, usual: Sentences) -> None:
        self.usual = usual

    def say(self, key: str, language: str = "zh", /, **values: Any) -> Said:
        return Said(LONG) if key == "wechat.unreadable" else self.usual.say(key, language, **values)


def test_a_slow_answer_is_promised_in_time_and_comes_by_itself(slowly: Town) -> None:
    ann = slowly.resident("slow, first")
    sent = ann.send(ASKED).wait()
    ann.wait_for(2, 15)
    slowly.wechat.settle(0.5)
    (promise, answer) = words_of(ann)
    assert [delivery.outcome for delivery in sent.deliveries] == [Outcome.SHOWN]
    assert promise == ("passive", slowly.say("later"))
    assert (answer[0], answer[1].startswith("好，咱们来办养老金资格认证。")) == ("service", True)
    assert (slowly.said(ann), slowly.states(ann)) == ([ASKED], ["sent"])


def test_what_is_said_meanwhile_is_answered_after_it(slowly: Town) -> None:
    bea = slowly.resident("slow, impatient")
    first = bea.send(ASKED)
    first.wait()
    bea.send("青禾区").wait()
    bea.wait_for(3, 20)
    slowly.wechat.settle(1.2)
    assert [(via, text.split("\n")[0]) for via, text in words_of(bea)] == [
        ("passive", slowly.say("later")),
        ("passive", "好，咱们来办养老金资格认证。"),
        ("service", "养老金现在还照常发吗？"),
    ]
    assert (slowly.said(bea)[0], len(slowly.said(bea)), slowly.states(bea)) == (ASKED, 2, ["sent", "sent"])


def test_whoever_asks_whether_it_is_ready_is_not_misunderstood(slowly: Town) -> None:
    cai = slowly.resident("slow, asks back")
    slowly.rasa.seconds = 60.0
    cai.send(ASKED).wait()
    asked_back = cai.send("好了吗")
    wait_until(lambda: len(slowly.deliveries(cai)) == 2, "it does not come in")
    slowly.rasa.seconds = 0.0
    asked_back.wait()
    slowly.wechat.settle(1.5)
    shown = [(via, text.split("\n")[0]) for via, text in words_of(cai)[1:]]
    assert (shown, slowly.said(cai)) == ([("passive", "好，咱们来办养老金资格认证。")], [ASKED])


def test_whoever_asks_long_before_it_is_ready_is_not_misunderstood_either(slowly: Town) -> None:
    fei = slowly.resident("slow, asks back early")
    slowly.rasa.seconds = 60.0
    fei.send(ASKED).wait()
    fei.send("好了吗").wait()
    slowly.rasa.seconds = 0.0
    fei.wait_for(2)
    slowly.wechat.settle(1.5)
    later = ("passive", slowly.say("later"))
    shown = [(via, text.split("\n")[0]) for via, text in words_of(fei)]
    assert (shown, slowly.said(fei)) == ([later, ("service", "好，咱们来办养老金资格认证。")], [ASKED])


def test_the_same_slow_message_thrice_is_promised_once_more_and_answered_once(slowly: Town) -> None:
    dan = slowly.resident("slow, lost")
    slowly.wechat.lose_answers(1)
    sent = dan.send(ASKED).wait()
    wait_until(lambda: slowly.states(dan) == ["sent"], "the answer is not out")
    slowly.wechat.settle(1.5)
    assert [delivery.outcome for delivery in sent.deliveries][:1] == [Outcome.LOST]
    answers = [text for _, text in words_of(dan) if text != slowly.say("later")]
    assert (len(answers), slowly.said(dan)) == (1, [ASKED])


def test_a_long_answer_comes_in_pieces_the_first_with_the_request(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    eli = town.resident("long")
    town.ask(eli, ASKED)
    desk = town.living.house.desk
    monkeypatch.setattr(desk, "sentences", Wordy(desk.sentences))
    eli.message("video", MediaId="film", ThumbMediaId="small").wait()
    wait_until(lambda: set(town.states(eli)) == {"sent"}, "not all of it is out")
    last = eli.send("青禾区").wait()
    shown = words_of(eli)[1:]
    pieces, asked = shown[:-1], shown[-1][1]
    assert "\n".join(text for _, text in pieces).split("\n")[:70] == LONG.split("\n")  # the open question comes again after it
    assert ([way for way, _ in pieces][:2], len(pieces) > 2) == (["passive", "service"], True)
    assert (asked.split("\n")[0], eli.failures, last.outcome) == ("养老金现在还照常发吗？", [], Outcome.SHOWN)
