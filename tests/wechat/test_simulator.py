"""The simulator of WeChat itself, tried on a gateway written with wechatpy."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import replace
from xml.etree.ElementTree import fromstring

import httpx
import pytest
from starlette.responses import Response

from tests.wechat.simulator import ACCOUNT, Balance, Mode, Outcome, Sent, Simulator, Via, envelope, simulator
from tests.wechat.simulator.sample import SampleGateway, sample_gateway

QUICK = 0.5
"""Seconds that stand for WeChat's 5."""
DEAD = "http://127.0.0.1:9/wechat"


@pytest.fixture(params=list(Mode))
def mode(request: pytest.FixtureRequest) -> Mode:
    """Each of the three modes."""
    return Mode(request.param)


@pytest.fixture
def gateway(mode: Mode) -> Iterator[SampleGateway]:
    """The sample, in that mode."""
    with sample_gateway(replace(ACCOUNT, mode=mode)) as running:
        yield running


@pytest.fixture
def wechat(mode: Mode, gateway: SampleGateway) -> Iterator[Simulator]:
    """WeChat before it."""
    with simulator(gateway.url, mode, gap=0.05) as running:
        yield running


@pytest.fixture
def hasty(mode: Mode, gateway: SampleGateway) -> Iterator[Simulator]:
    """WeChat before it, with less patience."""
    with simulator(gateway.url, mode, patience=QUICK) as running:
        yield running


plain = pytest.mark.parametrize("mode", [Mode.PLAIN], indirect=True)


def test_the_console_takes_the_address(wechat: Simulator) -> None:
    assert wechat.verify()


def test_an_answer_in_time_is_shown(wechat: Simulator, gateway: SampleGateway) -> None:
    ann = wechat.resident("ann")
    sent = ann.send("退休 <a> & 😀").wait()
    assert ann.texts == ["您说：退休 <a> & 😀"]
    assert [sent.outcome, ann.screen[0].via, ann.screen[0].answers] == [Outcome.SHOWN, Via.PASSIVE, sent]
    assert [delivery.outcome for delivery in sent.deliveries] == [Outcome.SHOWN]
    assert [(message.source, message.target, message.id) for message in gateway.messages] == [(ann.openid, ACCOUNT.name, sent.msg_id)]


def test_modes_put_on_the_wire_what_they_should(wechat: Simulator, gateway: SampleGateway, mode: Mode) -> None:
    wechat.resident("ann").send("您好").wait()
    sealed = {"encrypt_type", "msg_signature"} if mode is not Mode.PLAIN else set()
    assert set(gateway.seen[0]) == {"signature", "timestamp", "nonce", "openid"} | sealed


def test_every_kind_is_read_by_wechatpy(wechat: Simulator, gateway: SampleGateway) -> None:
    gateway.answer = lambda message: ""
    ann = wechat.resident("ann")
    doings: list[Callable[[], Sent]] = [
        lambda: ann.say(b"#!AMR\n1", b"#!AMR-WB\n2"),
        lambda: ann.show(b"\xff\xd8\xffpicture"),
        lambda: ann.place(23.13, 113.26, "广州市政务中心"),
        lambda: ann.message("link", Title="t", Description="d", Url="https://example.org/"),
        lambda: ann.press("apply"),
        lambda: ann.open("https://example.org/"),
        lambda: ann.event("SCAN", EventKey="1", Ticket="t"),
        ann.unfollow,
        ann.follow,
    ]
    assert [doing().wait().outcome for doing in doings] == [Outcome.ACKNOWLEDGED] * len(doings)
    kinds = [getattr(message, "event", message.type) for message in gateway.messages]
    assert kinds == ["voice", "image", "location", "link", "click", "view", "scan", "unsubscribe", "subscribe"]
    voice, picture, place = gateway.messages[:3]
    assert wechat.media.get(voice.media_id).content == b"#!AMR\n1"
    assert wechat.media.get(voice._data["MediaId16K"]).content == b"#!AMR-WB\n2"
    assert httpx.get(picture.image, trust_env=False).content == b"\xff\xd8\xffpicture"
    assert (place.location_x, place.location_y, place.label) == ("23.130000", "113.260000", "广州市政务中心")
    assert (ann.texts, ann.failures) == ([], [])


