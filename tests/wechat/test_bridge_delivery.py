"""Deliveries that come more than once, answers that get lost: one turn, one bubble. Everything is real but WeChat's own servers."""

from __future__ import annotations

import pytest

from tests.wechat.simulator import Outcome, Sent
from tests.wechat.town import Town, words_of

ASKED = "我要办养老金资格认证"


def outcomes(sent: Sent) -> list[Outcome]:
    return [delivery.outcome for delivery in sent.deliveries]


def test_a_message_is_answered_with_its_request(town: Town) -> None:
    ann = town.resident("answered at once")
    sent = ann.send(ASKED).wait()
    ((via, text),) = words_of(ann)
    assert (outcomes(sent), via, text.startswith("好，咱们来办养老金资格认证。")) == ([Outcome.SHOWN], "passive", True)
    assert (town.said(ann), ann.failures) == ([ASKED], [])


def test_three_deliveries_at_once_are_one_turn_and_the_same_answer(unhurried: Town) -> None:
    cai = unhurried.resident("three at once")
    sent = cai.send(ASKED)
    all_three = [one.wait() for one in (sent, unhurried.wechat.again(sent), unhurried.wechat.again(sent))]
    assert len({one.answer.text for one in all_three if one.answer}) == 1
    assert ([one.outcome for one in all_three], unhurried.said(cai), unhurried.states(cai)) == ([Outcome.SHOWN] * 3, [ASKED], ["sent"])
    assert len(unhurried.deliveries(cai)) == 1


@pytest.mark.parametrize(("lost", "then"), [(1, [Outcome.ACKNOWLEDGED]), (2, [Outcome.ACKNOWLEDGED]), (3, [])])
def test_an_answer_that_was_lost_on_the_way_comes_by_customer_service_once(town: Town, lost: int, then: list[Outcome]) -> None:
    dan = town.resident(f"lost {lost}")
    town.wechat.lose_answers(lost)
    sent = dan.send(ASKED).wait()
    dan.wait_for(1)
    town.wechat.settle(2.0)
    ((via, text),) = words_of(dan)
    assert (outcomes(sent), town.said(dan), town.states(dan)) == ([Outcome.LOST] * lost + then, [ASKED], ["sent"])
    assert (via, text.startswith("好，咱们来办养老金资格认证。"), len(dan.failures)) == ("service", True, int(lost == 3))


def test_an_event_whose_answer_was_lost_is_one_greeting(town: Town) -> None:
    eli = town.resident("follows")
    town.wechat.lose_answers(1)
    eli.follow().wait()
    eli.wait_for(1)
    town.wechat.settle(2.0)
    assert (words_of(eli), town.states(eli)) == ([("service", town.say("welcome"))], ["sent"])


def test_two_residents_whose_messages_have_the_same_number_get_answers_of_their_own(town: Town) -> None:
    fei, gao = town.resident("same number, one"), town.resident("same number, other")
    first = fei.message("text", Content=ASKED, MsgId=7).wait()
    other = gao.message("text", Content="你能办什么", MsgId=7).wait()
    assert (town.said(fei), town.said(gao)) == ([ASKED], ["你能办什么"])
    assert fei.texts != gao.texts
    assert (first.answer, other.answer) != (None, None)


def test_two_messages_in_the_same_second_are_two_turns(town: Town) -> None:
    han = town.resident("quick")
    first, second = han.send(ASKED), han.send("青禾区")
    assert (first.wait().outcome, second.wait().outcome) == (Outcome.SHOWN, Outcome.SHOWN)
    assert (len(town.said(han)), len(han.screen)) == (2, 2)


def test_events_that_ask_for_nothing_are_acknowledged_and_not_kept(town: Town) -> None:
    before = town.followers()
    ivy = town.resident("only looks")
    sent = [
        ivy.open("http://127.0.0.1/elder"),
        ivy.event("SCAN", EventKey="12", Ticket="t"),
        ivy.event("LOCATION", Latitude="23.1", Longitude="113.3", Precision="119"),
        ivy.event("TEMPLATESENDJOBFINISH", MsgID=1, Status="success"),
        ivy.event("something_new", EventKey=""),
    ]
    assert [one.wait().outcome for one in sent] == [Outcome.ACKNOWLEDGED] * 5
    assert (ivy.screen, town.followers()) == ((), before)


def test_what_was_said_is_sealed_and_gone_once_it_is_answered(town: Town) -> None:
    jin = town.resident("private")
    town.ask(jin, "我叫林示伟，身份证号999001196008251332")
    house = town.living.house
    with house.sessions() as session:
        connection = session.connection()
        tables = ("wechat_followers", "wechat_deliveries", "wechat_answers", "turns")
        kept = "\n".join(str(row) for table in tables for row in connection.exec_driver_sql(f"SELECT * FROM {table}"))
    assert [found for found in (jin.openid, "999001196008251332", "林示伟") if found in kept] == []
    assert "⟦" in town.said(jin)[0]
