"""Somebody whom the channel knows asks how their cases stand: that is told without a code, and nothing else is."""

from __future__ import annotations

import pytest
from sqlalchemy import delete

from actions import cases
from actions.identity import person_of
from actions.identity.tables import CodeRow
from bot.receipt import show_receipt
from tests.conversations.telling import Story, tell
from tests.living import Living

NAME, NUMBER = "高演华", "999002195110071997"
HANDS_IN = ("我要做养老金资格认证", "青禾区", "每个月都有", NAME, NUMBER, "{code}", "给我自己", "是的", "手机刷脸", "是")


@pytest.fixture
def receipt(alive: Living) -> str:
    """A case of 高演华, handed in by another talk."""
    with alive.house.sessions.begin() as session:
        session.execute(delete(CodeRow))
    talker = alive.talk()
    for words in HANDS_IN:
        talker.say(words.replace("{code}", alive.newest_code() if "{code}" in words else ""))
    given = talker.receipt()
    assert given is not None
    return given


@pytest.fixture
def known(alive: Living, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every talk's channel knows 高演华."""
    monkeypatch.setattr(alive.house.desk, "known", lambda session, conversation: person_of(alive.house.desk.seal, NUMBER))


def story(*turns: dict[str, object]) -> Story:
    return Story(__file__, "known", list(turns), case="none")


@pytest.mark.usefixtures("known")
def test_who_is_known_hears_how_their_cases_stand_without_a_code(alive: Living, receipt: str) -> None:
    shown = show_receipt(receipt)
    tell(
        story(
            {
                "says": "我的办件",
                "act": "progress",
                "hears": [shown, "养老金资格认证", "已经收到"],
                "never": [NAME, "验证码"],
                "asks": "none",
            }
        ),
        alive,
    )
    desk = alive.house.desk
    with alive.house.sessions.begin() as session:
        cases.move(session, desk.news, receipt=receipt, item=None, state="done", by="lihua", now=desk.clock.now())
    tell(story({"says": "我的办件", "hears": [shown, "办完了"], "never": [NAME, "预计", "原来说"]}), alive)


@pytest.mark.usefixtures("known")
def test_a_number_alone_asks_for_that_case(alive: Living, receipt: str) -> None:
    shown = cases.show_receipt(receipt)
    numbers = (receipt, shown, f"编号{receipt}", "、".join(receipt), f"我的编号是 {shown}。")
    tell(story(*({"says": number, "hears": [shown, "已经收到"], "never": ["一共办了"], "asks": "none"} for number in numbers)), alive)


@pytest.mark.usefixtures("known", "receipt")
def test_what_is_late_is_not_expected_any_more(alive: Living) -> None:
    tell(
        story(
            {"says": "我的办件", "hears": ["预计2026年11月23日前办完"], "never": ["晚了"]},
            {"minutes": 10 * 24 * 60},
            {"says": "我的办件", "hears": ["原来说2026年11月23日前办完，现在晚了", "12345 催一催"], "never": ["预计"]},
        ),
        alive,
    )


@pytest.mark.usefixtures("known", "receipt")
def test_to_hand_something_in_they_still_say_and_prove_who_they_are(alive: Living) -> None:
    tell(
        story(
            {"says": "我要做养老金资格认证", "asks": "region"},
            {"says": "青禾区", "asks": "pension_state"},
            {"says": "每个月都有", "never": [NAME], "asks": "name"},
            {"says": "我的办件", "hears": ["养老金资格认证", "已经收到"], "asks": "name"},
        ),
        alive,
    )


@pytest.mark.usefixtures("receipt")
def test_who_is_not_known_is_asked_who_they_are(alive: Living) -> None:
    tell(story({"says": "我的办件", "never": ["一共交了", "已经收到"], "asks": "name"}), alive)
