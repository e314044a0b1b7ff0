"""Money, numbers and lengths of time."""

from __future__ import annotations

import pytest

from bot.kinds.registry import KINDS
from tests.bot.kinds.tables import AT, question, understood

MONEY = question("money")
CHILDREN = question("number", settings={"min": 1, "max": 9, "units": ["个", "胎"]})
WORKED = question("years_months")


@pytest.mark.parametrize(
    ("said", "fen"),
    [
        ("3500元", 350_000),
        ("3500块", 350_000),
        ("3500块钱", 350_000),
        ("3500", 350_000),
        ("3,500元", 350_000),
        ("三千五", 350_000),
        ("三千五百块", 350_000),
        ("两万", 2_000_000),
        ("两万三", 2_300_000),
        ("2万5", 2_500_000),
        ("2.5万元", 2_500_000),
        ("一千二百元五角", 120_050),
        ("一百二十块五", 12_050),
        ("12元3角4分", 1_234),
        ("12.34元", 1_234),
        ("五毛钱", 50),
        ("每个月大概三千多块", 300_000),
        ("¥3500", 350_000),
        ("退休金两千八", 280_000),
        ("零", 0),
        ("不知道", None),
        ("等一下", None),
        ("3月5号", None),
        ("没有", None),
    ],
)
def test_an_amount_is_understood(said: str, fen: int | None) -> None:
    assert understood(said, MONEY) == fen


@pytest.mark.parametrize(("said", "fen"), [("3500元", 350_000), ("3500", None), ("三千五", None)])
def test_an_amount_needs_its_unit_when_another_question_was_asked(said: str, fen: int | None) -> None:
    assert understood(said, MONEY, unasked=True) == fen


def test_an_amount_outside_the_limits_is_refused() -> None:
    limited = question("money", settings={"min": 100, "max": 5000})
    assert [understood(said, limited) for said in ("99元", "100元", "5000元", "5001元")] == ["!small", 10_000, 500_000, "!large"]


@pytest.mark.parametrize(("fen", "shown"), [(350_000, "3500元"), (120_050, "1200.50元"), (5, "0.05元"), (0, "0元")])
def test_an_amount_is_shown(fen: int, shown: str) -> None:
    assert KINDS["money"].show(fen, MONEY, AT) == shown


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("三个", 3),
        ("3", 3),
        ("2个孩子", 2),
        ("第二胎", None),
        ("两个", 2),
        ("十个", "!large"),
        ("0", "!small"),
        ("1.5", "!whole"),
        ("不知道", None),
        ("等一下", None),
        ("一个", 1),
    ],
)
def test_a_number_is_understood(said: str, number: int | str | None) -> None:
    assert understood(said, CHILDREN) == number


def test_a_number_needs_its_unit_when_another_question_was_asked() -> None:
    assert [understood(said, CHILDREN, unasked=True) for said in ("3", "3个")] == [None, 3]


def test_a_number_is_shown_with_its_unit() -> None:
    assert KINDS["number"].show(3, CHILDREN, AT) == "3个"


@pytest.mark.parametrize(
    ("said", "months"),
    [
        ("15年零3个月", 183),
        ("15年3个月", 183),
        ("十五年零三个月", 183),
        ("干了十八年半", 222),
        ("一百八十个月", 180),
        ("180个月", 180),
        ("15年", 180),
        ("十五年了", 180),
        ("三年多", 36),
        ("半年", 6),
        ("两年半", 30),
        ("交了二十来年", 240),
        ("20多年", 240),
        ("15", 180),
        ("大概十八吧", 216),
        ("1998年", None),
        ("98年开始交的", None),
        ("15年开始交的", None),
        ("180", "!unit"),
        ("不知道", None),
        ("等一下", None),
        ("三十年零十个月", 370),
    ],
)
def test_a_length_of_time_is_understood(said: str, months: int | str | None) -> None:
    assert understood(said, WORKED) == months


@pytest.mark.parametrize(
    ("months", "shown", "spoken"), [(183, "15年3个月", "15年零3个月"), (180, "15年", "15年"), (6, "6个月", "6个月"), (0, "0个月", "0个月")]
)
def test_a_length_of_time_is_shown(months: int, shown: str, spoken: str) -> None:
    assert KINDS["years_months"].show(months, WORKED, AT) == shown
    assert KINDS["years_months"].speak(months, WORKED, AT) == spoken


def test_a_length_of_time_outside_the_limits_is_refused() -> None:
    assert understood("30年", question("years_months", settings={"max": 240})) == "!range"
