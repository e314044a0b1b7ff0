"""The simulator's API side: tokens, limits, media, menu, pages and faults, called over real HTTP."""

from __future__ import annotations

import io
import json
import threading
import wave
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import av
import httpx
import pytest

from tests.wechat.simulator import ACCOUNT, Mode, Outcome, Refused, Right, Simulator, Template, Via, simulator
from tests.wechat.simulator.sample import sample_gateway

SEND = "/cgi-bin/message/custom/send"
STABLE = "/cgi-bin/stable_token"
NEWS = Template("template-1", "办件进度提醒", "事项：{{thing1.DATA}}\n进度：{{phrase2.DATA}}")


@pytest.fixture
def wechat() -> Iterator[Simulator]:
    """WeChat, with nobody to call back."""
    with simulator() as running:
        yield running


class Caller:
    """The account's server, at its simplest."""

    def __init__(self, wechat: Simulator) -> None:
        self.http = httpx.Client(base_url=wechat.url, trust_env=False, verify=False, timeout=10)
        self.token = ""

    def login(self, force: bool = False, **other: str) -> dict[str, Any]:
        """Fetches the stable token."""
        asked = {"grant_type": "client_credential", "appid": ACCOUNT.app_id, "secret": ACCOUNT.secret, **other}
        answer: dict[str, Any] = self.http.post(STABLE, json={**asked, "force_refresh": force}).json()
        self.token = str(answer.get("access_token", self.token))
        return answer

    def get(self, path: str, **params: str) -> Any:
        """JSON of a GET with the token."""
        return self.http.get(path, params={"access_token": self.token, **params}).json()

    def post(self, path: str, body: Any = None, content: bytes | None = None) -> Any:
        """JSON of a POST with the token."""
        raw = json.dumps(body, ensure_ascii=False).encode() if content is None else content
        return self.http.post(path, params={"access_token": self.token}, content=raw).json()

    def text(self, openid: str, text: str) -> int:
        """Sends text; gives errcode."""
        return int(self.post(SEND, {"touser": openid, "msgtype": "text", "text": {"content": text}})["errcode"])

    def upload(self, kind: str, content: bytes, name: str = "media") -> Any:
        """Uploads a file."""
        files = {name: ("a.bin", content, "application/octet-stream")}
        return self.http.post("/cgi-bin/media/upload", params={"access_token": self.token, "type": kind}, files=files).json()


@pytest.fixture
def caller(wechat: Simulator) -> Iterator[Caller]:
    """Logged in."""
    calling = Caller(wechat)
    with calling.http:
        calling.login()
        yield calling


def mp3(seconds: float) -> bytes:
    """Silence."""
    out = io.BytesIO()
    with av.open(out, "w", format="mp3") as container:
        stream = container.add_stream("libmp3lame", rate=16000)
        left = int(seconds * 16000)
        while left > 0:
            frame = av.AudioFrame(format="s16p", layout="mono", samples=min(left, 1152))
            frame.sample_rate = 16000
            for plane in frame.planes:
                plane.update(bytes(plane.buffer_size))
            container.mux(stream.encode(frame))
            left -= 1152
        container.mux(stream.encode(None))
    return out.getvalue()


# tokens


def test_the_stable_token_stays_until_five_minutes_before_its_end(wechat: Simulator, caller: Caller) -> None:
    first = caller.token
    wechat.clock.pass_by(seconds=6895)
    again = caller.login()
    assert again["access_token"] == first
    assert 300 < again["expires_in"] <= 305
    wechat.clock.pass_by(seconds=10)
    second = caller.login()["access_token"]
    assert second != first
    caller.token = first
    assert "ip_list" in caller.get("/cgi-bin/getcallbackip")
    wechat.clock.pass_by(seconds=300)
    assert caller.get("/cgi-bin/getcallbackip")["errcode"] == 42001
    caller.token = second
    assert "ip_list" in caller.get("/cgi-bin/getcallbackip")
    assert wechat.calls == {STABLE: 3, "/cgi-bin/getcallbackip": 3}


