"""Words about the talk itself: who asks to wait, who agrees, who only listens."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from actions.phrases import lexicon
from api.settings import ROOT
from bot.catalogue import load_catalogue
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
        "我去拿支笔来",
        "我去把我的户口本拿来",
        "我去叫我儿子",
        "我去找一下",
        "等一下，我找一下",
        "等等，有人敲门",
        "等一下啊，锅里炖着汤",
        "等等，我找身份证去",
        "等我问问我女儿再交",
        "我先问问家里人",
        "我跟老伴商量一下再说",
        "等我儿子回来再办",
        "先等等，我打个电话问问我女儿",
        "哎，你别着急",
        "让我想想",
        "让我儿子来办",
        "我儿子来跟你说",
        "我儿子拿手机去了，等他念",
        "等一下我叫我闺女",
        "我喊我女儿来",
        "让我女儿跟你讲",
        "我儿子去拿身份证了",
        "你跟我儿子说吧",
        "还是我闺女来弄吧",
        "换我孙女说",
        "我老伴马上就来",
        "等他念",
        "等一下，让我爸自己来说",
        "我忘了她的号 让我儿子来念",
        "看不清让我女儿来念",
        "你等等我找老花镜",
        "Let my daughter talk",
        "Wait a moment",
    ],
)
def test_who_asks_to_wait(text: str) -> None:
    assert WORDS.asks_to_wait(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "嗯",
        "好的",
        "等一下，要带什么",
        "等一下，我去取公积金",
        "等等，我看错了",
        "我问你一下",
        "我想问一下我女儿的社保卡",
        "我和老伴商量好了",
        "我儿子下班回家",
        "给我女儿打电话",
        "我问过我女儿了",
        "等多久能办好",
        "稍等是多久",
        "我想办退休",
        "再说一遍",
        "我找人工",
        "我去取公积金",
        "我去拿社保卡",
        "我去拿身份证要带什么",
        "我去找社区行吗",
        "我去找过社区了",
        "我去拿不到退休金",
        "我的身份证",
        "让我儿子来办行吗",
        "我儿子来办要带什么",
        "给我儿子办",
        "给我女儿弄社保卡",
        "帮我女儿弄",
        "我儿子办",
        "我女儿说的",
        "我女儿说要先认证",
        "叫我儿子来吧，我不办了",
        "改天叫我儿子来",
        "我儿子来了",
        "我儿子",
        "我叫王建国",
        "我女儿叫王演敏",
        "我闺女过来了",
        "换我来办",
        "妈妈来办",
        "我女儿来办",
        "我老公去取",
        "让我妈自己去拿",
        "跟他说",
        "我忘了她的号",
        "我不会弄，给我儿子办",
        "我找社保卡",
    ],
)
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


def test_nothing_that_can_be_asked_for_is_merely_fetched() -> None:
    asked_for = set(lexicon(SimpleNamespace(catalogue=load_catalogue(ROOT / "data"))))  # type: ignore[arg-type]
    assert [thing for thing in WORDS.things if thing in asked_for] == []
    assert [name for name in asked_for if any(WORDS.asks_to_wait(going + name) for going in WORDS.going)] == []


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("快一点", "faster"),
        ("请您说快一点啊", "faster"),
        ("你说得太慢了", "faster"),
        ("Speak faster.", "faster"),
        ("小声一点", "quieter"),
        ("好的，那您声音小一点吧", "quieter"),
        ("慢一点", None),
        ("能快一点办好吗", None),
        ("办得太慢了", None),
        ("好的", None),
        ("", None),
    ],
)
def test_who_wants_it_said_faster_or_less_loud(text: str, wanted: str | None) -> None:
    assert WORDS.tone_wanted(text) == wanted


def test_who_only_listens() -> None:
    assert [text for text in ("嗯", "嗯嗯。", "哦", "嗯，是的", "好") if WORDS.only_listens(text)] == ["嗯", "嗯嗯。", "哦"]


def test_a_list_that_is_missing_is_named(tmp_path: Path) -> None:
    file = tmp_path / "talking.yml"
    file.write_text("commands: [人工]\nwaiting: [等一下]\ngoing: 我去拿\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"talking.yml: `going` must be a list of words"):
        load_words(file)
