"""Phrases written in the words of a model."""

from __future__ import annotations

import itertools
import re

import pytest

from bot.expecting import Expecting
from voice.ears.phrases import MOST, PhraseList, circuit, phrase_list, pieces

SOME = "老年 证 老 年证 社保 卡 社保卡 高龄 津贴 是 的 是的 再 说 一遍 app yes no 零 一 二 转 人工"
WORDS = frozenset(re.split(" ", SOME))


def knows(word: str) -> bool:
    return word in WORDS


@pytest.mark.parametrize(
    ("phrase", "written"),
    [
        ("老年证", "老年 证"),
        ("社保卡", "社保卡"),
        ("高龄津贴", "高龄 津贴"),
        ("再说一遍", "再 说 一遍"),
        ("高龄、津贴（老年）", "高龄 津贴 老年"),
        ("社保APP", "社保 app"),
        ("Yes", "yes"),
        ("长护险", ""),
        ("社保长", ""),
        ("，", ""),
    ],
)
def test_a_phrase_is_cut_into_few_and_long_words(phrase: str, written: str) -> None:
    assert " ".join(pieces(phrase, knows)) == written


def test_answers_come_first_then_commands_then_names_each_once() -> None:
    expecting = Expecting("closed", ("是的", "是", "长护险"), ("社保卡", "是"))
    assert phrase_list(expecting, ("转人工",), knows) == PhraseList(("是的", "是", "转 人工", "社保卡"), ("长护险",))


@pytest.mark.parametrize("manner", ["free", "long"])
def test_where_anything_may_be_said_there_is_no_list(manner: str) -> None:
    assert phrase_list(Expecting(manner, ("是的",), ("社保卡",)), ("转人工",), knows) == PhraseList(())  # type: ignore[arg-type]


def test_digits_come_in_all_orders_and_commands_stay() -> None:
    listed = phrase_list(Expecting("digits", digits=(11,)), ("转人工", "长护险"), knows)
    assert listed == PhraseList((" ".join(circuit(["零", "一", "二"])), "转 人工"), ("长护险",))


def test_a_circuit_holds_every_pair_once() -> None:
    words = ["零", "一", "二", "三"]
    walked = list(itertools.pairwise(circuit(words)))
    assert sorted(walked) == sorted(itertools.product(words, repeat=2))


def test_a_list_is_bounded() -> None:
    names = tuple("".join(parts) for parts in itertools.product(("老年", "社保", "高龄"), repeat=6))
    assert len(names) > MOST
    assert len(phrase_list(Expecting("closed", ("是",), names), (), knows).lines) == MOST
