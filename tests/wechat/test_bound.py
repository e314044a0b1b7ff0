"""The whole way of somebody who is bound, with everything real: handing in, binding, news, seeing them without a code, signing out."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from sqlalchemy import delete

from actions import cases
from actions.identity.tables import CodeRow
from api.tables import ConversationRow
from bot.receipt import show_receipt
from tests.living import NOW
from tests.wechat.simulator import Resident
from tests.wechat.town import Town

NAME, NUMBER = "林示伟", "999001196008251332"
HANDING_IN = ("我要做养老金资格认证", "青禾区", "每个月都有", NAME, NUMBER, "{code}", "给我自己", "是的", "手机刷脸")
OFFER = "办件有了消息，想让我发到这个微信，就回复“绑定”。"


@pytest.fixture
def fresh(town: Town) -> Iterator[Town]:
    """A town in which nobody has asked for a code before; its clock goes back afterwards."""
    with town.living.house.sessions.begin() as session:
        session.execute(delete(CodeRow))
    yield town
    town.living.clock.at = NOW


def ask(town: Town, resident: Resident, text: str) -> str:
    """Types; everything that is shown until the answer is there."""
    before = len(resident.screen)
    resident.send(text.replace("{code}", town.living.newest_code() if "{code}" in text else ""))
    return "\n".join(shown.text for shown in resident.wait_for(before + 1, 60)[before:])


def hand_in(town: Town, resident: Resident) -> str:
    """A case of 林示伟; what is said of it, and that is all of the talk that holds a code."""
    for words in HANDING_IN:
        ask(town, resident, words)
    return ask(town, resident, "是")


def test_from_the_receipt_to_the_news_and_what_is_told_without_a_code(fresh: Town) -> None:
    ann = fresh.resident("ann who is bound")
    receipt = hand_in(fresh, ann)
    assert OFFER in receipt
    assert NAME in ask(fresh, ann, "绑定")
    assert ask(fresh, ann, "要绑").startswith(f"绑好了。这个微信现在绑的是{NAME}")

    fresh.living.clock.pass_by(days=2)  # nobody is verified in this talk any more
    told = ask(fresh, ann, "查一下我的办件")
    assert all(words in told for words in ("您一共交了1件", "养老金资格认证", "已经收到"))
    assert not any(words in told for words in (NAME, NUMBER, "验证码"))
    number = "".join(re.findall(r"编号 (\d{4}) (\d{4}) (\d{4})", told)[0])

    before = len(ann.screen)
    house = fresh.living.house
    with house.sessions.begin() as session:
        cases.move(session, house.desk.news, receipt=number, item=None, state="done", by="lihua", now=house.desk.clock.now())
    shown = f"您办的养老金资格认证，办好了。编号 {show_receipt(number)}。想细问，回复“我的办件”。"
    assert ann.wait_for(before + 1, 20)[before].text == shown
    assert "办完了" in ask(fresh, ann, "我的办件")

    ask(fresh, ann, "我要做养老金资格认证")
    ask(fresh, ann, "青禾区")
    assert "您叫什么名字" in ask(fresh, ann, "每个月都有")  # whoever hands something in still says and proves who they are


def test_signing_out_ends_the_binding_too(fresh: Town) -> None:
    ben = fresh.resident("ben who signs out")
    hand_in(fresh, ben)
    ask(fresh, ben, "绑定")
    ask(fresh, ben, "要绑")
    before = fresh.talk(ben)
    assert ask(fresh, ben, "退出登录").endswith("这个微信的绑定也解开了，办件的消息不再发到这里。")
    with fresh.living.house.sessions() as session:
        closed = session.get_one(ConversationRow, before).closed_at is not None
    assert (closed, fresh.follower(ben).conversation_id) == (True, None)
    asked = ask(fresh, ben, "我的办件")
    assert ("一共交了" in asked, "您叫什么名字" in asked) == (False, True)
    assert ask(fresh, ben, "我绑定了谁").startswith("这个微信还没有绑定谁。想绑，回复“绑定”。")
