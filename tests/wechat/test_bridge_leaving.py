"""Who stops following: nothing is sent, nobody is bound, and after a month all is gone; who comes back goes on."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select

from api.tables import ConversationRow
from api.wechat import followers
from api.wechat.bridge import Bridge
from api.wechat.delivering.sweeping import KEPT_AFTER_LEAVING
from api.wechat.tables import AnswerRow, DeliveryRow, FollowerRow
from tests.living import wait_until
from tests.wechat.simulator import Outcome
from tests.wechat.town import Town, words_of

ASKED = "我要办养老金资格认证"
SEND = "/cgi-bin/message/custom/send"


def test_who_leaves_is_sent_nothing_and_is_bound_to_nobody(town: Town) -> None:
    ann = town.resident("leaves")
    town.ask(ann, ASKED)
    town.change(ann, person="a fingerprint", bound_name="sealed", speaks=True)
    sent = ann.unfollow().wait()
    before = town.wechat.calls[SEND]
    town.put(ann, "办好了。")
    town.wechat.settle(2.5)
    left = town.follower(ann)
    assert (sent.outcome, len(ann.screen), ann.failures) == (Outcome.ACKNOWLEDGED, 1, [])
    assert (left.person, left.bound_name, left.speaks, left.window_left) == (None, None, False, 0)
    assert (left.left_at is not None, town.wechat.calls[SEND] - before) == (True, 0)


def test_who_comes_back_goes_on_and_is_not_sent_what_was_meant_for_her_before(town: Town) -> None:
    bea = town.resident("comes back")
    town.ask(bea, ASKED)
    bea.unfollow().wait()
    town.put(bea, "还没发出去的话。")
    bea.follow().wait()
    town.wechat.settle(1.5)
    assert town.ask(bea, "青禾区").startswith("养老金现在还照常发吗？")
    assert [text.split("\n")[0] for _, text in words_of(bea)][1:] == [town.say("back").split("\n")[0], "养老金现在还照常发吗？"]
    assert town.follower(bea).left_at is None


def test_who_leaves_and_comes_back_while_an_answer_is_slow_still_follows(slowly: Town) -> None:
    cai = slowly.resident("in and out")
    first = cai.send(ASKED)
    wait_until(lambda: slowly.followers() and slowly.wechat.sent[-1] is first and slowly.rasa.turns, "nothing came")
    cai.unfollow()
    cai.follow()
    first.wait()
    wait_until(lambda: slowly.states(cai) == ["sent", "sent"], "the answer and the welcome are not out")
    assert (slowly.follower(cai).left_at, slowly.follower(cai).window_left > 0) == (None, True)
    slowly.rasa.seconds = 0.0
    assert slowly.ask(cai, "青禾区").startswith("养老金现在还照常发吗？")


def test_a_month_after_leaving_everything_is_erased(town: Town) -> None:
    dan, stays = town.resident("erased"), town.resident("stays")
    for one in (dan, stays):
        town.ask(one, ASKED)
    first = town.talk(dan)
    town.ask(dan, town.living.house.hand_over(asyncio.run(town.living.house.talks.open("web", "zh")).id).digits)
    talk, gone = town.talk(dan), town.follower(dan).id
    dan.unfollow().wait()
    town.wechat.settle(0.5)
    account = town.living.house.wechat()
    assert account is not None
    later = datetime.now(UTC) + KEPT_AFTER_LEAVING + timedelta(hours=1)
    moved = Bridge(replace(account.bridge._ports, now=lambda: later))

    async def a_look() -> None:
        await moved._serving._sweeping.sweep()
        await moved.close()

    asyncio.run(a_look())
    with town.living.house.sessions() as session:
        left = [
            session.get(FollowerRow, gone),
            session.get(ConversationRow, talk),
            session.get(ConversationRow, first),
            session.scalar(select(func.count()).select_from(DeliveryRow).where(DeliveryRow.follower_id == gone)),
            session.scalar(select(func.count()).select_from(AnswerRow).where(AnswerRow.follower_id == gone)),
        ]
        assert followers.gone_since(session, later, 0, 10) == []
    assert left == [None, None, None, 0, 0]
    assert town.ask(stays, "青禾区").startswith("养老金现在还照常发吗？")
    dan.follow().wait()
    assert dan.texts[-1] == town.say("welcome")
