"""Receipt numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.receipt import LENGTH, is_receipt, lone_number, new_receipt, parse_receipt, show_receipt

receipts = st.builds(new_receipt)


@given(receipts)
def test_a_new_number_is_right(receipt: str) -> None:
    assert is_receipt(receipt)
    assert len(receipt) == LENGTH
    assert receipt[0] != "0"
    assert not any(receipt[i] == receipt[i + 1] == receipt[i + 2] for i in range(LENGTH - 2))


@given(receipts)
def test_every_wrong_digit_and_every_swap_of_neighbours_is_noticed(receipt: str) -> None:
    wrong = {receipt[:i] + d + receipt[i + 1 :] for i in range(LENGTH) for d in "0123456789"}
    swapped = {receipt[:i] + receipt[i + 1] + receipt[i] + receipt[i + 2 :] for i in range(LENGTH - 1)}
    assert {number for number in wrong | swapped if is_receipt(number)} == {receipt}


def test_numbers_are_not_in_order_and_do_not_repeat() -> None:
    numbers = [new_receipt() for _ in range(500)]
    assert len(set(numbers)) == 500
    assert numbers != sorted(numbers)


@given(receipts)
def test_a_number_is_found_as_people_write_and_say_it(receipt: str) -> None:
    full_width = receipt.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    spoken = receipt.translate(str.maketrans("0123456789", "零幺二三四五六七八九"))
    grouped = show_receipt(receipt)
    for said in (
        receipt,
        grouped,
        f"我的回执号是{receipt},办到哪了",
        grouped.replace(" ", "-"),
        grouped.replace(" ", "、"),
        full_width,
        f"号码{spoken}",
        " ".join(spoken),
        f"电话12345,回执{receipt}。",
    ):
        assert parse_receipt(said) == receipt, said


@pytest.mark.parametrize("text", ["", "办到哪了", "12345", "16100000001", "123456789012345678", "012345678901", "一二三"])
def test_what_is_no_receipt_number_is_none(text: str) -> None:
    assert parse_receipt(text) is None


@given(receipts)
def test_a_number_with_a_wrong_check_digit_is_none(receipt: str) -> None:
    assert parse_receipt(receipt[:-1] + str((int(receipt[-1]) + 1) % 10)) is None


@given(receipts)
def test_twelve_digits_inside_a_longer_number_are_none(receipt: str) -> None:
    assert parse_receipt(f"{receipt}5") is None


AROUND = ("我的编号", "编号", "是", "查一下", "receipt number")


@given(receipts)
def test_a_number_said_alone_is_meant_for_a_receipts(receipt: str) -> None:
    for said in (receipt, show_receipt(receipt), f"编号{receipt}", f"我的编号是 {receipt}。", f"CB{receipt}", f"Receipt number {receipt}"):
        assert lone_number(said, AROUND), said


@pytest.mark.parametrize(
    ("text", "alone"),
    [
        ("CB2026112200017", True),
        ("123456789012", True),
        ("九零二三七三六六七二六七", True),
        ("13900000001", False),
        ("110101199003078515", False),
        ("E12345678", False),
        ("编号", False),
        ("", False),
        ("902373667267办到哪了", False),
    ],
)
def test_what_is_shaped_like_a_receipts_number(text: str, alone: bool) -> None:
    assert lone_number(text, AROUND) is alone
