"""Of whom a name or a number in a sentence is said. What stands in brackets is asked about."""

from __future__ import annotations

import re

import pytest

from bot.kinds.said_of import called, people_in, said_of

_ASKED = re.compile(r"\[(.*?)\]")


def whose(told: str) -> list[str]:
    """For each piece in brackets who it is, and how they were called."""
    text, found = _ASKED.sub(r"\1", told), []
    for number, piece in enumerate(_ASKED.finditer(told)):
        start = piece.start() - 2 * number
        of = said_of(text, start, start + len(piece[1]))
        found.append(f"{of.who} {of.word}".strip())
    return found


@pytest.mark.parametrize(
    ("told", "of"),
    [
        ("我叫[王演敏]", ["self"]),
        ("[王演敏]", ["nobody"]),
        ("我是[王演敏]", ["self"]),
        ("我是青禾区的[刘演芳]", ["self"]),
        ("本人[王演敏]", ["self"]),
        ("我身份证号[1]", ["self"]),
        ("[1],这是我的", ["self"]),
        ("给我爸办,他叫[王演福],身份证[1],我叫[王演敏],身份证[2]", ["other 他", "other 他", "self", "self"]),
        ("我叫[王演敏],身份证[2],我爸叫[王演福],身份证[1]", ["self", "self", "other 爸", "other 爸"]),
        ("孩子叫[王演军],我叫[李演敏],我老公叫[王演福]", ["other 孩子", "self", "other 老公"]),
        ("我爸[徐演福]", ["other 爸"]),
        ("我爸,[徐演福]", ["other 爸"]),
        ("我父亲的身份证是[1]", ["other 爸"]),
        ("替我妈[吴演梅]办", ["other 妈"]),
        ("老人叫[吴演梅]", ["other 老人"]),
        ("[高演华]是我爸", ["other 爸"]),
        ("[1]是我妈的", ["other 妈"]),
        ("我是[王演福]的儿子,我叫[王演军]", ["other", "self"]),
        ("我是他女儿[徐演敏]", ["self"]),
        ("我是我爸的女儿,[徐演敏]", ["self"]),
        ("给我爸办社保卡,[徐演福]", ["unclear"]),
        ("我妈叫我来办,身份证[1]", ["unclear"]),
        ("我爸让我来办社保卡,[1]", ["unclear"]),
        ("他叫[高演华],我来给他办,身份证[1]", ["other 他", "unclear"]),
        ("我老公在部队,身份证[1]", ["unclear"]),
        ("给我妈办,她44年3月生的,叫[曾演欣],身份证[1],我叫[傅示和]", ["other 他", "other 他", "self"]),
        ("我妈今年八十二了,叫[曾演欣],身份证[1]", ["other 妈", "other 妈"]),
        ("给我妈办,她33年7月8号生的,身份证[1],我的是[2]", ["other 他", "self"]),
        ("给我妈办,叫[傅示和]", ["unclear"]),
        ("我女儿帮我弄的这个号码,[1]", ["nobody"]),
        ("我儿子刚才给我查的号码是[1]", ["nobody"]),
        ("我女儿帮我妈弄的,身份证[1]", ["unclear"]),
        ("我生了个孩子要上户口,[王演敏]", ["nobody"]),
        ("我想办老人优待证,[王演敏]", ["nobody"]),
        ("其他的都好,[王演敏]", ["nobody"]),
        ("his name is [W], his ID is [1], my name is [M], my ID [2]", ["other 他", "other 他", "self", "self"]),
        ("I am [M] and my father's ID is [1]", ["self", "other 爸"]),
    ],
)
def test_it_is_said_of_whom_was_spoken_of_last(told: str, of: list[str]) -> None:
    assert whose(told) == of


def test_cues_name_whom_a_question_is_about() -> None:
    assert people_in(["我爸叫", "他的身份证", "老人叫", "打给"]) == {"爸", "他", "老人"}
    assert people_in(["我叫", "我的名字", "身份证"]) == frozenset()


def test_one_person_called_differently_is_one() -> None:
    assert [called(one) for one in ("我爸爸", "他父亲", "我家老爸", "她", "my father")] == ["爸", "爸", "爸", "他", "爸"]
