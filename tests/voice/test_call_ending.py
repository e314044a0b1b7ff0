"""How a talk over a line ends, and what was said just before."""

from __future__ import annotations

import asyncio

import pytest

from bot.expecting import Expecting
from tests.quick import quickly
from tests.voice.pretending import (
    RETIRE,
    THANKS,
    YES_NO,
    Answers,
    KnowingEars,
    presses,
    reply,
    says,
    talk,
    talking,
    types,
)
from voice.asking import Answer, Said
from voice.line import HungUp, Key
from voice.recording import Act


def test_who_hangs_up_while_they_are_spoken_to_hears_no_more() -> None:
    told = talk([Act(HungUp(), 0.3, "spoken_to")], Answers())
    assert (told.ended.why, told.heard, told.asked) == ("hung_up", ["…"], [])


def test_what_was_said_before_hanging_up_is_still_done() -> None:
    answers = Answers(takes=5.0)
    told = talk([says(RETIRE), Act(HungUp(), 4.0, "anyway")], answers, knows=[RETIRE])
    assert (told.ended.why, told.asked, answers.answered) == ("hung_up", [RETIRE], 1)
    assert told.captions == ["您好。您想办什么事？"]


def test_what_was_typed_before_hanging_up_is_still_done() -> None:
    acts = [types(RETIRE, 0.3, "spoken_to"), types("社保卡", 0.0, "anyway"), types(THANKS, 0.0, "anyway"), Act(HungUp(), 0.0, "anyway")]
    told = talk(acts, Answers(takes=2.0))
    assert (told.ended.why, told.asked, told.captions) == ("hung_up", [RETIRE, "社保卡", THANKS], ["您好。您想办什么事？"])


@pytest.mark.parametrize(("keys", "asked"), [("123456", ["123456"]), ("12345", [])])
def test_a_number_that_was_keyed_before_hanging_up_is_sent_if_it_may_be_complete(keys: str, asked: list[str]) -> None:
    opening = reply("验证码是多少？", Expecting("digits", digits=(4, 6, 8)))
    assert talk([*presses(keys, between=0.1), Act(HungUp(), 0.1, "anyway")], Answers(), opening).asked == asked


def test_who_hangs_up_in_the_middle_of_a_sentence_leaves_nothing_open() -> None:
    ears = KnowingEars([RETIRE])
    told = talk([says(RETIRE), Act(HungUp(), 0.2, "anyway")], Answers(), ears=ears)
    assert (told.asked, ears.open, len(ears.listened)) == ([], 0, 1)


def test_what_goes_wrong_in_answering_is_not_hidden() -> None:
    class Broken(Answers):
        async def __call__(self, said: Said) -> Answer:
            raise LookupError(said.text)

    with pytest.raises(LookupError, match=RETIRE):
        talk([says(RETIRE)], Broken(), knows=[RETIRE])


def test_a_server_that_stops_ends_the_talk_and_lets_go_of_the_ears() -> None:
    ears = KnowingEars([RETIRE])

    async def stopped() -> None:
        talks = asyncio.create_task(talking([says(RETIRE), says(THANKS, 0.4, "anyway")], Answers(), ears=ears))
        await asyncio.sleep(4.0)
        assert ears.open == 1
        talks.cancel()
        with pytest.raises(asyncio.CancelledError):
            await talks

    quickly(stopped())
    assert ears.open == 0


def test_a_key_pressed_right_after_speaking_waits_for_its_turn() -> None:
    opening = reply("您要办哪件？", choices=YES_NO)
    ears = KnowingEars([RETIRE], slow=0.5)
    told = talk([says(RETIRE), says("咳", 2.6, "anyway"), Act(Key("1"), 0.1, "anyway")], Answers({RETIRE: opening}), ears=ears)
    assert told.asked == [RETIRE, "是"]


def test_two_talks_at_once_never_mix() -> None:
    ears = KnowingEars([RETIRE, THANKS, "是的", "社保卡"])

    async def both() -> list[list[str]]:
        one = talking([says(RETIRE), says("是的")], Answers({RETIRE: reply("您多大了？")}), ears=ears)
        other = talking([says("社保卡", 0.7), says(THANKS, 0.4)], Answers({"社保卡": reply("卡丢了吗？")}), ears=ears)
        return [[*talked.asked, *talked.heard] for talked in await asyncio.gather(one, other)]

    assert quickly(both()) == [
        [RETIRE, "是的", "您好。", "您想办什么事？", "您多大了？", "好的。"],
        ["社保卡", THANKS, "您好。", "您想办什么事？", "卡丢了吗？", "好的。"],
    ]
    assert ears.open == 0
