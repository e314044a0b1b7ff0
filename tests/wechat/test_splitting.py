"""Long texts are cut where a reader would pause, and nothing of them is lost."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from api.wechat.showing.splitting import LIMIT, size, split

PLACES = "云禾市青禾区穗语路1号（演示），"
PIECES_OF_TEXT = st.sampled_from(
    [
        "到柜台要带的：\n", "身份证，原件。\n", "\n\n", "好，", "办好了！", "您看看，都对吗？", "12,500.50元", "2026年11月22日",
        "0731-12345678",
        "https://example.org/elder?t=abcdef012345", "【验证码】", "👨‍👩‍👧‍👦", "e\u0301", "👍🏽", "🇨🇳", " ", "\r\n", "一百二十三元",
        "a word or two. ",
        "NB2026001739", "“退休”", "…", "葛\U000e0100",
    ]
)  # fmt: skip
TEXTS = st.lists(st.one_of(PIECES_OF_TEXT, st.text(max_size=6)), max_size=120).map("".join)
LIMITS = st.integers(64, 400)
WHOLE = re.compile(r"https://[!-~]+|【验证码】|0731-12345678|12,500\.50元|2026年11月22日|👨‍👩‍👧‍👦|👍🏽|🇨🇳|一百二十三元")


def bare(text: str) -> str:
    return "".join(text.split())


@settings(deadline=None)
@given(TEXTS, LIMITS)
def test_nothing_is_lost_and_nothing_comes_twice(text: str, limit: int) -> None:
    rest = text.strip()
    for piece in split(text, limit):
        assert rest.startswith(piece)
        rest = rest[len(piece) :].lstrip()
    assert rest == ""


@settings(deadline=None)
@given(TEXTS, LIMITS)
def test_every_piece_fits_and_none_is_blank(text: str, limit: int) -> None:
    assert [piece for piece in split(text, limit) if size(piece) > limit or not piece.strip()] == []


@settings(deadline=None)
@given(TEXTS)
def test_what_fits_stays_one(text: str) -> None:
    assert split(text, max(64, size(text))) == ((text.strip(),) if text.strip() else ())


@settings(deadline=None)
@given(st.lists(PIECES_OF_TEXT, max_size=80), LIMITS)
@example(["到柜台要带的：\n", "0731-12345678", "https://example.org/elder?t=abcdef012345"], 64)
@example(["到柜台要带的：\n", "到柜台要带的：\n", "2026年11月22日", "到柜台要带的：\n", "到柜台要带的：\n"], 64)
def test_numbers_links_tokens_and_families_stay_whole(parts: list[str], limit: int) -> None:
    text = " ".join(parts)
    assert WHOLE.findall(" ".join(split(text, limit))) == WHOLE.findall(text)


@settings(deadline=None)
@given(st.integers(1, 400), LIMITS)
def test_the_last_piece_of_plain_sentences_is_not_tiny(count: int, limit: int) -> None:
    pieces = split("您想办的事，用自己的话说。" * count, limit)
    assert len(pieces) == 1 or size(pieces[-1]) * 3 >= size(pieces[0])


@pytest.mark.parametrize(
    ("text", "cut_after"),
    [
        ("甲" * 30 + "。\n\n" + "乙" * 20 + "。" + "丙" * 20, "甲。"),
        ("甲" * 20 + "，" + "乙" * 10 + "。" + "丙" * 20, "乙。"),
        ("甲" * 30 + "，" + "乙" * 30, "，"),
        ("甲" * 15 + "，" + "乙" * 20 + "。材料：\n" + "丙" * 20, "乙。"),
        ("a" * 50 + " said so. " + "b" * 80, "so."),
        ("甲" * 18 + "他说：“好。”" + "乙" * 18, "。”"),
    ],
)
def test_it_is_cut_at_the_best_place(text: str, cut_after: str) -> None:
    first = split(text, 120)[0]
    assert first.endswith(cut_after), first


def test_a_heading_stays_with_its_list() -> None:
    text = "办事要这些。\n" * 4 + "去柜台要带原件的：\n" + "身份证，原件。\n" * 4
    assert [piece for piece in split(text, 120) if piece.endswith("：")] == []


def test_a_link_longer_than_a_message_is_cut_and_not_lost() -> None:
    link = "https://example.org/" + "x" * 5_000
    pieces = split(link)
    assert ("".join(pieces), max(map(size, pieces)) <= LIMIT) == (link, True)


def test_marks_heaped_on_one_letter_are_cut_only_where_they_must_be() -> None:
    text = "a" + "\u0301" * 200
    pieces = split(text, 100)
    assert "".join(pieces) == text


def test_a_hundred_thousand_characters_are_cut_soon() -> None:
    text = (PLACES + "工作日上午九点到十二点。") * 4_000
    assert bare("".join(split(text))) == bare(text)


def test_a_limit_that_holds_no_sentence_is_refused() -> None:
    with pytest.raises(ValueError, match="a message of 63 bytes holds no sentence"):
        split("您好", 63)
