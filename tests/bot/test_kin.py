"""Relatives in a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from bot.kin import KEYS, surely_two
from bot.named import named
from bot.served import expressly, served, too

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("我爸我妈的养老金认证都要办", ["father", "mother"]),
        ("给我爸和我妈做养老认证", ["father", "mother"]),
        ("给爸妈办认证", ["father", "mother"]),
        ("先给我爸办,再给我妈办", ["father", "mother"]),
        ("给我妈办高龄津贴,我爸的也要办", ["mother", "father"]),
        ("我爷爷奶奶的高龄津贴", ["grandfather", "grandmother"]),
        ("我和我老婆的社保卡都丢了", ["self", "wife"]),
        ("我老公和我都想取公积金", ["husband", "self"]),
        ("我爸的也要办,跟我妈一样", ["father"]),
        ("再给我自己办一个", ["self"]),
        ("我女儿帮我弄的,换她来办行不行", []),
        ("我是女儿,给我爸做养老认证,再给我妈做,都照常发", ["father", "mother"]),
        ("我儿子说要认证", []),
        ("我老伴让我问问认证的事", []),
        ("我闺女叫我来办的", []),
        ("我要办社保卡,我闺女叫我来办的", []),
        ("我妈让我帮她办养老金认证", ["mother"]),
        ("my daughter told me to do it", []),
        ("my wife asked me to do it for her", ["wife"]),
        ("My father and my mother both need the pension authentication", ["father", "mother"]),
        ("我儿子帮我爸办认证", ["father"]),
        ("我爸走不动,我妈也不会弄手机,给我爸办认证", ["father"]),
        ("我爸我妈帮我带孩子,想领育儿补贴", []),
        ("我妈满八十五了,我爸八十二,都想领高龄津贴", ["mother", "father"]),
        ("我要做养老认证,我老伴也要做", ["self", "spouse"]),
        ("我要办我妈的认证,我爸也要办", ["mother", "father"]),
        ("给我大儿子和小儿子都办社保卡", ["elder_son", "younger_son"]),
        ("给我两个儿子办社保卡", ["one_child", "other_child"]),
        ("我们两个孩子都在外地打工", []),
        ("我孙子刚退伍,他爸妈都在外头打工", ["grandson"]),
        ("俺从黑龙江过来给儿子看孩子,想办居住证", []),
        ("for my father and my mother", ["father", "mother"]),
    ],
)
def test_for_whom_something_is_to_be_done(text: str, people: list[str]) -> None:
    """Each once, in the order in which they are named; who only helps is none of them."""
    assert [one.key for one in served(text)] == people


def test_who_is_named_only_is_nobody_it_is_done_for_expressly() -> None:
    """我妈叫… tells of her, 打给我妈 says whom to call."""
    assert not expressly("我妈叫高演敏")
    assert not expressly("打给我妈")
    assert expressly("再给我爸办一个")
    assert [one.key for one in named("孩子他爸走不动")] == ["husband"]


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("我自己的卡也坏了", ["self"]),
        ("我的卡也丢了", ["self"]),
        ("我也想补一张", ["self"]),
        ("我爸的社保卡也丢了", ["father"]),
        ("我爸的也丢了", ["father"]),
        ("我爸的手机也丢了", []),
        ("我爸的卡也没丢", []),
        ("我爸也走不动", []),
        ("我老婆的卡丢了", []),
    ],
)
def test_who_is_in_the_same_plight(text: str, people: list[str]) -> None:
    """也, and the thing itself, or nothing in its place."""
    assert [one.key for one in too(text, ["社保卡", "的卡"])] == people


def test_who_is_surely_somebody_else() -> None:
    """老伴 may be the wife, 老头子 the father; nobody knows who 老人 is."""
    assert surely_two("father", "mother")
    assert not surely_two("spouse", "wife")
    assert not surely_two("old_man", "father")
    assert surely_two("self", "wife")
    assert not surely_two(None, "wife")


def test_every_relative_can_be_spoken_of_in_both_languages() -> None:
    """您父亲, your father."""
    for language in ("zh", "en"):
        said = yaml.safe_load((ROOT / "data" / "say" / language / "kin.yml").read_text(encoding="utf-8"))
        assert sorted(said) == sorted(KEYS)
