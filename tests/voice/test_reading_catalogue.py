"""Every Chinese sentence that can be said to a resident, read aloud: nothing is left that a voice stumbles over."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.catalogue.load import read_yaml
from voice.mouth.reading import normalise, read, to_pinyin
from voice.mouth.reading.pinyin import readable

DATA = Path(__file__).resolve().parents[2] / "data"
WORDS = re.compile("[\u3400-\u9fff〇，。、；：？！]*")
TOKEN = re.compile("[a-z]+[1-5]|[,.?!]")
SAMPLES = {
    "age": "8岁7个月",
    "amount": "12,500.50元",
    "code": "304 917".replace(" ", ""),
    "count": "17",
    "date": "2026-11-22",
    "day": "2026年11月22日",
    "days": "15",
    "each": "700元",
    "end": "1228",
    "hotline": "12345",
    "hours": "周一至周五 9:00-12:00，13:30-17:00",
    "highest": "20年",
    "left": "2",
    "max": "200",
    "min": "1",
    "minimum": "15年6个月",
    "month": "3",
    "name": "曾演福",
    "number": "2",
    "of": "5",
    "now": "2",
    "office": "云禾市青禾区社保中心，云禾市青禾区穗语路1号2楼（演示）",
    "phone": "0731-12345678",
    "receipt": "NB2026001739",
    "seconds": "48",
    "share": "20%",
    "standard": "6.5万元",
    "year": "2026",
    "years": "2024年、2025年",
    "yuan": "3600元",
}


def spoken_sentences() -> list[str]:
    """What stands in data/say/zh, and under `zh` or `note` in the services, with samples in place of the values."""
    found = [text for file in sorted(DATA.glob("say/zh/*.yml")) for text in leaves(read_yaml(file))]
    found += [text for file in sorted(DATA.glob("services/*.yml")) for text in chinese(read_yaml(file))]
    filled = (re.sub(r"\{(\w+)\}", lambda match: SAMPLES.get(match[1], "社保卡"), text) for text in found)
    return list(dict.fromkeys(text for text in filled if re.search("[\u4e00-\u9fff]", text)))


def leaves(node: Any) -> Iterator[str]:
    match node:
        case str():
            yield node
        case dict():
            yield from (text for child in node.values() for text in leaves(child))
        case list():
            yield from (text for child in node for text in leaves(child))


def chinese(node: Any) -> Iterator[str]:
    match node:
        case dict():
            for key, child in node.items():
                yield from leaves(child) if key in ("zh", "note") else chinese(child)
        case list():
            yield from (text for child in node for text in chinese(child))


SENTENCES = spoken_sentences()


def test_there_are_thousands_of_them() -> None:
    assert len(SENTENCES) > 2_000


def test_nothing_is_left_but_chinese_words_and_marks() -> None:
    assert [text for text in SENTENCES if not WORDS.fullmatch(normalise(text))] == []


def test_each_is_read_and_no_character_gets_lost_on_the_way_to_its_syllable() -> None:
    for text in SENTENCES:
        for reading in read(text):
            tokens = reading.pinyin.split()
            assert [token for token in tokens if not TOKEN.fullmatch(token)] == []
            assert len(tokens) == len(reading.text), reading


def test_reading_what_is_already_read_changes_nothing() -> None:
    assert [text for text in SENTENCES if normalise(normalise(text)) != normalise(text)] == []


def test_no_piece_is_long() -> None:
    for text in SENTENCES:
        for reading in read(text):
            assert len(reading.text) <= 60, reading


@pytest.fixture(scope="session")
def phonemes() -> Any:
    """What eSpeak NG makes of lines of pinyin, one line of phonemes a line."""
    if not shutil.which("espeak-ng"):
        pytest.skip("espeak-ng is not installed, so its phonemes cannot be looked at")

    def spoken(lines: list[str]) -> list[str]:
        command = ["espeak-ng", "-q", "-x", "-v", "cmn-latn-pinyin", "-s", "320", "--stdin"]
        said = subprocess.run(command, input="\n\n".join(lines), capture_output=True, text=True, check=True, timeout=60)
        return [line.strip() for line in said.stdout.splitlines() if line.strip()]

    return spoken


def test_espeak_reads_every_syllable_with_its_tone_and_nothing_as_english(phonemes: Any) -> None:
    """Were a third tone left before a third, eSpeak would raise it by itself and that would be seen here."""
    lines = list(dict.fromkeys(reading.pinyin for text in SENTENCES for reading in read(text)))
    wanted = [token for line in lines for token in line.split() if token[-1].isdigit()]
    said = phonemes(lines)
    assert [line for line in said if "(" in line] == []
    heard = [syllable for line in said for syllable in line.split("_|") if syllable.strip()]
    assert [pair for pair in zip(wanted, heard, strict=True) if pair[0][-1] not in tone(pair[1])] == []


def tone(syllable: str) -> str:
    """The numbers of the tones that these phonemes may be; a neutral one has many forms."""
    height = re.findall(r"\d+", syllable)
    return {"55": "15", "35": "2", "214": "3", "21": "35", "51": "4"}.get(height[0] if height else "", "5")


def gb2312() -> list[str]:
    """The 6,763 characters of everyday Chinese."""
    codes = (bytes([high, low]) for high in range(0xB0, 0xF8) for low in range(0xA1, 0xFF))
    return [character for code in codes if (character := code.decode("gb2312", errors="ignore"))]


def test_every_character_of_gb2312_has_a_syllable_that_espeak_reads(phonemes: Any) -> None:
    characters = gb2312()
    assert len(characters) == 6_763
    assert [character for character in characters if not readable(character)] == []
    syllables = sorted({to_pinyin(character) for character in characters})
    said = phonemes(syllables)
    assert len(said) == len(syllables)
    assert [pair for pair in zip(syllables, said, strict=True) if "(" in pair[1] or pair[1].count("_|") != 1] == []
