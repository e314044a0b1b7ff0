"""The client of WeChat's interfaces: what it sends, what it repeats and what it does not, and how each refusal is called."""

from __future__ import annotations

import asyncio
import json
import logging
import traceback
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import SecretStr
from structlog.testing import capture_logs

from api.wechat.client.errors import (
    BadCode,
    BadFields,
    Busy,
    NoRight,
    NoSuchMedia,
    NoSuchTemplate,
    NotAdmitted,
    NotFollowing,
    NotSubscribed,
    OutOfWindow,
    Throttled,
    TokenRefused,
    TooLarge,
    TooMany,
    Unsure,
    WechatFailed,
)
from api.wechat.client.wechat_api import MEDIA_LIMIT, Media
from tests.living import StillClock, settings_in
from tests.wechat.clients import Do, clients
from tests.wechat.pretending import PretendedWechat

ANN = "oAnn0123456789-for-tests-only"[:28]
FIRST = "token-1-for-tests-only"
CODE = "code-for-tests-only"
SECRET = "secret0123456789-for-tests-only"
SEND, TOKEN, MEDIA = "/cgi-bin/message/custom/send", "/cgi-bin/stable_token", "/cgi-bin/media/get"
OAUTH, NEWS, UPLOAD = "/sns/oauth2/access_token", "/cgi-bin/message/template/send", "/cgi-bin/media/upload"


@pytest.fixture
def wechat() -> PretendedWechat:
    return PretendedWechat()


@pytest.fixture
def do(wechat: PretendedWechat, tmp_path: Path) -> Iterator[Do]:
    """A client of a WeChat that says what the test wants."""
    settings = settings_in(
        tmp_path,
        wechat_app_id="wx-for-tests-only",
        wechat_secret=SecretStr(SECRET),
        wechat_token=SecretStr("ForTestsOnly"),
        wechat_mode="plain",
        public_url="http://127.0.0.1",
    )
    with clients(settings, StillClock().now, wechat.transport()) as run:
        yield run


def test_words_go_out_as_they_are_with_the_token_in_the_address(do: Do, wechat: PretendedWechat) -> None:
    do(lambda api: api.send_text(ANN, "您好，“王阿姨”"))
    (request,) = wechat.asked(SEND)
    assert (request.method, request.url.params["access_token"]) == ("POST", "token-1-for-tests-only")
    assert request.content.decode() == f'{{"touser": "{ANN}", "msgtype": "text", "text": {{"content": "您好，“王阿姨”"}}}}'


def test_a_recording_and_news_go_out_in_wechats_form(do: Do, wechat: PretendedWechat) -> None:
    do(lambda api: api.send_voice(ANN, "media-1"))
    do(lambda api: api.send_news(ANN, "template-1", {"thing1": "退休"}, url="https://city.example/elder", once="case-7-done"))
    assert wechat.body(SEND) == {"touser": ANN, "msgtype": "voice", "voice": {"media_id": "media-1"}}
    assert wechat.body(NEWS) == {
        "touser": ANN,
        "template_id": "template-1",
        "data": {"thing1": {"value": "退休"}},
        "url": "https://city.example/elder",
        "client_msg_id": "case-7-done",
    }


@pytest.mark.parametrize(
    ("code", "name"),
    [
        (45015, OutOfWindow),
        (45047, TooMany),
        (45009, Throttled),
        (45011, Throttled),
        (43004, NotFollowing),
        (43101, NotSubscribed),
        (48001, NoRight),
        (50002, NoRight),
        (40007, NoSuchMedia),
        (40037, NoSuchTemplate),
        (40164, NotAdmitted),
        (47003, BadFields),
    ],
)
def test_a_refusal_has_its_name_and_is_not_repeated(do: Do, wechat: PretendedWechat, code: int, name: type[WechatFailed]) -> None:
    wechat.usual[SEND] = {"errcode": code, "errmsg": "no"}
    with pytest.raises(WechatFailed) as refused:
        do(lambda api: api.send_text(ANN, "您好"))
    assert (type(refused.value), refused.value.code, str(refused.value)) == (name, code, f"{SEND}: no ({code})")
    assert wechat.paths == [SEND]


@pytest.mark.parametrize(
    "lost",
    [
        httpx.ReadTimeout("late"),
        httpx.ReadError("cut"),
        httpx.WriteTimeout("slow"),
        httpx.RemoteProtocolError("closed"),
        httpx.Response(502),
        httpx.Response(200, text="<html>"),
    ],
    ids=str,
)
def test_a_message_whose_answer_is_lost_is_not_sent_again(do: Do, wechat: PretendedWechat, lost: Any) -> None:
    wechat.answers[SEND].append(lost)
    with pytest.raises(Unsure):
        do(lambda api: api.send_text(ANN, "您好"))
    assert wechat.paths == [SEND]


