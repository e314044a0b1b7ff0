"""Identifiers never stay in a sentence, whatever stands around them and however they are written."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from stdnum import luhn

from api.masking import KINDS, Personal, Span, find_personal, mask
from api.vault import FakeVault
from api.vault.tokens import ALPHABET
from bot.chinese import LONGEST, normalise
from bot.kinds.spoken import digit_by_digit
from bot.vault import TOKEN, Secret

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
SAID = {"0": "零〇", "1": "幺一", "2": "二", "3": "三", "4": "四", "5": "五", "6": "六", "7": "七", "8": "八", "9": "九"}
SEPARATORS = (" ", "-", " - ", "、", ",", ".", "·", "…", ",嗯,", "  ")


def check_digit(first_17: str) -> str:
    """GB 11643, counted here once more so that the code is not its own judge."""
    return "10X98765432"[sum(int(d) * w for d, w in zip(first_17, WEIGHTS, strict=True)) % 11]


def found(text: str, public: Sequence[str] = ()) -> list[tuple[str, str]]:
    text = normalise(text)
    return [(one.kind, text[one.start : one.end]) for one in find_personal(text, public)]


# --- what is found, one by one ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("身份证11010519491231002X的", [("resident_id", "11010519491231002X")]),
        ("身份证11010519491231002x", [("resident_id", "11010519491231002x")]),
        ("是110105194912310021", [("resident_id", "110105194912310021")]),
        ("110105 19491231 002X", [("resident_id", "110105 19491231 002X")]),
        ("1101 0519 4912 3100 2X,对", [("resident_id", "1101 0519 4912 3100 2X")]),
        ("幺幺零幺零五幺九四九幺二三幺零零二叉", [("resident_id", "幺幺零幺零五幺九四九幺二三幺零零二叉")]),
        ("11010519491231002艾克斯", [("resident_id", "11010519491231002艾克斯")]),
        ("1 1 0 1 0 5 1 9 4 9 1 2 3 1 0 0 2 X", [("resident_id", "1 1 0 1 0 5 1 9 4 9 1 2 3 1 0 0 2 X")]),
        ("老证130503670401001", [("resident_id", "130503670401001")]),
        ("我手机13800138000呀", [("phone", "13800138000")]),
        ("abc13800138000def", [("phone", "13800138000")]),
        ("怎么13800138000", [("phone", "13800138000")]),
        ("138 0013 8000", [("phone", "138 0013 8000")]),
        ("138-0013-8000", [("phone", "138-0013-8000")]),
        ("+86 138 0013 8000", [("phone", "+86 138 0013 8000")]),
        ("8613800138000", [("phone", "8613800138000")]),
        ("138００138０00", [("phone", "13800138000")]),
        ("幺三八零零幺三八零零零", [("phone", "幺三八零零幺三八零零零")]),
        ("幺三八、零零幺三、八零零零", [("phone", "幺三八、零零幺三、八零零零")]),
        ("幺三八,呃,零零幺三,八零零零", [("phone", "幺三八,呃,零零幺三,八零零零")]),
        ("幺三八两个零幺三八三个零", [("phone", "幺三八两个零幺三八三个零")]),
        ("腰三八零零腰三八零零零", [("number", "三八零零腰三八零零零")]),
        ("138零零一三8000", [("phone", "138零零一三8000")]),
        ("我60,13800138000", [("phone", "13800138000")]),
        ("13800138000 13900139000", [("phone", "13800138000"), ("phone", "13900139000")]),
        ("1、13800138000", [("phone", "13800138000")]),
        ("座机0731-88776655", [("phone", "0731-88776655")]),
        ("(010)66778899", [("phone", "010)66778899")]),
        ("家里电话88776655", [("phone", "88776655")]),
        ("卡号6222 0212 3456 7890 128", [("bank_card", "6222 0212 3456 7890 128")]),
        ("4111111111111111", [("bank_card", "4111111111111111")]),
        ("4111111111111112", [("bank_card", "4111111111111112")]),
        ("档案123456789", [("number", "123456789")]),
        ("编码是三四五六七八九", [("number", "三四五六七八九")]),
        ("少一位1380013800", [("number", "1380013800")]),
        ("护照E12345678", [("passport", "E12345678")]),
        ("护照eg1234567", [("passport", "eg1234567")]),
        ("通行证H1234567890", [("passport", "H1234567890")]),
        ("我的车川A12345", [("plate", "川A12345")]),
        ("车牌湘A·D12345", [("plate", "湘A·D12345")]),
        ("邮箱wang.jianguo+1@example.com.cn谢谢", [("email", "wang.jianguo+1@example.com.cn")]),
        ("13800138000@qq.com", [("email", "13800138000@qq.com")]),
        ("社保卡号A12345678", [("account", "A12345678")]),
        ("社保卡号是123456", [("account", "123456")]),
        ("微信号wjg_1960", [("wechat", "wjg_1960")]),
        ("加我微信abcdef", [("wechat", "abcdef")]),
        ("微信13800138000", [("phone", "13800138000")]),
        ("QQ 12345678", [("qq", "12345678")]),
        ("扣扣三八五零二", [("qq", "三八五零二")]),
        ("验证码是482913", [("code", "482913")]),
        ("验证码四八二九幺三", [("code", "四八二九幺三")]),
    ],
)
def test_an_identifier_is_found(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "打110还是120",
        "市民热线12345,人社12333,医保12393,反诈96110,电力95598",
        "拨打400-812-3123",
        "4008123123",
        "银行是95588",
        "移动10086",
        "2026-03-05到2026-04-05",
        "2026-03-05 10:30",
        "2026年3月5日上午10点",
        "1965.3.8",
        "二零二六年三月五号",
        "今年2024、2025、2026都交了",
        "1、2、3、4、5、6、7、8、9、10",
        "养老金3256.78元",
        "一共1,234,567.89元",
        "房子1234567890元",
        "两千三百五十六块",
        "四五六万块钱",
        "一五一十三三两两",
        "干了15年零3个月",
        "我60岁老伴58岁",
        "QQ音乐怎么办",
        "微信里能办吗",
        "微信小程序",
        "验证码收不到",
        "湘潭市",
        "川菜A套餐",
        "社保卡号在哪里看",
        "身份证号要填吗",
        "电话打不通",
        "三楼2号窗口",
    ],
)
def test_what_belongs_to_nobody_stays(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize("number", ["0999-5550123", "13800138000", "0731 88776655", "88776655"])
def test_an_offices_number_stays_when_it_is_given_as_public(number: str) -> None:
    sentence = f"窗口电话{number},对吗"
    assert (found(sentence, [number]), found(sentence)) == ([], [("phone", number)])


def test_a_public_number_beside_a_private_one_stays() -> None:
    assert found("我打了12345 13800138000") == [("phone", "13800138000")]


def test_what_stands_in_a_token_is_left_alone() -> None:
    text = "⟦resident_id:e2345678⟧和⟦phone:a2345678⟧"
    assert find_personal(text) == []


def test_every_kind_that_can_be_found_is_listed_for_labels() -> None:
    assert len(set(KINDS)) == len(KINDS)
    assert all(TOKEN.fullmatch(f"⟦{kind}:{ALPHABET[:8]}⟧") for kind in KINDS)


# --- masking --------------------------------------------------------------------------------------


def mask_in(vault: FakeVault, text: str, spans: Sequence[Span | Personal]) -> str:
    return mask(text, spans, lambda secrets: vault.put_many("c", secrets))


def kinds_in(masked: str) -> str:
    return TOKEN.sub(lambda match: f"<{match[1]}>", masked)


def test_a_sentence_keeps_its_words_and_loses_its_secrets() -> None:
    vault = FakeVault()
    text = "我叫王建国,手机138 0013 8000,要带什么?"
    masked = mask_in(vault, text, find_personal(text))
    assert kinds_in(masked) == "我叫<person_name>,手机<phone>,要带什么?"
    assert vault.render("c", masked) == text
    assert vault.render("c", masked, ear=True) == f"我叫王建国,手机{digit_by_digit('13800138000', (3, 4, 4))},要带什么?"


def test_what_a_question_heard_goes_first_and_the_rest_is_masked_too() -> None:
    vault = FakeVault()
    text = "住在和平路18号3栋2单元501室"
    heard = Span(5, 9, Secret("building", "8号3栋", "8号3栋", "8号3栋"))
    masked = mask_in(vault, text, [heard, *find_personal(text)])
    assert kinds_in(masked) == "住在<address><building><address>"
    assert vault.render("c", masked) == text.replace(text[5:9], "8号3栋")


def test_a_heard_span_hides_the_same_span_found_by_form() -> None:
    text = "13800138000"
    heard = Span(0, 11, Secret("mobile", text, "138 0013 8000", "幺三八"))
    assert kinds_in(mask_in(FakeVault(), text, [heard, *find_personal(text)])) == "<mobile>"


def test_nothing_to_mask_leaves_the_text_and_the_vault_alone() -> None:
    calls: list[Sequence[Secret]] = []

    def put(secrets: Sequence[Secret]) -> Sequence[str]:
        calls.append(secrets)
        return ["⟦x:abcdefgh⟧" for _ in secrets]

    assert (mask("要带什么", [], put), [len(one) for one in calls]) == ("要带什么", [0])


# --- properties: generated identifiers inside sentences --------------------------------------------

AREAS = st.sampled_from(["110105", "430105", "999901", "440304", "810000", "654325"])
BIRTHS = st.dates(date(1900, 1, 1), date(2026, 11, 22)).map(lambda day: day.strftime("%Y%m%d"))
FIRST_17 = st.tuples(AREAS, BIRTHS, st.from_regex(r"[0-9]{3}", fullmatch=True)).map("".join)
RESIDENT_IDS = FIRST_17.map(lambda first: first + check_digit(first))
WRONG_IDS = st.tuples(RESIDENT_IDS, st.sampled_from("0123456789")).map(lambda p: p[0][:-1] + p[1])
PHONES = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
CARDS = st.from_regex(r"(62[0-9]{13,16}|4[0-9]{14}|5[1-5][0-9]{13})", fullmatch=True).map(lambda c: c + luhn.calc_check_digit(c))
IDENTIFIERS = st.one_of(RESIDENT_IDS, WRONG_IDS, PHONES, CARDS)

HARMLESS = "我的号码是电话请问退休材料孩子老伴身份证手机卡谢您好呀吗年月日元块路楼室万的,。?!:、 "
SURROUNDINGS = st.text(HARMLESS, max_size=12)


@st.composite
def written(draw: st.DrawFn, identifier: str) -> str:
    """The identifier plain, full-width, in groups, spoken, or all of it mixed."""
    how = draw(st.sampled_from(["plain", "wide", "groups", "spoken", "mixed"]))
    characters = [_character(draw, c, how) for c in identifier]
    if how in ("groups", "mixed"):
        cuts = draw(st.lists(st.integers(1, len(identifier) - 1), max_size=6, unique=True))
        separator = draw(st.sampled_from(SEPARATORS))
        characters = [separator + c if i in cuts else c for i, c in enumerate(characters)]
        if identifier.endswith("X") and len(identifier) - 1 in cuts:
            characters[-1] = " X"
    return "".join(characters)


def _character(draw: st.DrawFn, character: str, how: str) -> str:
    if character == "X":
        return "叉" if how == "spoken" else draw(st.sampled_from("Xx"))
    if how == "wide":
        return chr(ord(character) + 0xFEE0)
    if how == "spoken" or (how == "mixed" and draw(st.booleans())):
        return draw(st.sampled_from(SAID[character]))
    return character


def digits_left(masked: str) -> str:
    """All digits outside tokens, written or said, in their order."""
    plain = {said: digit for digit, words in SAID.items() for said in words} | {d: d for d in SAID}
    return "".join(plain.get(c, "") for c in TOKEN.sub("|", masked))


@given(st.data(), IDENTIFIERS, SURROUNDINGS, SURROUNDINGS)
def test_no_five_digits_of_an_identifier_stay_and_rendering_gives_the_original_back(
    data: st.DataObject, identifier: str, before: str, after: str
) -> None:
    text = normalise(before + data.draw(written(identifier)) + after)
    vault = FakeVault()
    masked = mask_in(vault, text, find_personal(text))
    left = digits_left(masked)
    assert [identifier[i : i + 5] for i in range(len(identifier) - 4) if identifier[i : i + 5] in left] == []
    assert vault.render("c", masked) == text


@given(st.data(), st.lists(IDENTIFIERS, min_size=2, max_size=4), SURROUNDINGS)
def test_several_identifiers_in_one_sentence_are_all_masked(data: st.DataObject, identifiers: list[str], between: str) -> None:
    said = [data.draw(written(one)) for one in identifiers]
    text = normalise(f",{between}还有,".join(said))
    vault = FakeVault()
    masked = mask_in(vault, text, find_personal(text))
    left = digits_left(masked)
    assert [one[i : i + 5] for one in identifiers for i in range(len(one) - 4) if one[i : i + 5] in left] == []
    assert vault.render("c", masked) == text


@given(st.text(max_size=300))
@example("1 " * 150)
@example("一" * 300)
@example("我叫" * 150)
@example("路" * 300)
@example("3栋2单元" * 40)
def test_whatever_is_said_comes_back_exactly(said: str) -> None:
    text = normalise(said)
    vault = FakeVault()
    assert vault.render("c", mask_in(vault, text, find_personal(text))) == text


@given(st.text(max_size=200))
def test_found_spans_lie_in_the_text_in_order_without_overlaps(said: str) -> None:
    text = normalise(said)
    spans = [(one.start, one.end) for one in find_personal(text)]
    assert spans == sorted(spans)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(left[1] <= right[0] for left, right in pairwise(spans))


PUBLIC = st.sampled_from(
    ["110", "119", "120", "122", "12345", "12333", "12393", "96110", "95598", "10086", "95588", "400-812-3123", "4008123123"]
)


PLACELESS = st.text([c for c in HARMLESS if c not in "路楼室号"], max_size=12)
"""Words that make no address of a number: 110室 is a room."""


@given(PUBLIC, PLACELESS, PLACELESS)
def test_public_numbers_survive(number: str, before: str, after: str) -> None:
    text = normalise(f"{before}{number}{after}")
    masked = mask_in(FakeVault(), text, find_personal(text))
    assert number in masked


@given(st.sampled_from(["⟦", "【", "〚"]), st.sampled_from(KINDS), st.text(ALPHABET, min_size=8, max_size=8))
def test_a_typed_token_never_opens(bracket: str, kind: str, reference: str) -> None:
    vault = FakeVault()
    token = vault.put("c", Secret("phone", "13800138000", "138 0013 8000", ""))
    for typed in (token, f"{bracket}{kind}:{reference}⟧"):
        text = normalise(f"我的是{typed}")
        masked = mask_in(vault, text, find_personal(text))
        assert TOKEN.findall(text) == []
        assert "138 0013 8000" not in vault.render("c", masked)


def test_digits_of_other_scripts_are_digits_too() -> None:
    assert [kind for kind, _ in found("我的电话١٣٨٠٠١٣٨٠٠٠")] == ["phone"]


def test_the_longest_turn_is_masked_whole_also_where_it_was_cut() -> None:
    text = normalise("我的电话13800138000,身份证11010519491231002X,家住和平路18号3栋501。" * 60)
    assert len(text) == LONGEST
    masked = mask_in(FakeVault(), text, find_personal(text))
    assert re.findall(r"[0-9]{4,}", TOKEN.sub("", masked)) == []
