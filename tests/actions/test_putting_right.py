"""Which sentences say no more than that a name or a number was wrong."""

from __future__ import annotations

import time

import pytest

from actions.applying.ends_of_numbers import NUMBERS, End, end_said
from actions.applying.putting_right import said_wrong
from api.settings import ROOT
from bot.catalogue import load_catalogue

ASKS = load_catalogue(ROOT / "data").asks


@pytest.mark.parametrize(
    ("said", "what"),
    [
        ("身份证号错了", "wrong_id"),
        ("改身份证号", "wrong_id"),
        ("我刚才身份证号报错了", "wrong_id"),
        ("那个身份证号我说错了", "wrong_id"),
        ("身份证号码不对", "wrong_id"),
        ("号码说错了", "wrong_number"),
        ("号码念错了一位", "wrong_number"),
        ("名字写错了", "wrong_name"),
        ("等一下,我名字打错了", "wrong_name"),
        ("改名字", "wrong_name"),
        ("my ID number is wrong", "wrong_id"),
        ("change my name", "wrong_name"),
        ("手机号码错了", "wrong_phone"),
        ("手机尾号不对", "wrong_phone"),
        ("尾号不对", "wrong_number"),
        ("银行卡号错了", "wrong_card"),
        ("出生日期不对", "wrong_birth"),
        ("手机坏了", None),
        ("身份证丢了", None),
        ("身份证到期了", None),
        ("户口本上名字错了", None),
        ("我要改身份证上的名字", None),
        ("我的身份证号写错了吗", None),
        ("名字不对,我叫王五", None),
        ("不对", None),
        ("姓名", None),
        ("", None),
    ],
)
def test_a_sentence_says_what_was_wrong(said: str, what: str | None) -> None:
    assert said_wrong(ASKS, said) == what


def test_asked_what_to_change_the_name_of_it_is_enough() -> None:
    assert [said_wrong(ASKS, said, named=True) for said in ("姓名", "身份证号吧", "地址")] == ["wrong_name", "wrong_id", "wrong_address"]


def test_words_said_over_and_over_cost_no_time() -> None:
    begun = time.process_time()
    assert said_wrong(ASKS, "我的" * 1000 + "名字") is None
    assert said_wrong(ASKS, "我的" * 11) is None
    assert time.process_time() - begun < 1


@pytest.mark.parametrize(
    ("said", "end"),
    [
        ("尾号是8876", End("8876", NUMBERS)),
        ("手机尾号是8876", End("8876", ("phone",))),
        ("我的手机号后四位应该是八八七六", End("8876", ("phone",))),
        ("身份证尾号不对，是331X", End("331x", ("resident_id",))),
        ("银行卡号最后四位是2842", End("2842", ("bank_card",))),
        ("16100008876", None),
        ("8876", None),
        ("尾号", None),
        ("尾号是8876，要带什么", None),
        ("尾号是8876还是8867", None),
    ],
)
def test_the_end_of_a_number(said: str, end: End | None) -> None:
    assert end_said(ASKS, said) == end


@pytest.mark.parametrize("word", ["不对", "我的", "哎呀", "错了", "改一下"])
def test_words_over_and_over_are_soon_read(word: str) -> None:
    """Each can be read in two ways: a pattern without a bound would take years."""
    assert end_said(ASKS, word * 40 + "尾号是囧8876") is None
