"""A talk over a line, as it happened: what the caller did, what was asked, what they heard; speaking over an answer, and going on."""

from __future__ import annotations

import pytest

from tests.voice.pretending import (
    LONG,
    RETIRE,
    THANKS,
    YES_NO,
    Answers,
    Doubting,
    KnowingEars,
    reply,
    says,
    talk,
    types,
    utterance,
)
from voice.asking import Answer
from voice.line import Key, StopSpeaking, Understood
from voice.recording import Act


def test_what_is_said_is_asked_and_the_answer_is_heard() -> None:
    told = talk([says(RETIRE), says(THANKS)], Answers({RETIRE: reply("您今年多大？")}), knows=[RETIRE, THANKS])
    assert told.asked == [RETIRE, THANKS]
    assert told.heard == ["您好。", "您想办什么事？", "您今年多大？", "好的。"]
    assert [seen.text for seen in told.seen(Understood)] == [RETIRE, THANKS]
    assert told.ended.why == "hung_up"


def test_captions_are_there_before_the_voice() -> None:
    told = talk([says(RETIRE)], Answers({RETIRE: Answer((*reply("第一句。").replies, *reply("第二句。").replies))}), knows=[RETIRE])
    first = next(played.at for played in told.line.played if played.text == "第一句。")
    shown = {seen.reply.text: at for at, seen in told.line.shown if hasattr(seen, "reply")}
    assert (shown["第一句。"] <= first, shown["第二句。"] <= first) == (True, True)


def test_it_is_over_when_the_answer_says_so() -> None:
    told = talk([says(THANKS)], Answers({THANKS: reply("再见。", over=True)}), knows=[THANKS])
    assert (told.ended.why, told.heard[-1]) == ("over", "再见。")


def test_somebody_who_speaks_over_an_answer_is_listened_to_from_the_first_syllable() -> None:
    told = talk([says(RETIRE), says(THANKS, 2.0, "spoken_to")], Answers({RETIRE: reply(LONG)}), knows=[RETIRE, THANKS])
    assert told.asked == [RETIRE, THANKS]
    assert told.heard == ["您好。", "您想办什么事？", "…", "好的。"]
    assert told.line.played[2].heard == pytest.approx(2.3, abs=0.1)


def test_a_cough_over_an_answer_lets_it_be_taken_up_again_from_that_sentence() -> None:
    cough = Act(utterance("咳", seconds=0.6), 1.5, "spoken_to")
    told = talk([says(RETIRE), cough], Answers({RETIRE: reply("我说一。我说二，很长很长很长很长。我说三。")}), knows=[RETIRE], stays=5)
    assert told.asked == [RETIRE]
    assert told.heard[2:] == ["我说一。", "…", "我说二，很长很长很长很长。", "我说三。"]


def test_somebody_who_says_mhm_while_they_listen_hears_the_rest() -> None:
    told = talk(
        [says(RETIRE), says("嗯", 1.5, "spoken_to")],
        Answers({RETIRE: reply("要带的有身份证和户口本。都带上。")}),
        knows=[RETIRE, "嗯"],
        stays=5,
    )
    assert told.asked == [RETIRE]
    assert told.heard[2:] == ["…", "要带的有身份证和户口本。", "都带上。"]


def test_a_notice_is_heard_to_its_end_whoever_speaks_over_it() -> None:
    notice = reply("您同意我去查您的户籍吗？", facts={"notice": True})
    told = talk([says(RETIRE), says("好的", 0.5, "spoken_to")], Answers({RETIRE: notice}), knows=[RETIRE, "好的"])
    assert told.heard == ["您好。", "您想办什么事？", "您同意我去查您的户籍吗？"]
    assert told.asked == [RETIRE]


def test_who_still_speaks_when_a_notice_ends_is_listened_to() -> None:
    notice = reply("您同意我去查您的户籍吗？", facts={"notice": True})
    told = talk([says(RETIRE), says("同意你们去查吧", 1.8, "spoken_to")], Answers({RETIRE: notice}), knows=[RETIRE, "同意你们去查吧"])
    assert told.heard[2:] == ["您同意我去查您的户籍吗？", "好的。"]
    assert told.asked == [RETIRE, "同意你们去查吧"]


@pytest.mark.parametrize("what", [StopSpeaking(), Key("1")])
def test_a_notice_is_stopped_by_hand(what: StopSpeaking | Key) -> None:
    notice = reply("您同意我去查您的户籍吗？", facts={"notice": True}, choices=YES_NO)
    told = talk([says(RETIRE), Act(what, 0.5, "spoken_to")], Answers({RETIRE: notice}), knows=[RETIRE])
    assert told.heard[2] == "…"
    assert told.asked == ([RETIRE] if isinstance(what, StopSpeaking) else [RETIRE, "是"])


def test_typed_words_stop_the_voice_and_are_asked_at_once() -> None:
    told = talk([types(RETIRE, 0.3, "spoken_to")], Answers())
    assert (told.asked, told.heard) == ([RETIRE], ["…", "好的。"])


def test_quiet_is_wanted_and_then_it_is_listened_to() -> None:
    told = talk([Act(StopSpeaking(), 0.3, "spoken_to"), says(THANKS)], Answers(), knows=[THANKS])
    assert (told.asked, told.heard) == ([THANKS], ["…", "好的。"])


def test_who_goes_on_before_anything_was_asked_has_said_one_thing() -> None:
    ears = KnowingEars(["我想问一下退休", "要带什么"], slow=0.4)
    told = talk([says("我想问一下退休"), says("要带什么", 2.25, "anyway")], Answers(), ears=ears)
    assert told.asked == ["我想问一下退休要带什么"]


def test_who_goes_on_while_it_is_asked_back_has_said_one_thing() -> None:
    told = talk(
        [says("我想问一下退休"), says("要带什么", 2.6, "anyway")],
        Answers(),
        knows=["我想问一下退休", "要带什么"],
        settle=Doubting({"我想问一下退休": ()}),
    )
    assert told.asked == ["我想问一下退休要带什么"]
    assert told.heard == ["您好。", "您想办什么事？", "…", "好的。"]


def test_who_goes_on_after_it_was_asked_is_listened_to_and_waited_for_longer() -> None:
    told = talk(
        [says("我想问一下退休"), says("要带什么", 2.7, "anyway")],
        Answers({"我想问一下退休": reply(LONG)}, takes=1.0),
        knows=["我想问一下退休", "要带什么"],
    )
    assert told.asked == ["我想问一下退休", "要带什么"]
    assert LONG not in told.heard
    assert told.learning.pace.seconds > 3.0