def test_a_forced_token_ends_the_former_but_not_within_thirty_seconds_nor_more_than_twenty_a_day(wechat: Simulator, caller: Caller) -> None:
    first = caller.token
    second = caller.login(force=True)["access_token"]
    assert caller.login(force=True)["access_token"] == second != first
    caller.token = first
    assert caller.get("/cgi-bin/getcallbackip")["errcode"] == 40001
    for _ in range(19):
        wechat.clock.pass_by(seconds=31)
        caller.login(force=True)
    wechat.clock.pass_by(seconds=31)
    assert caller.login(force=True)["errcode"] == 45009
    wechat.clock.pass_by(hours=24)
    assert "access_token" in caller.login(force=True)


def test_calls_without_a_good_token_are_refused(wechat: Simulator, caller: Caller) -> None:
    good = caller.token
    said = []
    for caller.token in ("", "made up", good):
        said.append(caller.get("/cgi-bin/getcallbackip").get("errcode", 0))
    wechat.tokens.forget()
    said.append(caller.get("/cgi-bin/getcallbackip")["errcode"])
    assert said == [41001, 40001, 0, 40001]


def test_wrong_keys_get_no_token(caller: Caller) -> None:
    said = [caller.login(**wrong)["errcode"] for wrong in ({"appid": "wx0"}, {"secret": "wrong, for tests only"}, {"grant_type": "x"})]
    assert said == [40013, 40125, 40002]


def test_the_other_kind_of_token_knows_nothing_of_the_stable_one(wechat: Simulator, caller: Caller) -> None:
    asked = {"grant_type": "client_credential", "appid": ACCOUNT.app_id, "secret": ACCOUNT.secret}
    stable = caller.token
    plain = [caller.http.get("/cgi-bin/token", params=asked).json()["access_token"] for _ in range(2)]
    wechat.clock.pass_by(seconds=301)
    said = []
    for caller.token in (stable, *plain):
        said.append(caller.get("/cgi-bin/getcallbackip").get("errcode", 0))
    assert said == [0, 42001, 0]


# what may be sent to a resident


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


# the menu


def click(name: str, key: str = "key") -> dict[str, str]:
    """A button that says something."""
    return {"type": "click", "name": name, "key": key}


def view(name: str, url: str = "https://example.org/") -> dict[str, str]:
    """A button that opens a page."""
    return {"type": "view", "name": name, "url": url}


GOOD_MENU = {"button": [click("办事"), view("我的办件"), {"name": "更多", "sub_button": [click("人工"), view("大字版在这里")]}]}


def test_a_menu_is_installed_and_read_back(wechat: Simulator, caller: Caller) -> None:
    assert caller.get("/cgi-bin/menu/get")["errcode"] == 46003
    assert caller.get("/cgi-bin/get_current_selfmenu_info") == {"is_menu_open": 0, "selfmenu_info": {"button": []}}
    assert caller.post("/cgi-bin/menu/create", GOOD_MENU) == {"errcode": 0, "errmsg": "ok"}
    assert caller.get("/cgi-bin/menu/get") == {"menu": GOOD_MENU}
    assert wechat.menu == GOOD_MENU
    shown = caller.get("/cgi-bin/get_current_selfmenu_info")["selfmenu_info"]["button"]
    assert [button["name"] for button in shown[2]["sub_button"]["list"]] == ["人工", "大字版在这里"]
    ann = wechat.resident("ann")
    tapped = [ann.tap(name).wait().fields for name in ("办事", "人工", "大字版在这里")]
    assert [(fields["Event"], fields["EventKey"]) for fields in tapped] == [
        ("CLICK", "key"),
        ("CLICK", "key"),
        ("VIEW", "https://example.org/"),
    ]
    with pytest.raises(LookupError):
        ann.tap("更多")


@pytest.mark.parametrize(
    ("menu", "errcode"),
    [
        ({}, 40016),
        ({"button": []}, 40016),
        ({"button": [click("一")] * 4}, 40016),
        ({"button": [click("五个汉字了")]}, 40018),
        ({"button": [click("")]}, 40018),
        ({"button": [{"name": "一", "type": "song"}]}, 40017),
        ({"button": [click("一", "")]}, 40019),
        ({"button": [click("一", "k" * 129)]}, 40019),
        ({"button": [view("一", "javascript:alert(1)")]}, 40020),
        ({"button": [{"name": "一", "sub_button": [click("二")] * 6}]}, 40023),
        ({"button": [{"name": "一", "sub_button": [{"name": "二"}]}]}, 40024),
        ({"button": [{"name": "一", "sub_button": [click("八个汉字就太长了")]}]}, 40025),
        ({"button": [{"name": "一", "sub_button": [click("二", "")]}]}, 40026),
        ({"button": [{"name": "一", "sub_button": [view("二", "")]}]}, 40027),
        ({"button": [{"name": "一", "sub_button": [{"name": "二", "sub_button": [click("三")]}]}]}, 40024),
    ],
)
def test_a_wrong_menu_is_refused(caller: Caller, menu: dict[str, Any], errcode: int) -> None:
    assert caller.post("/cgi-bin/menu/create", menu)["errcode"] == errcode
    assert caller.get("/cgi-bin/menu/get")["errcode"] == 46003


