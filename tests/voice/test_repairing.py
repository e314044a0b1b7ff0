"""Names of the catalogue put in place of what sounds like them, and everything that is left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.settings import ROOT
from bot.catalogue import load_catalogue
from bot.catalogue.load import DataError
from bot.turn import Repair
from tests.bench.voice_matching import clean_lines, lexicon_of
from voice.ears.lexicon import Lexicon, listed, read_lexicon
from voice.ears.repairing import Repaired, repair
from voice.words import load_words

REAL = lexicon_of(load_catalogue(ROOT / "data"))
FEW = Lexicon.of(["社保卡", "育儿补贴", "认证", "外教", "白露区", "养老金"], words=["人证"], commands=["人工"], short=["认证"])


@pytest.mark.parametrize(
    ("heard", "taken_for"),
    [
        ("设宝卡", "社保卡"),
        ("射饱卡", "社保卡"),
        ("鱼儿补贴", "育儿补贴"),
        ("育儿不贴", "育儿补贴"),
        ("任证", "认证"),
        ("羊老金", "养老金"),
    ],
)
def test_a_name_is_put_in_place_of_what_sounds_like_it(heard: str, taken_for: str) -> None:
    assert repair(f"我要问{heard}的事", FEW) == Repaired(f"我要问{taken_for}的事", (Repair(heard, taken_for),))


@pytest.mark.parametrize(
    "text",
    [
        "社保卡",  # right already
        "我要看人证",  # an ordinary word
        "外交部",  # a short name that is not among those to be put in place
        "我叫设宝卡",  # somebody's name
        "白鹭区",  # a word, and the place is not what is spoken of
        "的养老的",  # only near
        "",
        "abc 123",
    ],
)
def test_anything_else_is_left(text: str) -> None:
    assert repair(text, FEW) == Repaired(text)


def test_a_name_that_is_spoken_of_is_believed_against_an_ordinary_word() -> None:
    assert repair("在白鹭区", FEW, listed(("白露区",))) == Repaired("在白露区", (Repair("白鹭区", "白露区"),))


def test_phrases_that_were_understood_are_not_touched() -> None:
    assert repair("我要设宝卡", FEW, kept=["设宝卡"]) == Repaired("我要设宝卡")


def test_short_names_are_left_out_on_demand() -> None:
    assert repair("任证", FEW, shortest=3) == Repaired("任证")


def test_two_names_of_one_sound_are_no_answer() -> None:
    assert repair("青河村", Lexicon.of(["青禾村", "清禾村"])) == Repaired("青河村")


def test_two_names_in_one_sentence_are_both_put_right() -> None:
    done = repair("桑葬费和扶蓄金", Lexicon.of(["丧葬费", "抚恤金"]))
    assert done == Repaired("丧葬费和抚恤金", (Repair("桑葬费", "丧葬费"), Repair("扶蓄金", "抚恤金")))


def test_what_people_typed_is_hardly_changed_and_only_where_they_mistyped() -> None:
    changed = [f"{r.heard} → {r.taken_for}" for line in clean_lines() for r in repair(line, REAL).repairs]
    assert changed == [
        "育儿补帖 → 育儿补贴",
        "社宝卡 → 社保卡",
        "低宝边缘 → 低保边缘",
        "拆千款 → 拆迁款",
        "护罩 → 护照",
        "物业非 → 物业费",
        "公积金代 → 公积金贷",
        "养老苑 → 养老院",
        "高烤成绩 → 高考成绩",
        "驾驶正 → 驾驶证",
    ]


def test_a_name_of_one_character_or_in_letters_is_no_name_for_the_ears() -> None:
    assert Lexicon.of(["卡", "WiFi", "社保卡", "A证"]).names == {"社保卡"}


def test_the_words_and_commands_of_this_city_are_read() -> None:
    voice = ROOT / "data" / "voice"
    lexicon = read_lexicon(voice / "words.yml", ["社保卡"], load_words(voice / "talking.yml").commands)
    assert {"再说一遍", "人工", "停", "返回", "跳过", "等一下"} <= set(lexicon.commands)
    assert "人证" in lexicon.words
    assert "社保卡" in lexicon.names


def test_no_ordinary_word_is_a_name() -> None:
    assert REAL.words & REAL.names == set()


def test_a_file_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"words\.yml: the file is missing"):
        read_lexicon(tmp_path / "words.yml", [])
