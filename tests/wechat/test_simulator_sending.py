"""What the simulator lets the account send to a resident."""

from __future__ import annotations

import json
from dataclasses import replace

from tests.living import wait_until
from tests.wechat.calling import NEWS, SEND, Caller, caller, wechat
from tests.wechat.simulator import ACCOUNT, Outcome, Right, Simulator, Via, simulator
from tests.wechat.simulator.sample import sample_gateway

__all__ = ["caller", "wechat"]


def test_five_messages_within_48_hours_of_the_residents_last(wechat: Simulator, caller: Caller) -> None:
    ann = wechat.resident("ann")
    assert caller.text(ann.openid, "too early") == 45015
    ann.send("退休").wait()
    assert [caller.text(ann.openid, str(number)) for number in range(6)] == [0, 0, 0, 0, 0, 45047]
    ann.send("退休").wait()
    wechat.clock.pass_by(hours=47.9)
    caller.login()
    assert caller.text(ann.openid, "in time") == 0
    wechat.clock.pass_by(hours=0.2)
    assert caller.text(ann.openid, "late") == 45015
    assert ann.texts == ["0", "1", "2", "3", "4", "in time"]
    assert {shown.via for shown in ann.screen} == {Via.SERVICE}


def test_a_click_or_following_gives_three_within_a_minute_and_a_page_opened_gives_none(wechat: Simulator, caller: Caller) -> None:
    ann, bob = wechat.resident("ann"), wechat.resident("bob")
    ann.open("https://example.org/").wait()
    assert caller.text(ann.openid, "") == 44004
    assert caller.text(ann.openid, "no") == 45015
    ann.press("apply").wait()
    assert [caller.text(ann.openid, str(number)) for number in range(4)] == [0, 0, 0, 45047]
    bob.follow().wait()
    assert caller.text(bob.openid, "您好") == 0
    wechat.clock.pass_by(seconds=61)
    assert caller.text(bob.openid, "late") == 45015


def test_allowances_do_not_add_up_and_the_larger_one_decides(wechat: Simulator, caller: Caller) -> None:
    ann = wechat.resident("ann")
    ann.send("退休").wait()
    ann.press("apply").wait()
    assert [caller.text(ann.openid, str(number)) for number in range(6)] == [0, 0, 0, 0, 0, 45047]
    ann.press("apply").wait()
    assert [caller.text(ann.openid, str(number)) for number in range(4)] == [0, 0, 0, 45047]


def test_nothing_reaches_who_does_not_follow(wechat: Simulator, caller: Caller) -> None:
    wechat.add_template(NEWS)
    ann = wechat.resident("ann")
    ann.send("退休").wait()
    ann.unfollow().wait()
    assert caller.text(ann.openid, "您好") == 45015
    news = {"touser": ann.openid, "template_id": "template-1", "data": {"thing1": {"value": "a"}, "phrase2": {"value": "b"}}}
    assert caller.post("/cgi-bin/message/template/send", news)["errcode"] == 43004
    assert ann.texts == []


def test_bad_messages_are_refused_and_cost_nothing(wechat: Simulator, caller: Caller) -> None:
    ann = wechat.resident("ann")
    ann.send("退休").wait()
    to = {"touser": ann.openid}
    assert caller.text("o-nobody", "您好") == 40003
    assert caller.text(ann.openid, "好" * 683) == 45002
    assert caller.post(SEND, {**to, "msgtype": "song"})["errcode"] == 40008
    assert caller.post(SEND, {**to, "msgtype": "voice", "voice": {"media_id": "x"}})["errcode"] == 40007
    assert caller.post(SEND, content=b"{")["errcode"] == 47001
    assert caller.post(SEND, content=b"")["errcode"] == 44002
    assert caller.get(SEND)["errcode"] == 43002
    assert [caller.text(ann.openid, "好" * 682) for _ in range(6)] == [0, 0, 0, 0, 0, 45047]


def test_escaped_characters_are_shown_as_they_were_written(wechat: Simulator, caller: Caller) -> None:
    ann = wechat.resident("ann")
    ann.send("退休").wait()
    body = {"touser": ann.openid, "msgtype": "text", "text": {"content": "您好\n\\u4f60"}}
    caller.post(SEND, content=json.dumps(body).encode())
    caller.post(SEND, body)
    assert ann.texts == ["\\u60a8\\u597d\n\\u4f60", "您好\n\\u4f60"]


def test_a_template_is_shown_and_what_became_of_it_is_told() -> None:
    with sample_gateway(ACCOUNT) as gateway, simulator(gateway.url) as wechat:
        gateway.answer = lambda message: ""
        wechat.add_template(NEWS)
        caller, ann = Caller(wechat), wechat.resident("ann")
        caller.login()
        news = {"touser": ann.openid, "template_id": "template-1", "url": "https://example.org/", "data": {"thing1": {"value": "退休"}}}
        path = "/cgi-bin/message/template/send"
        assert caller.post(path, {**news, "template_id": "other"})["errcode"] == 40037
        assert caller.post(path, news)["errcode"] == 47003
        answer = caller.post(path, {**news, "data": {"thing1": {"value": "退休"}, "phrase2": {"value": "已受理"}}})
        wait_until(lambda: len(wechat.sent) > 0, "what became of it is not told")
        told = wechat.sent[-1].wait()
        assert [(shown.via, shown.text, shown.url) for shown in ann.screen] == [
            (Via.TEMPLATE, "办件进度提醒\n事项：退休\n进度：已受理", "https://example.org/")
        ]
        assert (told.fields["Event"], told.fields["MsgID"], told.outcome) == (
            "TEMPLATESENDJOBFINISH",
            answer["msgid"],
            Outcome.ACKNOWLEDGED,
        )
        listed = caller.get("/cgi-bin/template/get_all_private_template")["template_list"]
        assert [(one["template_id"], one["title"]) for one in listed] == [("template-1", "办件进度提醒")]
        assert caller.text(ann.openid, "a template grants nothing") == 45015


def test_missing_rights_are_refused() -> None:
    with simulator(account=replace(ACCOUNT, rights=frozenset({Right.MEDIA}))) as wechat:
        caller = Caller(wechat)
        caller.login()
        ann = wechat.resident("ann")
        ann.send("退休").wait()
        assert caller.text(ann.openid, "您好") == 48001
        assert caller.post("/cgi-bin/message/template/send", {"touser": ann.openid})["errcode"] == 48001
        assert caller.post("/cgi-bin/menu/create", {"button": []})["errcode"] == 48001
        assert caller.http.get("/sns/oauth2/access_token").json()["errcode"] == 48001
        assert caller.get("/cgi-bin/customservice/getkflist")["errcode"] == 48001
        assert caller.get("/cgi-bin/media/get", media_id="x")["errcode"] == 40007


def test_staff_are_listed(wechat: Simulator, caller: Caller) -> None:
    wechat.add_staff("li@gh", "小李")
    assert [one["kf_nick"] for one in caller.get("/cgi-bin/customservice/getkflist")["kf_list"]] == ["小李"]
