"""What is meant by the answer to a question about what was heard."""

from __future__ import annotations

import pytest

from api.wechat.answering.commands import load_commands
from api.wechat.answering.doubts import heard_after_all
from api.wechat.answering.yes_words import load_yes_words
from api.wechat.showing.choosing import chosen
from bot.turn import Choice
from tests.living import ROOT

WORDS = load_yes_words(ROOT / "data" / "wechat_yes.yml")
ONE = (Choice("我要改地区", "我要改地区"),)
TWO = (*ONE, Choice("我要改地址", "我要改地址"))


@pytest.mark.parametrize("hum", ["哦", "嗯", "是的", "对，", "不是", "好了", "麻烦您", "谢谢您", "一", "1", "第", "y", "选择"])
def test_somebody_who_hums_for_long_stops_nothing(hum: str) -> None:
    text = hum * (2000 // len(hum)) + "x"  # a pattern that reads each of them in two ways would not come back
    assert heard_after_all(text, None, ONE, WORDS) in (None, "none", "again", ONE[0])
    assert WORDS.may_be_a_yes(text) is False
    assert chosen(text, TWO) is None
    assert load_commands(ROOT / "data" / "wechat_words.yml").command_in(text) is None


@pytest.mark.parametrize(
    ("said", "meant"),
    [("是的", ONE[0]), ("嗯嗯，对", ONE[0]), ("哦哦是", ONE[0]), ("不是", "none"), ("2", "again"), ("我要找人工", None)],
)
def test_a_yes_means_what_was_heard_and_a_no_means_neither(said: str, meant: object) -> None:
    assert heard_after_all(said, None, ONE, WORDS) == meant


def test_a_yes_to_two_readings_means_neither_of_them() -> None:
    assert (heard_after_all("是的", None, TWO, WORDS), heard_after_all("对，第二个", None, TWO, WORDS)) == ("again", TWO[1])