def test_a_slow_gateway_hears_the_same_thrice_and_nothing_late_is_shown(hasty: Simulator, gateway: SampleGateway) -> None:
    gateway.delays = deque([QUICK * 1.5] * 3)
    ann = hasty.resident("ann")
    sent = ann.send("退休").wait()
    assert [delivery.outcome for delivery in sent.deliveries] == [Outcome.LATE] * 3
    assert all(delivery.took >= QUICK for delivery in sent.deliveries)
    assert [message.id for message in gateway.messages] == [sent.msg_id] * 3
    assert len({query["nonce"] for query in gateway.seen}) == 3
    hasty.settle(QUICK)
    assert gateway.cut == 3
    assert (sent.outcome, ann.texts, len(ann.failures)) == (Outcome.UNANSWERED, [], 1)


def test_the_second_delivery_is_answered_and_shown_once(hasty: Simulator, gateway: SampleGateway) -> None:
    gateway.delays = deque([QUICK * 1.5])
    ann = hasty.resident("ann")
    sent = ann.send("退休").wait()
    assert [delivery.outcome for delivery in sent.deliveries] == [Outcome.LATE, Outcome.SHOWN]
    assert ann.texts == ["您说：退休"]


@plain
def test_the_same_signature_thrice_when_asked_for(gateway: SampleGateway) -> None:
    with simulator(gateway.url, patience=QUICK, fresh=False) as wechat:
        gateway.delays = deque([QUICK * 1.5] * 3)
        wechat.resident("ann").send("退休").wait()
    assert len({query["signature"] for query in gateway.seen}) == 1
    assert len(gateway.seen) == 3


@plain
def test_a_refused_or_broken_connection_is_tried_again(wechat: Simulator, gateway: SampleGateway) -> None:
    wechat.call_back(DEAD, gateway.url.replace("/wechat", "/breaks"), gateway.url)
    ann = wechat.resident("ann")
    sent = ann.send("退休").wait()
    assert [delivery.outcome for delivery in sent.deliveries] == [Outcome.REFUSED, Outcome.REFUSED, Outcome.SHOWN]
    assert (len(gateway.messages), ann.texts) == (2, ["您说：退休"])


@plain
@pytest.mark.parametrize("balance", [Balance.FIRST_LIVING, Balance.IN_TURN_LIVING])
def test_a_balancer_passes_by_what_is_dead(gateway: SampleGateway, balance: Balance) -> None:
    with simulator([DEAD, gateway.url], balance=balance) as wechat:
        sents = [wechat.resident("ann").send(text).wait() for text in "一二三"]
    assert [[delivery.url for delivery in sent.deliveries] for sent in sents] == [[gateway.url]] * 3


@plain
def test_an_answer_lost_on_its_way_makes_the_message_come_again(wechat: Simulator, gateway: SampleGateway) -> None:
    wechat.lose_answers(1)
    ann = wechat.resident("ann")
    sent = ann.send("退休").wait()
    assert [delivery.outcome for delivery in sent.deliveries] == [Outcome.LOST, Outcome.SHOWN]
    assert (len(gateway.messages), ann.texts) == (2, ["您说：退休"])


XML = "<xml><ToUserName>{to}</ToUserName><FromUserName>{me}</FromUserName><CreateTime>1</CreateTime><MsgType>text</MsgType>{content}</xml>"
CONTENT = "<Content>您好</Content>"