@pytest.mark.parametrize("lost", [httpx.ReadTimeout("late"), httpx.Response(502), httpx.RemoteProtocolError("closed")], ids=str)
def test_a_code_whose_answer_is_lost_is_not_shown_again(do: Do, wechat: PretendedWechat, lost: Any) -> None:
    wechat.answers[OAUTH].append(lost)
    with pytest.raises(Unsure):
        do(lambda api: api.openid_of(CODE))
    assert wechat.paths == [OAUTH]


@pytest.mark.parametrize(
    "unsent", [httpx.ConnectError("no"), httpx.ConnectTimeout("no"), {"errcode": -1, "errmsg": "system busy"}], ids=str
)
def test_what_was_not_done_is_sent_again(do: Do, wechat: PretendedWechat, unsent: Any) -> None:
    wechat.answers[SEND] += [unsent, unsent]
    do(lambda api: api.send_text(ANN, "您好"))
    assert wechat.paths == [SEND] * 3


def test_three_times_busy_is_busy(do: Do, wechat: PretendedWechat) -> None:
    wechat.usual[SEND] = {"errcode": -1, "errmsg": "system busy"}
    with pytest.raises(Busy):
        do(lambda api: api.send_text(ANN, "您好"))
    assert wechat.paths == [SEND] * 3


@pytest.mark.parametrize("lost", [httpx.ReadTimeout("late"), httpx.Response(503), {"errcode": -1, "errmsg": "busy"}], ids=str)
def test_reading_is_repeated(do: Do, wechat: PretendedWechat, lost: Any) -> None:
    wechat.answers[MEDIA].append(lost)
    wechat.usual[MEDIA] = httpx.Response(200, content=b"#!AMR\n", headers={"content-type": "audio/amr"})
    assert do(lambda api: api.media("media-1")) == Media(b"#!AMR\n", "audio/amr")
    assert wechat.paths == [MEDIA] * 2


def test_reading_in_vain_is_busy_and_never_unsure(do: Do, wechat: PretendedWechat) -> None:
    wechat.usual[MEDIA] = httpx.Response(502)
    with pytest.raises(Busy):
        do(lambda api: api.media("media-1"))
    assert wechat.paths == [MEDIA] * 3


def test_news_with_an_id_are_repeated_because_wechat_shows_them_once(do: Do, wechat: PretendedWechat) -> None:
    wechat.answers[NEWS].append(httpx.ReadTimeout("late"))
    do(lambda api: api.send_news(ANN, "template-1", {"thing1": "退休"}, once="case-7-done"))
    assert wechat.paths == [NEWS] * 2


def test_news_without_an_id_are_not_repeated(do: Do, wechat: PretendedWechat) -> None:
    wechat.answers[NEWS].append(httpx.ReadTimeout("late"))
    with pytest.raises(Unsure):
        do(lambda api: api.send_news(ANN, "template-1", {"thing1": "退休"}))
    assert wechat.paths == [NEWS]


@pytest.mark.parametrize("code", [40001, 40014, 42001])
def test_with_a_refused_token_a_message_goes_out_once_more_with_the_next(do: Do, wechat: PretendedWechat, code: int) -> None:
    wechat.answers[SEND].append({"errcode": code, "errmsg": "invalid credential"})
    do(lambda api: api.send_text(ANN, "您好"))
    assert [request.url.params["access_token"] for request in wechat.asked(SEND)] == ["token-1-for-tests-only", "token-2-for-tests-only"]
    assert [json.loads(request.content)["force_refresh"] for request in wechat.asked(TOKEN)] == [False, False, True]


def test_a_second_refused_token_is_told(do: Do, wechat: PretendedWechat) -> None:
    wechat.usual[SEND] = {"errcode": 40001, "errmsg": "invalid credential"}
    with pytest.raises(TokenRefused):
        do(lambda api: api.send_text(ANN, "您好"))
    assert wechat.paths == [SEND] * 2


@pytest.mark.parametrize("code", [40001, 40013, 40125, 40164])
def test_a_wrong_secret_or_address_is_told_as_such(do: Do, wechat: PretendedWechat, code: int) -> None:
    wechat.answers[TOKEN].append({"errcode": code, "errmsg": "invalid"})
    with pytest.raises(NotAdmitted) as refused:
        do(lambda api: api.send_text(ANN, "您好"))
    assert refused.value.code == code
    assert wechat.paths == []


def test_a_recording_larger_than_ten_megabytes_is_not_kept_in_memory(do: Do, wechat: PretendedWechat) -> None:
    brought = 0

    async def endless() -> Any:
        nonlocal brought
        while True:
            brought += 65536
            yield b"\0" * 65536

    wechat.usual[MEDIA] = httpx.Response(200, content=endless(), headers={"content-type": "audio/amr"})
    with pytest.raises(TooLarge):
        do(lambda api: api.media("media-1"))
    assert brought <= MEDIA_LIMIT + 2 * 65536
    assert wechat.paths == [MEDIA]


