"""A talk over a line without ears, without a mouth, without a microphone."""

from __future__ import annotations

import asyncio

import pytest

from tests.voice.pretending import (
    RETIRE,
    SEES,
    THANKS,
    YES_NO,
    Answers,
    Doubting,
    KnowingEars,
    QuietMouth,
    presses,
    reply,
    says,
    talk,
    types,
)
from voice.audio import Audio
from voice.call import Caller
from voice.line import Trouble
from voice.recording import RecordingLine


def test_without_ears_it_is_said_once_and_goes_on_by_typed_words_and_keys() -> None:
    told = talk([types(RETIRE), *presses("1")], Answers({RETIRE: reply("是您本人吗？", choices=YES_NO)}), deaf=True, caller=SEES)
    assert told.asked == [RETIRE, "是"]
    assert [trouble.kind for trouble in told.seen(Trouble)] == ["no_ears"]
    assert told.heard[:3] == ["您好。", "您想办什么事？", "请您写字，或者点屏幕上的大字。"]


def test_on_the_telephone_without_ears_the_keys_are_offered_first() -> None:
    told = talk([*presses("1", after=9.5)], Answers(), reply("是您本人吗？", choices=YES_NO), deaf=True)
    assert told.captions[1] == "您也可以按电话上的键。是，请按一。不是，请按二。"
    assert told.asked == ["是"]


def test_ears_that_go_missing_in_the_middle_are_told_and_nothing_hangs() -> None:
    told = talk([says(RETIRE), types(RETIRE)], Answers(), ears=KnowingEars([RETIRE], missing=True), caller=SEES)
    assert ([trouble.kind for trouble in told.seen(Trouble)], told.asked) == (["no_ears"], [RETIRE])


@pytest.mark.parametrize("screen", [True, False])
def test_ears_that_go_missing_while_it_is_asked_back_are_told_and_the_keys_still_answer(screen: bool) -> None:
    ears = KnowingEars(["设宝卡"], lasting=1)
    acts = [says("设宝卡"), says("是的"), *presses("1", after=3, when="anyway")]
    told = talk(acts, Answers(), ears=ears, settle=Doubting({"设宝卡": ("社保卡",)}), caller=Caller(screen=screen))
    assert ([trouble.kind for trouble in told.seen(Trouble)], told.asked) == (["no_ears"], ["社保卡"])


def test_ears_that_went_missing_are_not_asked_back_to() -> None:
    ears = KnowingEars(["设宝卡"], lasting=1)
    acts = [says("设宝卡"), says("是的"), types(RETIRE, 60, "anyway")]
    told = talk(acts, Answers(), ears=ears, settle=Doubting({"设宝卡": ("社保卡",)}), caller=SEES)
    assert (told.captions[1:], told.asked) == (["您说的是社保卡，对吗？", "好的。"], [RETIRE])


def test_without_a_mouth_everything_is_shown_and_it_is_told_once() -> None:
    told = talk([says(RETIRE), says(THANKS)], Answers(), knows=[RETIRE, THANKS], mouth=QuietMouth(fails=True))
    assert told.captions == ["您好。您想办什么事？", "好的。", "好的。"]
    assert ([trouble.kind for trouble in told.seen(Trouble)], told.asked) == (["no_mouth"], [RETIRE, THANKS])


@pytest.mark.parametrize(
    ("cannot", "heard", "troubles"),
    [
        (("二。",), ["一。", "三。", "四。"], []),
        (("二。", "四。"), ["一。", "三。"], []),
        (("一。", "二。"), [], ["no_mouth"]),
        (("您想办什么事？", "一。"), [], ["no_mouth"]),
    ],
)
def test_a_sentence_that_fails_is_left_out_and_two_running_mean_no_voice(
    cannot: tuple[str, ...], heard: list[str], troubles: list[str]
) -> None:
    told = talk([says(RETIRE)], Answers({RETIRE: reply("一。二。三。四。")}), knows=[RETIRE], mouth=QuietMouth(cannot=cannot), stays=3)
    assert [text for text in told.heard if text in ("一。", "二。", "三。", "四。")] == heard
    assert [trouble.kind for trouble in told.seen(Trouble)] == troubles


def test_somebody_without_a_microphone_hears_and_writes_and_is_not_prompted() -> None:
    told = talk([types(RETIRE, 60)], Answers(), deaf=True, caller=Caller(speaks=False))
    assert (told.asked, told.heard, told.seen(Trouble)) == ([RETIRE], ["您好。", "您想办什么事？", "好的。"], [])


def test_who_comes_back_is_not_greeted_again() -> None:
    told = talk([says(RETIRE)], Answers(), knows=[RETIRE], caller=Caller(returns=True))
    assert (told.heard, told.captions) == (["好的。"], ["好的。"])


def test_a_line_that_never_says_that_a_sentence_was_heard_does_not_stop_the_talk() -> None:
    class Stuck(RecordingLine):
        async def play(self, audio: Audio, text: str) -> None:
            await super().play(audio, text)
            await asyncio.Event().wait()

    told = talk([says(RETIRE)], Answers(), knows=[RETIRE], over=Stuck)
    assert (told.asked, told.captions) == ([RETIRE], ["您好。您想办什么事？", "好的。"])
