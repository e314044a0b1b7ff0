"""The open question once more: alone, with its choices, and only where one is open."""

from __future__ import annotations

import pytest

from api.wechat.answering.asking_again import asked_again
from bot.turn import Choice, Expects, Reply

YES_NO = (Choice("是", "是"), Choice("不是", "不是"))
REGION = Expects("region", "region")


@pytest.mark.parametrize(
    ("reply", "again"),
    [
        (Reply("好的。您住在哪个区？", choices=YES_NO, expects=REGION), Reply("您住在哪个区？", choices=YES_NO, expects=REGION)),
        (Reply("您看看，都对吗？\n姓名：⟦name:abcd2345⟧\n都对，就说是。", choices=YES_NO), Reply("您看看，都对吗？", choices=YES_NO)),
        (Reply("先说第一项。\n请说您的姓名。", expects=REGION), Reply("请说您的姓名。", expects=REGION)),
        (Reply("⟦name:abcd2345⟧，是您吗？", choices=YES_NO), Reply("⟦name:abcd2345⟧，是您吗？", choices=YES_NO)),
        (
            Reply("好。12345 对吗？", "好。一二三四五，对吗？", YES_NO, REGION),
            Reply("12345 对吗？", "一二三四五，对吗？", YES_NO, REGION),
        ),
    ],
    ids=["a question", "the review", "no question mark", "a token", "said otherwise aloud"],
)
def test_the_question_is_asked_alone(reply: Reply, again: Reply) -> None:
    assert asked_again((Reply("前面说的。还有吗？", choices=YES_NO), reply)) == (again,)


@pytest.mark.parametrize(
    "replies",
    [
        (),
        (Reply("办好了吗？"),),
        (Reply("还要办居住证吗？", choices=YES_NO, receipt="138260475915"),),
        (Reply("网上就能办。", choices=YES_NO),),
        (Reply("您住哪个区？", expects=REGION), Reply("好的。")),
    ],
    ids=["nothing said", "nothing to answer", "a receipt", "an offer", "something else since"],
)
def test_where_nothing_is_open_nothing_is_asked(replies: tuple[Reply, ...]) -> None:
    assert asked_again(replies) == ()


def test_consent_is_asked_again_with_all_that_it_is_about() -> None:
    asked = Reply("我可以向公安查一下您的户籍，只为办这一件。您同意吗？", choices=(Choice("是", "是"),), facts={"notice": True})
    assert asked_again([asked]) == (asked,)
