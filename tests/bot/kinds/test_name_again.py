"""A name that puts another one right."""

from __future__ import annotations

import pytest

from bot.kinds.name_again import name_again


@pytest.mark.parametrize(
    "said",
    [
        "不是,我叫谢演庆",
        "不对,名字是谢演庆",
        "写错了,叫谢演庆",
        "搞错了我姓谢叫演庆",
        "搞错了我姓谢叫谢演庆",
        "哦是谢演庆不是谢演清",
        "不是谢演清,是谢演庆",
        "名字打错了,谢演庆",
        "名字错了,应该是谢演庆",
        "不对不对,是谢演庆啦",
        "谢演庆",
    ],
)
def test_a_name_is_put_right_however_it_is_said(said: str) -> None:
    """The other one, and where the new one stands."""
    found = name_again(said, ["谢演清"])
    assert found is not None
    assert (found.name, found.before) == ("谢演庆", "谢演清")
    assert said[found.start : found.end].endswith("演庆")


@pytest.mark.parametrize(
    "said", ["不是谢演清", "谢谢", "不对,没收到", "没错", "哦明白", "改时间", "改成五月", "王建国", "应该是石家庄", "那就这样吧"]
)
def test_what_puts_no_name_right(said: str) -> None:
    """Words that only begin like a surname, and another name without a word of correction."""
    assert name_again(said, ["谢演清"]) is None


def test_where_names_are_talked_about_a_word_of_correction_is_enough() -> None:
    """王建国 is nothing like 谢演清."""
    assert name_again("应该是王建国", ["谢演清"]) is None
    found = name_again("应该是王建国", ["谢演清"], named=True)
    assert found is not None
    assert found.name == "王建国"


def test_of_several_names_the_one_most_alike_is_meant() -> None:
    """The mother's, not the speaker's own."""
    found = name_again("名字打错了,徐演佳", ["徐示勇", "徐演家"])
    assert found is not None
    assert found.before == "徐演家"
