"""Keys in a talk over a line."""

from __future__ import annotations

import pytest

from bot.expecting import Expecting
from bot.turn import Choice
from tests.voice.pretending import (
    YES_NO,
    Answers,
    presses,
    reply,
    talk,
)


def test_a_key_chooses_while_there_are_choices() -> None:
    told = talk(presses("2"), Answers(), reply("您要办哪件？", choices=(Choice("退休", "我要办退休"), Choice("社保卡", "我要办社保卡"))))
    assert told.asked == ["我要办社保卡"]


def test_a_key_that_is_no_choice_says_which_there_are() -> None:
    told = talk(presses("5"), Answers(), reply("是您本人吗？", choices=YES_NO))
    assert (told.asked, told.captions[1:]) == ([], ["您也可以按电话上的键。是，请按一。不是，请按二。"])


@pytest.mark.parametrize(("key", "asked"), [("0", "人工"), ("*", "再说一遍")])
def test_nought_is_a_person_and_star_is_once_more(key: str, asked: str) -> None:
    assert talk(presses(key), Answers()).asked == [asked]


DIGITS = Expecting("digits", digits=(18,))


@pytest.mark.parametrize(
    ("keys", "asked"),
    [
        ("110101194912310021", "110101194912310021"),
        ("11010119491231002*", "11010119491231002X"),
        ("1101#", "1101"),
        ("0", "人工"),
        ("110*", "再说一遍"),
    ],
)
def test_a_number_is_keyed(keys: str, asked: str) -> None:
    assert talk(presses(keys), Answers(), reply("身份证号是多少？", DIGITS), stays=10).asked == [asked]


def test_a_number_that_could_be_complete_is_sent_after_a_pause() -> None:
    told = talk(presses("123456"), Answers(), reply("验证码是多少？", Expecting("digits", digits=(4, 6, 8))), stays=4)
    assert told.asked == ["123456"]


def test_who_looks_at_their_card_between_two_keys_loses_nothing() -> None:
    told = talk([*presses("110101"), *presses("194912310021", 5.0, when="anyway")], Answers(), reply("身份证号是多少？", DIGITS))
    assert told.asked == ["110101194912310021"]
