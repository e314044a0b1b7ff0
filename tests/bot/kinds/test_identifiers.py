"""Identity numbers, telephones, bank cards and codes, as they are written and said."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.kinds import Shortened
from bot.kinds.registry import KINDS
from tests.bot.kinds.tables import AT, bank_card, best, question, resident_id, understood

ID = question("resident_id")
PHONE = question("phone")
LANDLINE = question("phone", settings={"landline": True})
CARD = question("bank_card")
CODE = question("code")

WITH_X = "11010519491231002X"
"""The example of GB 11643."""
PLAIN = resident_id("99900119650308123")
GOOD_CARD = bank_card("622202123456789012")


@pytest.mark.parametrize(
    ("said", "number"),
    [
        (WITH_X, WITH_X),
        ("11010519491231002x", WITH_X),
        ("110105 19491231 002X", WITH_X),
        ("110105-19491231-002-X", WITH_X),
        ("110105,19491231,002叉", WITH_X),
        ("11010519491231002艾克斯", WITH_X),
        ("11010519491231002 大写叉", WITH_X),
        ("一一零一零五一九四九一二三一零零二叉", WITH_X),
        ("幺幺零幺零五,幺九四九,幺二三幺,零零二叉", WITH_X),
        ("幺幺零幺零五、嗯、幺九四九、幺二三幺、零零二埃克斯", WITH_X),
        (f"我的身份证号是{PLAIN}", PLAIN),
        (f"{PLAIN}就是这个", PLAIN),
        ("身份证11010519491231002X电话13800138000", WITH_X),
        ("13800138000,11010519491231002X", WITH_X),
        ("110105194912310021", "!check_digit"),
        ("11010519491331002X", "!birth_date"),
        ("11010520991231002X", "!birth_date"),
        ("110105194902300021", "!birth_date"),
        ("110105491231002", "!old"),
        ("1101051949123100", "!length"),
        ("1101051949123100233", "!length"),
        ("13800138000", "!length"),
        ("12345", None),
        ("不知道", None),
        ("等一下,要带什么", None),
        ("身份证在家里", None),
    ],
)
def test_an_identity_number_is_understood(said: str, number: str | None) -> None:
    assert understood(said, ID) == number


@pytest.mark.parametrize("said", ["110105194912310021", "1101051949123100", "110105491231002"])
def test_a_wrong_identity_number_is_nothing_when_another_question_was_asked(said: str) -> None:
    assert understood(said, ID, unasked=True) is None


@given(st.dates(min_value=date(1905, 1, 1), max_value=AT.today), st.integers(0, 999), st.integers(0, 17))
def test_one_wrong_digit_is_always_noticed(born: date, order: int, place: int) -> None:
    number = resident_id(f"999001{born:%Y%m%d}{order:03}")
    changed = number[:place] + str((int(number[place].replace("X", "0")) + 1) % 10) + number[place + 1 :]
    assert understood(number, ID) == number
    assert changed == number or str(understood(changed, ID)).startswith("!")


def test_the_span_covers_the_number_and_nothing_else() -> None:
    found = best("我的号是110105 19491231 002 X啊", ID)
    assert found is not None
    assert (found.start, found.end) == (4, 25)


def test_of_an_identity_number_others_in_the_room_see_and_hear_the_end() -> None:
    assert KINDS["resident_id"].speak(WITH_X, ID, AT) == "尾号零零二叉"
    assert KINDS["resident_id"].show(WITH_X, ID, AT) == "110***********002X"


def test_a_whole_identity_number_is_spoken_in_groups() -> None:
    kind = KINDS["resident_id"]
    assert isinstance(kind, Shortened)
    assert kind.speak_whole(WITH_X) == "幺幺零幺零五，幺九四九，幺二三幺，零零二叉"
    assert kind.show_whole(WITH_X) == WITH_X


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("13800138000", "13800138000"),
        ("138 0013 8000", "13800138000"),
        ("138-0013-8000", "13800138000"),
        ("+86 13800138000", "13800138000"),
        ("+8613800138000", "13800138000"),
        ("008613800138000", "13800138000"),
        ("8613800138000", "13800138000"),
        ("幺三八零零幺三八零零零", "13800138000"),
        ("幺三八,零零幺三,八零零零", "13800138000"),
        ("一三八 零零一三 八零零零", "13800138000"),
        ("幺三八洞洞幺三八洞洞洞", "13800138000"),
        ("腰三八零零腰三八零零零", "13800138000"),
        ("幺三八零零幺三八三个零", "13800138000"),
        ("我的电话是13800138000,谢谢", "13800138000"),
        ("手机138零零一三八零零零", "13800138000"),
        ("嗯,幺三八,嗯,零零幺三,嗯,八零零零", "13800138000"),
        ("199 0000 1234", "19900001234"),
        ("1380013800", "!length"),
        ("138001380001", "!length"),
        ("12800138000", "!mobile"),
        ("0571-88886666", "!length"),
        ("12345", "!length"),
        ("3月5号", None),
        ("不知道", None),
        ("110", None),
    ],
)
def test_a_mobile_number_is_understood(said: str, number: str | None) -> None:
    assert understood(said, PHONE) == number


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("0571-88886666", "057188886666"),
        ("010 6666 7777", "01066667777"),
        ("88886666", "88886666"),
        ("零五七一,八八八八六六六六", "057188886666"),
        ("13800138000", "13800138000"),
    ],
)
def test_a_fixed_line_is_understood_where_it_may_be_given(said: str, number: str) -> None:
    assert understood(said, LANDLINE) == number


def test_a_number_inside_an_identity_number_is_no_telephone() -> None:
    assert understood(PLAIN, PHONE, unasked=True) is None


def test_a_telephone_is_shown_and_spoken_in_groups() -> None:
    assert KINDS["phone"].show("13800138000", PHONE, AT) == "138 0013 8000"
    assert KINDS["phone"].speak("13800138000", PHONE, AT) == "幺三八，零零幺三，八零零零"
    assert KINDS["phone"].show("057188886666", LANDLINE, AT) == "0571 8888 6666"
    assert KINDS["phone"].show("01066667777", LANDLINE, AT) == "010 6666 7777"


@given(st.integers(min_value=13_000_000_000, max_value=19_999_999_999), st.sampled_from(["{}", "电话{}", "{}是我的", "我手机号{},麻烦了"]))
def test_every_mobile_number_in_a_sentence_is_understood_written_and_spoken(number: int, sentence: str) -> None:
    digits = str(number)
    assert understood(sentence.format(digits), PHONE) == digits
    assert understood(sentence.format(KINDS["phone"].speak(digits, PHONE, AT).replace("，", ",")), PHONE) == digits


@pytest.mark.parametrize(
    ("said", "number"),
    [
        (GOOD_CARD, GOOD_CARD),
        (" ".join(GOOD_CARD[i : i + 4] for i in range(0, 19, 4)), GOOD_CARD),
        (f"卡号是{GOOD_CARD}工商银行的", GOOD_CARD),
        (KINDS["bank_card"].speak(GOOD_CARD, CARD, AT).replace("，", ","), GOOD_CARD),
        (bank_card("622202123456789"), bank_card("622202123456789")),
        (GOOD_CARD[:-1] + str((int(GOOD_CARD[-1]) + 1) % 10), "!luhn"),
        (GOOD_CARD[:12], "!length"),
        (GOOD_CARD + "12", "!length"),
        ("工商银行", None),
        ("没带", None),
    ],
)
def test_a_bank_card_is_understood(said: str, number: str | None) -> None:
    assert understood(said, CARD) == number


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("123456", "123456"),
        ("验证码是1234", "1234"),
        ("四八二六零幺", "482601"),
        ("48 26 01", "482601"),
        ("是 482601 吧", "482601"),
        ("1234567", "!length"),
        ("123", "!length"),
        ("没收到", None),
        ("等一下", None),
    ],
)
def test_a_code_is_understood(said: str, number: str | None) -> None:
    assert understood(said, CODE) == number


def test_a_code_that_was_not_asked_for_just_now_has_six_digits() -> None:
    assert [understood(said, CODE, unasked=True) for said in ("手机拿回来了,123456", "1234", "12345678")] == ["123456", None, None]


def test_a_code_of_a_fixed_length_refuses_others() -> None:
    six = question("code", settings={"length": 6})
    assert understood("1234", six) == "!length"
    assert understood("123456", six) == "123456"
