"""Yes and no, in the question's own phrases and in everybody's."""

from __future__ import annotations

import pytest

from bot.kinds.registry import KINDS
from tests.bot.kinds.tables import AT, best, question, understood

MARRIED = question(
    "yes_no",
    ask="您和孩子爸爸领结婚证了吗?",
    says_yes=["领了证", "领证了", "领了结婚证", "打了结婚证", "扯了证", "办了结婚证", "结了婚"],
    says_no=["没领证", "没扯证", "还没领", "没结婚", "未婚"],
)
EXPENSES = question("yes_no", ask="生孩子花的钱,要不要一起报销?", says_yes=["要报销"], says_no=["不报销", "不用报"])


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("是", "yes"),
        ("是的", "yes"),
        ("对", "yes"),
        ("对的", "yes"),
        ("对啊", "yes"),
        ("对对对", "yes"),
        ("嗯", "yes"),
        ("嗯嗯", "yes"),
        ("有", "yes"),
        ("有的", "yes"),
        ("有啊", "yes"),
        ("在的", "yes"),
        ("没错", "yes"),
        ("可以", "yes"),
        ("行", "yes"),
        ("好", "yes"),
        ("好的", "yes"),
        ("当然", "yes"),
        ("中", "yes"),
        ("要得", "yes"),
        ("对头", "yes"),
        ("yes", "yes"),
        ("OK", "yes"),
        ("是的,领了", "yes"),
        ("嗯,是的", "yes"),
        ("哎呀是的呀", "yes"),
        ("我们都有", "yes"),
        ("有,去年办的", "yes"),
        ("领了", "yes"),
        ("早领了", "yes"),
        ("已经领了", "yes"),
        ("我们领了", "yes"),
        ("领过了", "yes"),
        ("领了证的", "yes"),
        ("我们早就领证了", "yes"),
        ("打了结婚证的呀", "yes"),
        ("应该是的", "yes"),
        ("是 我们领了", "yes"),
        ("结了婚的", "yes"),
        ("不是", "no"),
        ("不是的", "no"),
        ("没有", "no"),
        ("没有的", "no"),
        ("没", "no"),
        ("没呢", "no"),
        ("否", "no"),
        ("不", "no"),
        ("还没", "no"),
        ("还没有", "no"),
        ("没得", "no"),
        ("冇", "no"),
        ("no", "no"),
        ("没领", "no"),
        ("没有领", "no"),
        ("还没领呢", "no"),
        ("没领证", "no"),
        ("没有领证", "no"),
        ("我们没领证的", "no"),
        ("没扯证", "no"),
        ("没领了证", "no"),
        ("没有,还没来得及", "no"),
        ("不是,我们没结婚", "no"),
        ("没打了结婚证", "no"),
        ("还没有结了婚", "no"),
        ("我们还没有", "no"),
        ("不是,我们领了证的", "yes"),
    ],
)
def test_yes_and_no_are_understood(said: str, value: str) -> None:
    assert understood(said, MARRIED) == value


@pytest.mark.parametrize(
    "said",
    [
        "不知道",
        "不清楚",
        "记不得",
        "记不得了",
        "不晓得",
        "忘了",
        "说不清",
        "不好说",
        "没听清",
        "没听懂",
        "不懂",
        "不明白",
        "什么意思",
        "等一下",
        "等一下,要带什么",
        "人工",
        "要带什么",
        "要退出",
        "我要人工",
        "要不要身份证",
        "有没有关系",
        "是不是要带结婚证",
        "有个问题",
        "对了,我想问一下",
        "是什么",
        "不好意思",
        "不过我想问",
        "好像",
        "王建国",
        "家庭户",
        "3月5号",
        "是谁",
        "有什么用",
        "领证要多少钱",
        "可以不领吗",
        "行吗",
        "要带身份证吗",
        "",
        "中国",
        "可怜",
        "没事",
        "是这样的",
        "返回",
        "再说一遍",
        "有点复杂",
    ],
)
def test_other_words_are_neither(said: str) -> None:
    assert understood(said, MARRIED) is None


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("要", "yes"),
        ("要的", "yes"),
        ("要啊", "yes"),
        ("报销", None),
        ("要报销", "yes"),
        ("想报销", "yes"),
        ("不要", "no"),
        ("不用", "no"),
        ("不用了", "no"),
        ("不报销", "no"),
        ("不想报", "no"),
        ("不需要", "no"),
        ("要多少钱", None),
        ("需要", "yes"),
    ],
)
def test_whether_something_is_wanted_is_understood(said: str, value: str | None) -> None:
    assert understood(said, EXPENSES) == value


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("家庭户,领了证的", "yes"),
        ("没领证,上周三生的", "no"),
        ("是的", None),
        ("没有", None),
        ("领了", None),
        ("我们还没领证呢", "no"),
        ("不是领了证的", "no"),
    ],
)
def test_another_question_was_asked_so_only_its_phrases_count(said: str, value: str | None) -> None:
    assert understood(said, MARRIED, unasked=True) == value


def test_the_longest_phrase_wins() -> None:
    asked = question("yes_no", says_yes=["汉族"], says_no=["不都是汉族"])
    assert understood("不都是汉族", asked) == "no"


def test_a_denial_belongs_to_the_span() -> None:
    found = best("我们没有领了证", MARRIED)
    assert found is not None
    assert (found.start, found.end, found.value) == (2, 7, "no")


def test_yes_and_no_are_shown() -> None:
    assert [KINDS["yes_no"].show(v, MARRIED, AT) for v in ("yes", "no")] == ["是", "否"]
    assert [KINDS["yes_no"].speak(v, MARRIED, AT) for v in ("yes", "no")] == ["是", "不是"]
