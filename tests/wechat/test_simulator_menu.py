"""The simulator's menu, media and pages."""

from __future__ import annotations

import io
import wave
from typing import Any

import httpx
import pytest

from tests.wechat.calling import SEND, Caller, caller, mp3, wechat
from tests.wechat.simulator import ACCOUNT, Simulator

__all__ = ["caller", "wechat"]


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
