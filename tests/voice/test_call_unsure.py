"""What was not surely heard in a talk over a line: asked back once, never twice."""

from __future__ import annotations

import pytest

from bot.expecting import Expecting
from tests.voice.pretending import (
    RETIRE,
    Answers,
    Doubting,
    presses,
    reply,
    says,
    talk,
)
from voice.line import Understood


def test_what_is_not_sure_is_asked_back_once_and_a_yes_sends_it_on() -> None:
    told = talk([says("设宝卡"), says("是的")], Answers(), knows=["设宝卡", "是的"], settle=Doubting({"设宝卡": ("社保卡",)}))
    assert told.captions[1] == "您说的是社保卡，对吗？"
    assert told.asked == ["社保卡"]


def test_what_was_meant_is_shown_when_it_has_been_confirmed() -> None:
    told = talk([says("设宝卡"), says("是的")], Answers(), knows=["设宝卡", "是的"], settle=Doubting({"设宝卡": ("社保卡",)}))
    assert [seen.text for seen in told.seen(Understood)] == ["设宝卡", "社保卡"]


def test_what_was_said_again_is_shown_as_well() -> None:
    doubts = Doubting({"设宝卡": ()})
    told = talk([says("设宝卡"), says("不是"), says(RETIRE)], Answers(), knows=["设宝卡", "不是", RETIRE], settle=doubts)
    assert [seen.text for seen in told.seen(Understood)] == ["设宝卡", RETIRE]


def test_after_a_no_it_is_said_again_and_taken_as_it_comes() -> None:
    doubts = Doubting({"设宝卡": (), RETIRE: ()})
    told = talk([says("设宝卡"), says("不是"), says(RETIRE)], Answers(), knows=["设宝卡", "不是", RETIRE], settle=doubts)
    assert told.captions[1:3] == ["您说的是设宝卡，对吗？", "那麻烦您再说一遍，慢慢说。"]
    assert told.asked == [RETIRE]


@pytest.mark.parametrize("readings", [("是",), ("是", "十"), ("是", "不是"), ("不是",)])
def test_a_yes_that_was_not_heard_well_is_asked_for_in_other_words_and_never_read_aloud(readings: tuple[str, ...]) -> None:
    opening = reply("是您本人吗？", Expecting("closed", ("是", "不是")))
    doubts = Doubting({"死": readings})
    yes, no, key = (
        talk([says("死"), *then], Answers(), opening, knows=["死", "对的", "不对"], settle=doubts)
        for then in ([says("对的")], [says("不对")], presses("2"))
    )
    assert yes.captions[1] == "不好意思，刚才没听清。是，您就说对的。不是，您就说不对。"
    assert [told.asked for told in (yes, no, key)] == [["是"], ["不是"], ["不是"]]


def test_one_syllable_that_is_no_answer_is_not_read_back() -> None:
    told = talk([says("死"), says("是的")], Answers(), knows=["死", "是的"], settle=Doubting({"死": ()}))
    assert (told.captions[1], told.asked) == ("那麻烦您再说一遍，慢慢说。", ["是的"])


def test_what_was_heard_and_is_no_answer_gets_into_no_list_of_the_ears() -> None:
    opening = reply("怎么办？", Expecting("closed", ("用手机",)))
    told = talk(
        [says("王秀英"), says("用手机")], Answers(), opening, knows=["王秀英", "用手机"], settle=Doubting({"王秀英": ("用手机", "王秀英")})
    )
    assert told.asked == ["用手机"]
    assert [expecting.answers for expecting in told.ears.listened] == [("用手机",), ("用手机",)]  # type: ignore[union-attr]


def test_between_two_readings_one_is_chosen_by_saying_it_or_by_its_key() -> None:
    doubts = Doubting({"四个": ("十个", "四个月")})
    by_voice = talk([says("四个"), says("四个月")], Answers(), knows=["四个", "四个月"], settle=doubts)
    by_key = talk([says("四个"), *presses("1")], Answers(), knows=["四个"], settle=doubts)
    assert by_voice.captions[1] == "您说的是十个，还是四个月？"
    assert (by_voice.asked, by_key.asked) == (["四个月"], ["十个"])


def test_who_says_it_again_instead_of_yes_is_understood() -> None:
    told = talk([says("设宝卡"), says(RETIRE)], Answers(), knows=["设宝卡", RETIRE], settle=Doubting({"设宝卡": ()}))
    assert told.asked == [RETIRE]


def test_who_says_nothing_to_it_is_offered_something_easier_and_never_asked_back_again() -> None:
    told = talk([says("设宝卡"), says(RETIRE, 40)], Answers(), knows=["设宝卡", RETIRE], settle=Doubting({"设宝卡": ()}))
    assert told.captions[1:4] == ["您说的是设宝卡，对吗？", "那麻烦您再说一遍，慢慢说。", "不好意思，刚才没听清。您想办什么事？"]
    assert told.asked == [RETIRE]
