"""Relatives in a sentence."""

from __future__ import annotations

import pytest

from bot.kin import expressly, named, served, surely_two


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
        ("我儿子帮我爸办认证", ["father"]),
        ("我爸走不动,我妈也不会弄手机,给我爸办认证", ["father"]),
        ("我爸我妈帮我带孩子,想领育儿补贴", []),
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


def test_who_is_surely_somebody_else() -> None:
    """老伴 may be the wife, 老头子 the father; nobody knows who 老人 is."""
    assert surely_two("father", "mother")
    assert not surely_two("spouse", "wife")
    assert not surely_two("old_man", "father")
    assert surely_two("self", "wife")
    assert not surely_two(None, "wife")