@pytest.mark.parametrize(
    ("status", "body", "why"),
    [
        (500, "", "HTTP 500"),
        (302, "", "HTTP 302"),
        (200, "ok", "not XML: syntax error: line 1, column 0"),
        (200, " success", "not XML: syntax error: line 1, column 1"),
        (
            200,
            XML.format(to="{to}", me="{me}", content="<Content>\x08</Content>"),
            "not XML: not well-formed (invalid token): line 1, column 160",
        ),
        (200, '<!DOCTYPE xml [<!ENTITY a "b">]><xml/>', "not XML: DTDForbidden(name='xml', system_id=None, public_id=None)"),
        (200, XML.format(to="somebody", me="{me}", content=CONTENT), "an answer to somebody else"),
        (200, XML.format(to="{to}", me="gh_another", content=CONTENT), "an answer of another account"),
        (200, XML.format(to="{to}", me="{me}", content="<Content> </Content>"), "empty Content"),
        (200, XML.format(to="{to}", me="{me}", content=CONTENT + CONTENT), "2 × Content"),
        (200, XML.format(to="{to}", me="{me}", content=f"<Content>{'好' * 683}</Content>"), "text of 2049 bytes"),
        (200, XML.format(to="{to}", me="{me}", content=CONTENT).replace("text", "voice"), "voice without known MediaId"),
        (200, XML.format(to="{to}", me="{me}", content=CONTENT).replace("text", "song"), "an answer of the kind song"),
    ],
)
@plain
def test_a_broken_answer_shows_a_failure_and_is_not_asked_for_again(
    wechat: Simulator, gateway: SampleGateway, status: int, body: str, why: str
) -> None:
    ann = wechat.resident("ann")
    gateway.answer = lambda message: Response(body.replace("{to}", ann.openid).replace("{me}", ACCOUNT.name), status)
    sent = ann.send("退休").wait()
    assert (sent.outcome, ann.texts, len(sent.deliveries)) == (Outcome.BROKEN, [], 1)
    assert ann.failures == [why]


@plain
def test_text_of_2048_bytes_is_shown(wechat: Simulator, gateway: SampleGateway) -> None:
    gateway.answer = lambda message: "好" * 682 + "ab"
    assert wechat.resident("ann").send("退休").wait().outcome is Outcome.SHOWN


@pytest.mark.parametrize("mode", [Mode.COMPATIBLE, Mode.SAFE], indirect=True)
def test_a_sealed_answer_must_be_ours_and_whole(wechat: Simulator, gateway: SampleGateway, mode: Mode) -> None:
    ann = wechat.resident("ann")
    right = gateway.written

    def tampered(**changed: str) -> list[str]:
        other = replace(gateway.account, **changed)
        with sample_gateway(other) as stranger:
            gateway.answer = lambda message: Response(stranger.written(message, "您好"))
            return [str(ann.send("退休").wait().outcome), ann.failures[-1]]

    assert tampered(token="another") == ["broken", "wrong signature of a sealed answer"]
    assert tampered(app_id="wx_another") == ["broken", "another account's app id in a sealed answer"]
    assert tampered(aes_key="A" * 43) == ["broken", "a sealed answer with wrong padding"]
    gateway.answer = lambda message: Response(right(message, "您好").replace("<Nonce>", "<None>").replace("</Nonce>", "</None>"))
    assert ann.send("退休").wait().outcome is Outcome.BROKEN
    gateway.answer = lambda message: Response(right(message, "您好"))
    assert ann.send("退休").wait().outcome is Outcome.SHOWN


def test_an_open_answer_is_refused_in_safe_mode_only_and_a_sealed_one_in_plain_mode_only(
    mode: Mode, wechat: Simulator, gateway: SampleGateway
) -> None:
    ann = wechat.resident("ann")
    opened = XML.format(to=ann.openid, me=ACCOUNT.name, content=CONTENT)
    outcomes = []
    for body in (opened, gateway.sealed(opened)):
        gateway.answer = lambda message, body=body: Response(body)
        outcomes.append(ann.send("退休").wait().outcome)
    assert (
        outcomes
        == {
            Mode.PLAIN: [Outcome.SHOWN, Outcome.BROKEN],
            Mode.COMPATIBLE: [Outcome.SHOWN, Outcome.SHOWN],
            Mode.SAFE: [Outcome.BROKEN, Outcome.SHOWN],
        }[mode]
    )


