"""Of whom each part of a sentence tells."""

from __future__ import annotations

import pytest

from bot.told_of import told_of


@pytest.mark.parametrize(
    ("text", "said", "people"),
    [
        ("我爸身体好,我妈要人照顾", "身体好", {"father"}),
        ("我爸身体好,我妈要人照顾", "要人照顾", {"mother"}),
        ("我爸身体好我妈要人照顾", "要人照顾", {"mother"}),
        ("我老伴住在青禾区", "青禾区", {"spouse"}),
        ("我老伴住在青禾区,我住白露区", "白露区", set()),
        ("我住在我儿子家,在青禾区", "青禾区", set()),
        ("我照顾我爸,走不动", "走不动", set()),
        ("比我爸身体差,走不动", "走不动", set()),
        ("我爸跟我妈一样,走不动", "走不动", {"father"}),
        ("我爸我妈都走不动", "走不动", {"father", "mother"}),
        ("我和我爸都走不动", "走不动", {"self", "father"}),
        ("走不动的是我爸", "走不动", {"father"}),
        ("现在我爸走不动", "走不动", {"father"}),
        ("妈走不动", "走不动", {"mother"}),
        ("我爸走不动,要上门", "上门", {"father"}),
        ("我老伴不会用手机,去社区吧", "去社区", set()),
        ("我老伴走不动,那就手机刷脸", "手机刷脸", set()),
        ("我爸停发了。照常发", "照常", set()),
        ("我女儿说手机刷脸方便", "手机刷脸", set()),
        ("我老伴让我问问,停发了", "停发", set()),
        ("我自己的卡也坏了", "坏了", {"self"}),
        ("我也停发了", "停发", {"self"}),
        ("我自己去拿", "自己去拿", set()),
        ("my father is healthy, my mother needs care", "needs care", {"mother"}),
    ],
)
def test_of_whom_it_is_told(text: str, said: str, people: set[str]) -> None:
    """The one spoken of last, until it is about somebody else; nobody: whoever talks."""
    start = text.index(said)
    assert told_of(text, start, start + len(said)) == people