# media


def test_media_are_fetched_for_three_days(wechat: Simulator, caller: Caller) -> None:
    media_id = wechat.add_media(b"#!AMR-WB\n\x00\x01\r\n")
    answer = caller.http.get("/cgi-bin/media/get", params={"access_token": caller.token, "media_id": media_id})
    assert (answer.content, answer.headers["content-type"]) == (b"#!AMR-WB\n\x00\x01\r\n", "audio/amr-wb")
    assert caller.get("/cgi-bin/media/get", media_id="nothing")["errcode"] == 40007
    wechat.clock.pass_by(days=3, seconds=1)
    caller.login()
    assert caller.get("/cgi-bin/media/get", media_id=media_id)["errcode"] == 40007


def test_what_was_uploaded_is_heard_by_the_resident(wechat: Simulator, caller: Caller) -> None:
    voice, ann = mp3(1), wechat.resident("ann")
    answer = caller.upload("voice", voice)
    assert answer["type"] == "voice"
    ann.send("退休").wait()
    sent = caller.post(SEND, {"touser": ann.openid, "msgtype": "voice", "voice": {"media_id": answer["media_id"]}})
    assert sent["errcode"] == 0
    assert [(shown.kind, shown.media) for shown in ann.screen] == [("voice", voice)]


def test_uploads_of_a_wrong_kind_size_or_length_are_refused(caller: Caller) -> None:
    wav = io.BytesIO()
    with wave.open(wav, "wb") as file:
        file.setparams((1, 2, 16000, 0, "NONE", ""))
        file.writeframes(bytes(3200))
    said = [
        caller.upload("song", b"x"),
        caller.upload("voice", b""),
        caller.upload("voice", b"ID3" + bytes(2 << 20)),
        caller.upload("image", b"GIF8" + bytes(10 << 20)),
        caller.upload("voice", wav.getvalue()),
        caller.upload("voice", b"ID3 this plays nothing"),
        caller.upload("voice", mp3(62)),
        caller.upload("voice", mp3(1), name="file"),
    ]
    assert [answer["errcode"] for answer in said] == [40004, 41005, 40010, 40009, 40005, 40005, 45007, 41005]


# pages


def authorize(wechat: Simulator, caller: Caller, back: str = "https://city.example/in?a=1", **other: str) -> httpx.Response:
    """Opens the page that knows who she is."""
    asked = {"appid": ACCOUNT.app_id, "redirect_uri": back, "response_type": "code", "scope": "snsapi_base", "state": "st&1", **other}
    return caller.http.get("/connect/oauth2/authorize", params=asked)


def redeem(caller: Caller, code: str) -> dict[str, Any]:
    """Who came with this code?"""
    asked = {"appid": ACCOUNT.app_id, "secret": ACCOUNT.secret, "code": code, "grant_type": "authorization_code"}
    answer: dict[str, Any] = caller.http.get("/sns/oauth2/access_token", params=asked).json()
    return answer


def test_a_page_learns_once_who_opens_it(wechat: Simulator, caller: Caller) -> None:
    ann = wechat.resident("ann")
    wechat.held_by(ann)
    answer = authorize(wechat, caller)
    back = httpx.URL(answer.headers["location"])
    assert (answer.status_code, back.host, back.params["a"], back.params["state"]) == (302, "city.example", "1", "st&1")
    assert redeem(caller, back.params["code"])["openid"] == ann.openid
    assert redeem(caller, back.params["code"])["errcode"] == 40163
    assert redeem(caller, "made up")["errcode"] == 40029


