"""Words about the talk itself: who asks to wait, who agrees, who only listens."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.catalogue.load import DataError
from tests.voice.pretending import WORDS
from voice.words import load_words


@pytest.mark.parametrize(
    "text",
    [
        "等一下",
        "您等一下啊",
        "等等",
        "稍等，我去拿身份证",
        "好的，那您稍等一下",
        "我去拿一下老花镜",
        "等一下，我找一下",
        "哎，你别着急",
        "让我想想",
        "Wait a moment",
    ],
)
def test_who_asks_to_wait(text: str) -> None:
    assert WORDS.asks_to_wait(text)


@pytest.mark.parametrize("text", ["", "嗯", "好的", "等一下，要带什么", "等多久能办好", "稍等是多久", "我想办退休", "再说一遍", "我找人工"])
def test_who_asks_for_something_else(text: str) -> None:
    assert not WORDS.asks_to_wait(text)


@pytest.mark.parametrize(
    ("text", "agrees"),
    [
        ("是的。", True),
        ("对对对", True),
        ("嗯", True),
        ("Yes", True),
        ("不是", False),
        ("不对，", False),
        ("no", False),
        ("社保卡", None),
        ("", None),
    ],
)
def test_who_agrees(text: str, agrees: bool | None) -> None:
    assert WORDS.agrees(text) is agrees


def test_who_only_listens() -> None:
    assert [text for text in ("嗯", "嗯嗯。", "哦", "嗯，是的", "好") if WORDS.only_listens(text)] == ["嗯", "嗯嗯。", "哦"]


def test_a_list_that_is_missing_is_named(tmp_path: Path) -> None:
    file = tmp_path / "talking.yml"
    file.write_text("commands: [人工]\nwaiting: [等一下]\ngoing: 我去拿\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"talking.yml: `going` must be a list of words"):
        load_words(file)
