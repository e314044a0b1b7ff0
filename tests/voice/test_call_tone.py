"""Slower, louder and back in a talk over a line."""

from __future__ import annotations

from tests.voice.pretending import (
    RETIRE,
    THANKS,
    Answers,
    reply,
    says,
    talk,
    types,
)
from voice.asking import Answer
from voice.browser import event_of
from voice.call import Caller
from voice.line import Tuned
from voice.mouth import Tone


def test_slower_and_louder_hold_from_then_on() -> None:
    answers = Answers({"慢一点": reply("好。", act="slower"), "大声点": reply("行。", act="louder")})
    told = talk([says("慢一点"), says("大声点"), says(THANKS)], answers, knows=["慢一点", "大声点", THANKS])
    assert told.mouth.said[2:] == [
        ("好，我慢一点说。", Tone("slow")),
        ("好。", Tone("slow")),
        ("好，我大声一点说。", Tone("slow", True)),
        ("行。", Tone("slow", True)),
        ("好的。", Tone("slow", True)),
    ]


def test_what_can_get_no_slower_and_no_louder_says_so() -> None:
    answers = Answers({"慢一点": reply("好。", act="slower"), "大声点": reply("行。", act="louder")})
    told = talk([types("慢一点"), types("大声点")], answers, caller=Caller(tone=Tone("slow", True)))
    assert told.heard[2:] == ["这已经是最慢的了，我再说一遍。", "好。", "我这里最大声了。", "您也可以把音量调大一点。", "行。"]


def test_faster_and_less_loud_hold_from_then_on_and_the_last_answer_is_said_again() -> None:
    answers = Answers({RETIRE: reply("您多大了？"), "大声点": reply("行。", act="louder")})
    acts = [says("大声点"), says(RETIRE), says("说快一点"), says("小声一点"), says(THANKS)]
    told = talk(acts, answers, knows=["大声点", RETIRE, "说快一点", "小声一点", THANKS])
    assert told.asked == ["大声点", RETIRE, THANKS]
    assert told.mouth.said[4:] == [
        ("您多大了？", Tone("normal", True)),
        ("好，我快一点说。", Tone("fast", True)),
        ("您多大了？", Tone("fast", True)),
        ("好，我小声一点说。", Tone("fast")),
        ("您多大了？", Tone("fast")),
        ("好的。", Tone("fast")),
    ]


def test_what_is_written_to_a_member_of_staff_is_handed_on() -> None:
    told = talk([types(RETIRE), types("快一点")], Answers({RETIRE: Answer((), held=True)}), deaf=True, caller=Caller(speaks=False))
    assert told.asked == [RETIRE, "快一点"]


def test_a_page_is_told_the_tone_when_it_changes_and_only_then() -> None:
    answers = Answers({"慢一点": reply("好。", act="slower"), "大声点": reply("行。", act="louder")})
    told = talk([says("慢一点"), says("慢一点"), says("大声点")], answers, knows=["慢一点", "大声点"])
    assert [event_of(seen) for seen in told.seen(Tuned)] == [
        {"type": "tone", "pace": "slow", "louder": False},
        {"type": "tone", "pace": "slow", "louder": True},
    ]
