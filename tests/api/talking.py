"""Whole conversations for the door's tests: who talks, and how they get to a receipt."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import delete

from actions.identity.tables import CodeRow
from tests.living import Living, Talker

LAN = ("孙示兰", "999002196002220240")
"""A pensioner of the demonstration: name, ID number."""
HONG = ("陈示宏", "999001199509220116")
"""A young father."""
MOST = 40
"""Turns after which a conversation leads nowhere."""


def forget_codes(alive: Living) -> None:
    """From now on nobody has asked for a code before."""
    with alive.house.sessions.begin() as session:
        session.execute(delete(CodeRow))


def prove(talker: Talker, person: tuple[str, str]) -> str:
    """Answers who is talking; what is said once that is known."""
    forget_codes(talker.living)
    talker.say(person[0])
    talker.say(person[1])
    assert talker.asked() == "code", talker.text()
    return talker.say(talker.living.newest_code())


def hand_in(alive: Living, person: tuple[str, str] = LAN, **answers: str) -> tuple[Talker, str]:
    """A pension confirmed from the first word to the receipt: what is not given is answered by the first choice."""
    talker = alive.talk()
    talker.say("我要做养老金资格认证")
    return talker, to_receipt(talker, person, **answers)


def to_receipt(talker: Talker, person: tuple[str, str] = LAN, **answers: str) -> str:
    """The rest of it: the receipt."""
    given: Mapping[str, str] = {"contact_name": "李演和", "contact_phone": "16100000012", "visit_address": "麦笛路8号2栋301室"} | answers
    for _ in range(MOST):
        if receipt := talker.receipt():
            return receipt
        key = talker.asked()
        if key == "name":
            prove(talker, person)
        elif key in given:
            talker.say(given[key])
        else:
            assert talker.replies[-1]["choices"], talker.text()
            talker.say(talker.replies[-1]["choices"][0]["value"])
    raise AssertionError(f"no receipt: {talker.text()}")
