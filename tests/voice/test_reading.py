"""How a text is read aloud, against tests/voice/reading.yml."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalogue.load import DataError, read_yaml
from voice.mouth import Reading
from voice.mouth.reading import normalise, read, to_pinyin
from voice.mouth.reading.table import load_table

WORDS = "[\u3400-\u4dbf\u4e00-\u9fff〇\U00020000-\U0003ffff，。、；：？！]*"
TABLE = read_yaml(Path(__file__).parent / "reading.yml")


def cases(part: str) -> list[Any]:
    """(text, what is expected), each with its section as its id."""
    return [pytest.param(text, wanted, id=f"{section}-{text}") for section, lines in TABLE[part].items() for text, wanted in lines.items()]


def test_the_table_has_a_case_for_everything() -> None:
    assert len(cases("said")) + len(cases("spoken")) >= 260


@pytest.mark.parametrize(("text", "said"), cases("said"))
def test_it_is_said_as(text: str, said: str) -> None:
    assert normalise(str(text).replace("\\n", "\n")) == said


@pytest.mark.parametrize(("text", "pinyin"), cases("spoken"))
def test_it_sounds_like(text: str, pinyin: str) -> None:
    assert to_pinyin(normalise(str(text))) == pinyin


# --- sentences ------------------------------------------------------------------------------------


def texts(text: str) -> list[str]:
    return [reading.text for reading in read(text)]


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("好的。您想办什么事？直接说！", ["好的。", "您想办什么事？", "直接说！"]),
        ("第一行\n第二行", ["第一行", "第二行"]),
        ("好。\n\n\n好！？", ["好。", "好！"]),
        ("真的吗?好!", ["真的吗？", "好！"]),
        ("您好，这里是暖办。", ["您好，这里是暖办。"]),
        ("", []),
        ("  \n ", []),
        ("。！？……", []),
        ("😀", []),
        ("好的😀。", ["好的。"]),
        ("カタカナ", []),
    ],
)
def test_a_text_is_parted_at_the_ends_of_its_sentences(text: str, pieces: list[str]) -> None:
    assert texts(text) == pieces


def test_a_long_sentence_is_parted_at_its_pauses_and_the_first_piece_is_short() -> None:
    assert texts("领养老金的人，每年确认一次，手机刷脸、社区帮忙、请人上门都可以，走不动的请社区的人到家里来办。") == [
        "领养老金的人，",
        "每年确认一次，手机刷脸、社区帮忙、请人上门都可以，",
        "走不动的请社区的人到家里来办。",
    ]


def test_a_long_list_is_parted_at_its_list_marks_when_it_has_no_other_pause() -> None:
    pieces = texts("请您带上老人的身份证原件、户口本首页和本人那一页的复印件、近半年拍的两张一寸照片来柜台。")
    assert pieces == ["请您带上老人的身份证原件、", "户口本首页和本人那一页的复印件、", "近半年拍的两张一寸照片来柜台。"]


def test_only_the_first_sentence_hurries() -> None:
    long = "领养老金的人，每年确认一次，手机刷脸、社区帮忙、请人上门都可以，走不动的请社区的人到家里来办。"
    assert texts(f"好。{long}") == [
        "好。",
        "领养老金的人，每年确认一次，手机刷脸、社区帮忙、请人上门都可以，",
        "走不动的请社区的人到家里来办。",
    ]


@pytest.mark.parametrize("text", ["银行办事" * 1_000, "好，" * 2_000, "一二，" * 1_000, "1" * 3_000, "A" * 2_000, "一" * 3_000])
def test_no_piece_is_endless(text: str) -> None:
    pieces = texts(text)
    assert max(map(len, pieces)) <= 60
    assert "".join(pieces) == normalise(text)


def test_no_piece_is_a_crumb() -> None:
    assert texts("好的，您填的都留着，随时可以接着办，想请人帮忙就打电话问街道的窗口，对吗？") == [
        "好的，您填的都留着，",
        "随时可以接着办，想请人帮忙就打电话问街道的窗口，对吗？",
    ]


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("请您再听一遍您刚才说的身份证号11010119491231002X对不对，不对就说不对。", "幺幺零幺零幺，幺九四九，幺二三幺，零零二叉"),
        ("请您再听一遍您刚才说的手机号码，幺三八，零零幺三，八零零零，对不对，不对就说不对。", "幺三八，零零幺三，八零零零"),
        ("您刚才已经交上去的这件事的办件编号是NB2026001739，请记下来，来问进度的时候要用。", "二零二六，零零幺七，三九"),
    ],
)
def test_an_identifier_is_never_parted(text: str, whole: str) -> None:
    assert len(texts(text)) > 1
    assert sum(whole in piece for piece in texts(text)) == 1


def test_a_reading_has_its_words_its_syllables_and_its_language() -> None:
    assert read("请打 12345。") == (Reading("请打幺二三四五。", "qing2 da3 yao1 er4 san1 si4 wu3 .", "zh"),)


def test_a_character_that_no_dictionary_knows_is_left_out() -> None:
    assert read("好㐂的") == (Reading("好的", "hao3 de5", "zh"),)


def test_english_is_left_to_the_voice() -> None:
    assert read("Your name is 曾演福. Please call 12345!\nBye", "en") == (
        Reading("Your name is 曾演福.", "", "en"),
        Reading("Please call 12345!", "", "en"),
        Reading("Bye", "", "en"),
    )


def test_english_without_a_word_is_nothing() -> None:
    assert read("... 😀 !", "en") == ()


@given(st.text(max_size=120))
def test_whatever_is_written_can_be_read(text: str) -> None:
    for reading in read(text):
        assert re.fullmatch(WORDS, reading.text)
        assert re.fullmatch("(?:(?:[a-z]+[1-5]|[,.?!])(?: |$))*", reading.pinyin)
        assert len(reading.pinyin.split()) == len(reading.text)


@given(st.text(alphabet="0123456789.,:-/%元年月日个号X*（）至 ~", max_size=40))
def test_whatever_numbers_are_written_can_be_read(text: str) -> None:
    assert re.fullmatch(WORDS, normalise(text))


def test_a_very_long_number_is_read() -> None:
    assert normalise("9" * 3_000).startswith("九九九九，九九九九")


# --- the list -------------------------------------------------------------------------------------

LIST = Path(__file__).resolve().parents[2] / "data" / "voice" / "readings.yml"


@pytest.mark.parametrize(
    ("wrong", "right", "message"),
    [
        ("  银行: yin2 hang2\n", "  银行: yin2\n", "银行 has 2 characters, yin2 has 1 syllables"),
        ("  银行: yin2 hang2\n", "  银行: yin2 hang\n", "hang is no syllable with its tone"),
        ("  QQ: 扣扣\n", "  QQ: kou kou\n", "kou kou is to be written in Chinese characters"),
        ("letters:\n", "lettres:\n", "`lettres` is not a word that this file may use"),
    ],
)
def test_a_mistake_in_the_list_is_named_with_its_line(tmp_path: Path, wrong: str, right: str, message: str) -> None:
    text = LIST.read_text(encoding="utf-8")
    line = text[: text.index(wrong)].count("\n") + 1
    broken = tmp_path / "readings.yml"
    broken.write_text(text.replace(wrong, right), encoding="utf-8")
    with pytest.raises(DataError) as caught:
        load_table(broken)
    assert f"{broken}:{line} " in str(caught.value)
    assert message in str(caught.value)


def test_a_missing_list_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"readings\.yml: the file is missing"):
        load_table(tmp_path / "readings.yml")


def test_every_region_has_a_reading_of_its_own_in_the_list_or_is_read_right_without() -> None:
    regions = read_yaml(LIST.parents[1] / "regions.yml")["regions"]
    spoken = {region["title"]: to_pinyin(region["title"]) for region in regions}
    assert spoken["重庆市"] == "chong2 qing4 shi4"
    assert spoken["福建省厦门市"] == "fu2 jian4 sheng3 xia4 men2 shi4"
    assert spoken["云禾市青禾区穗语街道谷雨里社区"] == "yun2 he2 shi4 qing1 he2 qu1 sui4 yu3 jie1 dao4 gu2 yu2 li3 she4 qu1"