def test_a_recording_that_comes_byte_by_byte_is_given_up(do: Do, wechat: PretendedWechat, monkeypatch: pytest.MonkeyPatch) -> None:
    async def dripping() -> AsyncIterator[bytes]:
        while True:
            yield b"\0"
            await asyncio.sleep(0.01)

    monkeypatch.setattr("api.wechat.client.wire.MEDIA_WITHIN", 0.2)
    wechat.usual[MEDIA] = httpx.Response(200, content=dripping(), headers={"content-type": "audio/amr"})
    with pytest.raises(Busy, match=r"not whole after 0\.2 s"):
        do(lambda api: asyncio.wait_for(api.media("media-1"), 10))
    assert wechat.paths == [MEDIA]


@pytest.mark.parametrize("kind", ["text/plain", "application/json; encoding=utf-8", "image/jpeg"])
def test_an_unknown_recording_is_told_whatever_type_wechat_says(do: Do, wechat: PretendedWechat, kind: str) -> None:
    wechat.usual[MEDIA] = httpx.Response(200, content=b'{"errcode":40007,"errmsg":"invalid media_id"}', headers={"content-type": kind})
    with pytest.raises(NoSuchMedia):
        do(lambda api: api.media("media-1"))


def test_a_video_is_no_recording(do: Do, wechat: PretendedWechat) -> None:
    wechat.usual[MEDIA] = {"video_url": "https://video.example/1"}
    with pytest.raises(WechatFailed, match="neither a recording nor a picture"):
        do(lambda api: api.media("media-1"))


def test_a_file_goes_up_with_its_name_and_gives_its_id_also_at_the_second_try(do: Do, wechat: PretendedWechat) -> None:
    wechat.answers[UPLOAD].append(httpx.ReadTimeout("late"))
    wechat.usual[UPLOAD] = {"type": "voice", "media_id": "media-2", "created_at": 1}
    assert do(lambda api: api.upload("voice", "answer.mp3", b"ID3sound")) == "media-2"
    first, second = wechat.asked(UPLOAD)
    assert [request.url.params["type"] for request in (first, second)] == ["voice"] * 2
    assert b'name="media"; filename="answer.mp3"' in second.content
    assert b"ID3sound" in second.content


def test_a_code_gives_the_openid_and_shows_no_token(do: Do, wechat: PretendedWechat) -> None:
    wechat.usual[OAUTH] = {"access_token": "page-for-tests-only", "openid": ANN, "scope": "snsapi_base"}
    assert do(lambda api: api.openid_of(CODE)) == ANN
    (request,) = wechat.requests
    assert dict(request.url.params) == {
        "appid": "wx-for-tests-only",
        "secret": SECRET,
        "code": CODE,
        "grant_type": "authorization_code",
    }


@pytest.mark.parametrize(
    "answer", [{"errcode": 40029, "errmsg": "x"}, {"errcode": 40163, "errmsg": "x"}, {"openid": ANN, "is_snapshotuser": 1}]
)
def test_a_code_that_is_used_wrong_or_a_stand_ins_names_nobody(do: Do, wechat: PretendedWechat, answer: dict[str, Any]) -> None:
    wechat.usual[OAUTH] = answer
    with pytest.raises(BadCode):
        do(lambda api: api.openid_of(CODE))


@pytest.mark.parametrize("answer", [[], {}, {"openid": 7}, {"errcode": "many"}])
def test_an_answer_without_what_was_asked_for_is_a_failure(do: Do, wechat: PretendedWechat, answer: Any) -> None:
    wechat.usual[OAUTH] = answer
    with pytest.raises(WechatFailed):
        do(lambda api: api.openid_of(CODE))


def test_nothing_personal_or_secret_stands_in_faults_and_logs(
    do: Do, wechat: PretendedWechat, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    told = f"{ANN} with {SECRET} and {'t' * 136} rid: 6747cb49-1f64921c-2e25353a"
    wechat.answers[SEND] += [{"errcode": -1, "errmsg": told}, {"errcode": 40001, "errmsg": told}, {"errcode": 47003, "errmsg": told}]
    wechat.answers[OAUTH].append(httpx.ReadTimeout(f"https://api/?secret={SECRET}"))
    with capture_logs() as ours, pytest.raises(WechatFailed) as refused:
        do(lambda api: api.send_text(ANN, "您好"))
    with capture_logs() as more, pytest.raises(Unsure) as lost:
        do(lambda api: api.openid_of(CODE))
    traces = [traceback.format_exception(fault.value) for fault in (refused, lost)]
    everything = repr((refused.value, lost.value, traces, ours, more, caplog.text, capfd.readouterr()))
    assert "6747cb49-1f64921c-2e25353a" in str(refused.value)
    assert [word for word in (ANN, SECRET, "t" * 28, FIRST, CODE) if word in everything] == []
