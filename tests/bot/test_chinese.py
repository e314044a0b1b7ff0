"""What arrives, as everything after the channel reads it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chinese import LONGEST, Digits, digit_groups, digits_of, normalise, number_of


@pytest.mark.parametrize(
    ("arrived", "read"),
    [
        ("１３８００１３８０００", "13800138000"),
        ("ＡＢｃ", "ABc"),
        ("我 想 办 退 休", "我想办退休"),
        ("我想办退休 ， 要带什么 ？", "我想办退休,要带什么?"),
        ("好的。谢谢、再见", "好的。谢谢、再见"),
        ("第一行\n第二行", "第一行,第二行"),
        ("line one\nline two", "line one line two"),
        ("Mary Jones", "Mary Jones"),
        ("我叫 Mary Jones , 你好", "我叫 Mary Jones ,你好"),
        ("138 0013 8000", "138 0013 8000"),
        ("电话 138 0013 8000", "电话 138 0013 8000"),
        ("我要办社保卡 在青禾区 多久能拿到", "我要办社保卡,在青禾区,多久能拿到"),
        ("我 要 办 社保 卡", "我要办社保卡"),
        ("我叫王秀兰 82岁 给我老伴办", "我叫王秀兰 82岁,给我老伴办"),
        ("我叫 王 秀兰", "我叫王秀兰"),
        ("好的\n谢谢", "好的,谢谢"),
        ("好的。\r\n谢谢", "好的。谢谢"),
        ("退\u200b休\ufeff", "退休"),
        ("退\x00休\x07", "退休"),
        ("退\ud800休", "退休"),
        ("❤\ufe0f", ""),
        ("自己的👍", "自己的"),
        ("no phone number 📵 怎么办", "no phone number 怎么办"),
        ("👍🏽/restart", "restart"),
        ("⟦birth_date:abcd2345⟧", "【birth_date:abcd2345】"),
        ("/restart", "restart"),
        ("／restart", "restart"),
        ('  / /inform{"a": 1}', 'inform{"a": 1}'),
        ("\u200b/restart", "restart"),
        ("5/3号", "5/3号"),
        ("①", "1"),
        ("㈠", "(一)"),
        ("", ""),
        ("   \n\t ", ""),
        ("///", ""),
    ],
)
def test_text_is_read_as(arrived: str, read: str) -> None:
    assert normalise(arrived) == read


def test_a_very_long_text_is_cut_at_the_end() -> None:
    assert normalise("退" * 10_000) == "退" * LONGEST


def test_one_character_that_grows_under_normalisation_does_not_pass_the_cut() -> None:
    assert len(normalise("\ufdfa" * 3_000)) <= LONGEST


@given(st.text(max_size=300))
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once


@given(st.text(max_size=300))
def test_no_text_begins_with_a_slash_or_holds_our_brackets(text: str) -> None:
    read = normalise("/" + text + "⟦a:b⟧")
    assert not read.startswith("/")
    assert not set("⟦⟧") & set(read)
    read.encode("utf-8")


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("幺三八零零幺三八零零零", ["13800138000"]),
        ("洞幺拐", ["017"]),
        ("电话是138-0013-8000", ["13800138000"]),
        ("幺三八,零零幺三,八零零零", ["13800138000"]),
        ("幺三八、嗯、零零幺三、八零零零", ["13800138000"]),
        ("一三八三个零一三八零零零", ["1380001" + "38000"]),
        ("138零零一三8000", ["13800138000"]),
        ("3月5号", ["3", "5"]),
        ("没有数字", []),
    ],
)
def test_digits_said_one_by_one(text: str, runs: list[str]) -> None:
    assert [run.digits for run in digits_of(text)] == runs


def test_a_run_says_where_it_stands() -> None:
    assert digits_of("我的是幺三八 0013吧") == [Digits(3, 11, "1380013")]


def test_a_stretch_of_the_wanted_length_is_found_beside_other_digits() -> None:
    found = list(digit_groups("2026,13800138000", range(11, 12)))
    assert found == [Digits(5, 16, "13800138000")]


def test_a_stretch_never_starts_inside_a_group() -> None:
    assert list(digit_groups("91380013800012", range(11, 12))) == []


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("2300", "2300"),
        ("2,300", "2300"),
        ("3.5", "3.5"),
        ("零", "0"),
        ("五", "5"),
        ("十", "10"),
        ("十八", "18"),
        ("二十", "20"),
        ("廿三", "23"),
        ("一百", "100"),
        ("一百零五", "105"),
        ("一百五", "150"),
        ("一百五十", "150"),
        ("一百一十二", "112"),
        ("两千三百", "2300"),
        ("三千五", "3500"),
        ("三千零五", "3005"),
        ("三千零五十", "3050"),
        ("两万", "20000"),
        ("两万三", "23000"),
        ("两万零三", "20003"),
        ("两万三千五", "23500"),
        ("十二万", "120000"),
        ("一亿", "100000000"),
        ("一亿两千万", "120000000"),
        ("3万5", "35000"),
        ("3.5万", "35000"),
        ("三点五", "3.5"),
        ("三点五万", "35000"),
        ("两万半", "25000"),
        ("半", "0.5"),
        ("二零二六", "2026"),
        ("一九六五", "1965"),
        ("叁仟伍佰", "3500"),
        ("壹万贰仟", "12000"),
        ("2千3", "2300"),
        ("一百八", "180"),
    ],
)
def test_a_number_in_words(words: str, number: str) -> None:
    assert number_of(words) == Decimal(number)


@pytest.mark.parametrize("words", ["", "多少", "三千块", "万", "点五", "三三百五个", "abc", "3.5.6"])
def test_words_that_are_no_number(words: str) -> None:
    assert number_of(words) is None


@given(st.integers(min_value=0, max_value=99_999_999))
def test_every_number_written_out_is_read_back(number: int) -> None:
    assert number_of(_written(number)) == number


def _written(number: int) -> str:
    """1005 → 一千零五, as it is taught at school."""
    if number == 0:
        return "零"
    if number >= 10_000:
        high, low = divmod(number, 10_000)
        return _written(high) + "万" + (("零" if low < 1_000 else "") + _written(low) if low else "")
    words, zero = "", False
    for unit, name in ((1_000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, unit)
        if digit:
            words += ("零" if zero and words else "") + "零一二三四五六七八九"[digit] + name
            zero = False
        else:
            zero = True
    return words
