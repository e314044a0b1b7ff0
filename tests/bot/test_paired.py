"""Two matters for two people in one sentence."""

from __future__ import annotations

import pytest

from bot.paired import paired, part_of

THINGS = {"card": ["社保卡", "宝宝社保卡", "social security card"], "auth": ["养老认证", "认证"]}


@pytest.mark.parametrize(
    ("text", "whose"),
    [
        ("先给我妈弄社保卡,然后给我爸弄认证", {"card": ["mother"], "auth": ["father"]}),
        ("给我爸弄认证,再给我妈弄社保卡", {"auth": ["father"], "card": ["mother"]}),
        ("先给我妈补社保卡然后给我爸办养老认证", {"card": ["mother"], "auth": ["father"]}),
        ("社保卡是给我妈办的,养老认证是给我爸办的", {"card": ["mother"], "auth": ["father"]}),
        ("我妈的社保卡和我爸的养老认证都要办", {"card": ["mother"], "auth": ["father"]}),
        ("给我妈弄卡,给我爸弄认证", {"card": ["mother"], "auth": ["father"]}),
        ("我自己要办社保卡,给我老伴办养老认证", {"card": ["self"], "auth": ["spouse"]}),
        ("我要补社保卡,顺便给我老伴办养老认证", {"card": ["self"], "auth": ["spouse"]}),
        ("社保卡丢了,顺便给我老伴办养老认证", {"card": [], "auth": ["spouse"]}),
        ("我要给我妈办社保卡,给我爸办养老认证", {"card": ["mother"], "auth": ["father"]}),
        ("给我妈办社保卡和养老认证,给我爸办养老认证", {"card": ["mother"], "auth": ["mother", "father"]}),
        ("我女儿让我来办社保卡和养老认证", {}),
        ("给我爸我妈办养老认证和社保卡", {}),
        ("给我爸办养老认证,给我妈也办,社保卡给我儿子办", {}),
        ("我要办社保卡和养老认证", {}),
    ],
)
def test_whose_each_matter_is(text: str, whose: dict[str, list[str]]) -> None:
    """In the order of the sentence; empty where it is not plain."""
    found = {thing: list(people) for thing, people in paired(text, THINGS).items()}
    assert (found, list(found)) == (whose, list(whose))


def test_what_is_said_of_the_others_is_no_part_of_it() -> None:
    """Where somebody is named, what follows is theirs."""
    assert part_of("我在青禾区,给我奶奶领津贴,给我儿子办社保卡", ["grandmother"]) == "我在青禾区,给我奶奶领津贴,给" + "," * 7
    assert part_of("我要补社保卡,给我妈认证", ["self"]) == "我要补社保卡,给" + "," * 4
