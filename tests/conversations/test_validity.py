"""A service outside the days on which it is in force."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import delete

from actions.identity.tables import CodeRow
from tests.living import NOW, Living

BEFORE = datetime(2024, 12, 31, 2, 0, tzinfo=UTC)
"""The day before the rules of retiring came into force."""


def test_a_service_that_is_not_in_force_is_neither_offered_nor_begun_but_its_cases_are_still_told(alive: Living) -> None:
    alive.clock.at = NOW
    with alive.house.sessions.begin() as session:
        session.execute(delete(CodeRow))
    talker = alive.talk()
    for said in ("我男的，66年7月生的，职工养老，没有特殊工种，现在就退", "青禾区", "王示安", "999001196607220036"):
        talker.say(said)
    for said in (alive.newest_code(), "同意", "在单位上班", "没有", "没有", "先不取", "是"):
        talker.say(said)
    assert talker.receipt()
    try:
        alive.clock.at = BEFORE
        assert "退休，编号" in talker.say("我的事办到哪了")
        assert talker.say("我要办退休") == "退休从2025年1月1日起才能办。想先问一问，打 12333。"
        assert "退休" not in alive.talk().say("你能办什么")
    finally:
        alive.clock.at = NOW