def test_a_code_is_good_for_five_minutes(wechat: Simulator, caller: Caller) -> None:
    wechat.held_by(wechat.resident("ann"))
    code = httpx.URL(authorize(wechat, caller).headers["location"]).params["code"]
    wechat.clock.pass_by(minutes=5, seconds=1)
    assert redeem(caller, code)["errcode"] == 40029


def test_pages_outside_wechat_and_wrong_requests_are_sent_nowhere(wechat: Simulator, caller: Caller) -> None:
    outside = authorize(wechat, caller).status_code
    wechat.held_by(wechat.resident("ann"))
    wrong = [authorize(wechat, caller, **other).status_code for other in ({"appid": "wx0"}, {"scope": "all"}, {"response_type": "token"})]
    assert [outside, *wrong, authorize(wechat, caller, "javascript:alert(1)").status_code] == [200] * 5


# faults


def test_faults_go_off_in_their_order_and_then_all_is_well(wechat: Simulator, caller: Caller) -> None:
    ann = wechat.resident("ann")
    ann.send("退休").wait()
    wechat.faults.refuse(SEND, -1, times=2)
    wechat.faults.status(SEND, 502)
    assert [caller.text(ann.openid, "a"), caller.text(ann.openid, "a")] == [-1, -1]
    assert caller.http.post(SEND, params={"access_token": caller.token}, content=b"{}").status_code == 502
    assert caller.text(ann.openid, "a") == 0
    wechat.faults.lasting(SEND, Refused(-1))
    assert [caller.text(ann.openid, "b") for _ in range(3)] == [-1, -1, -1]
    wechat.faults.clear()
    assert caller.text(ann.openid, "c") == 0
    assert (ann.texts, wechat.calls[SEND]) == (["a", "c"], 8)


@pytest.mark.parametrize(("accepted", "texts"), [(True, ["您好"]), (False, [])])
def test_a_dropped_answer_says_nothing_of_whether_the_message_was_shown(
    wechat: Simulator, caller: Caller, accepted: bool, texts: list[str]
) -> None:
    ann = wechat.resident("ann")
    ann.send("退休").wait()
    wechat.faults.drop(SEND, accepted=accepted)
    with pytest.raises(httpx.RemoteProtocolError):
        caller.text(ann.openid, "您好")
    assert ann.texts == texts


@pytest.mark.parametrize(("accepted", "early"), [(True, ["您好"]), (False, [])])
def test_a_slow_call_is_carried_out_before_or_after_the_wait(wechat: Simulator, caller: Caller, accepted: bool, early: list[str]) -> None:
    ann = wechat.resident("ann")
    ann.send("退休").wait()
    wechat.faults.slow(SEND, 0.3, accepted=accepted)
    with pytest.raises(httpx.ReadTimeout):
        caller.http.post(
            SEND,
            params={"access_token": caller.token},
            content=json.dumps({"touser": ann.openid, "msgtype": "text", "text": {"content": "您好"}}, ensure_ascii=False).encode(),
            timeout=0.1,
        )
    assert ann.texts == early
    assert [shown.text for shown in ann.wait_for(1)] == ["您好"]


def test_waiting_for_what_does_not_come_says_what_is_there(wechat: Simulator, caller: Caller) -> None:
    ann = wechat.resident("ann")
    ann.send("退休").wait()
    caller.text(ann.openid, "您好")
    with pytest.raises(TimeoutError, match=r"ann sees 1 of 2: \['您好'\]"):
        ann.wait_for(2, 0.05)


def test_calls_from_many_threads_are_all_counted_and_none_is_allowed_too_much(wechat: Simulator, caller: Caller) -> None:
    residents = [wechat.resident(f"resident {number}") for number in range(5)]
    for resident in residents:
        resident.send("退休").wait()
    with ThreadPoolExecutor(8) as pool:
        said = list(pool.map(lambda number: caller.text(residents[number % 5].openid, str(number)), range(50)))
    assert (said.count(0), said.count(45047), wechat.calls[SEND]) == (25, 25, 50)
    assert [len(resident.screen) for resident in residents] == [5] * 5


def test_everything_ends_when_the_simulator_does() -> None:
    before = set(threading.enumerate())
    with simulator("http://127.0.0.1:9/wechat", Mode.SAFE) as wechat:
        sent = wechat.resident("ann").send("退休")
    assert set(threading.enumerate()) <= before
    assert sent.done.cancelled()