@plain
def test_many_residents_at_a_pace_without_a_thread_for_each(wechat: Simulator, gateway: SampleGateway) -> None:
    before = threading.active_count()
    residents = [wechat.resident(f"resident {number}") for number in range(100)]
    many = wechat.at_pace([resident.prepare("text", Content=resident.name) for resident in residents], per_second=200)
    threads = threading.active_count()
    for sent in many:
        sent.wait()
    assert threads == before
    assert [resident.texts for resident in residents] == [[f"您说：{resident.name}"] for resident in residents]
    assert len({sent.msg_id for sent in many}) == 100


def test_another_token_or_key_is_noticed_by_the_gateway(gateway: SampleGateway, mode: Mode) -> None:
    with simulator(gateway.url, mode, replace(ACCOUNT, token="anotherTokenForTestsOnly")) as wechat:
        ann = wechat.resident("ann")
        ann.send("退休").wait()
        assert not wechat.verify()
    assert (ann.failures, gateway.wrong, gateway.messages) == (["HTTP 403"], ["signature"] * 2, [])


@plain
def test_a_screen_at_rest_stays_as_it_is(wechat: Simulator, gateway: SampleGateway) -> None:
    gateway.delays = deque([0.3])
    ann = wechat.resident("ann")
    ann.send("退休")
    wechat.settle(0.1)
    assert ann.texts == ["您说：退休"]
    gateway.delays = deque([3.0])
    ann.send("退休")
    with pytest.raises(TimeoutError, match="still on its way"):
        wechat.settle(0.01, 0.05)


@plain
def test_the_same_message_once_more(wechat: Simulator, gateway: SampleGateway) -> None:
    sent = wechat.resident("ann").send("退休").wait()
    wechat.again(sent).wait()
    assert [message.id for message in gateway.messages] == [sent.msg_id] * 2


def test_the_wire_has_the_fields_that_wechat_documents() -> None:
    letter = envelope(ACCOUNT, "o1", {"ToUserName": "gh", "MsgType": "text", "Content": "a ]]> <b> 😀", "MsgId": 1}, "1", "2")
    assert [(child.tag, child.text) for child in fromstring(letter.body)] == [
        ("ToUserName", "gh"),
        ("MsgType", "text"),
        ("Content", "a ]]> <b> 😀"),
        ("MsgId", "1"),
    ]


def test_by_hand(gateway: SampleGateway, mode: Mode) -> None:
    gateway.answer = lambda message: f"您说：{message.content}" if message.type == "text" else ""
    typed = "您好\n/press apply\n/tap 没有\n/song\n/place 23.13 113.26 政务中心\n/as bob\n/closed\n再见\n"
    command = [sys.executable, "-m", "tests.wechat.simulator", gateway.url, "--mode", mode, "--port", "0"]
    done = subprocess.run(command, input=typed, capture_output=True, text=True, timeout=60, check=True)
    said = [line.rstrip() for line in done.stdout.splitlines()]
    shown = [(line, said[number + 1]) for number, line in enumerate(said) if line.endswith("sees (at once)")]
    assert shown == [("ann sees (at once)", "  │ 您说：您好"), ("bob sees (at once)", "  │ 您说：再见")]
    assert [line.split(",")[0] for line in said if line.startswith(("  ·", "  ?"))] == [
        "  · shown after 1 delivery",
        "  · acknowledged after 1 delivery",
        "  ? no button 没有",
        "  ? /song is not known; /help tells what is",
        "  · acknowledged after 1 delivery",
        "  · shown after 1 delivery",
    ]
    assert [getattr(message, "event", message.type) for message in gateway.messages] == ["text", "click", "location", "text"]
