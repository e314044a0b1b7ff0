"""What does not come from WeChat, or not for us, over HTTP: refused, nothing kept, nothing told to the logs."""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select
from structlog.testing import capture_logs

from api.wechat.tables import DeliveryRow, FollowerRow, SignatureRow
from tests.wechat.quiet import QuietTown, quiet_town
from tests.wechat.simulator import ACCOUNT, Envelope, Mode, envelope
from tests.wechat.simulator.envelope import seal, signature

FORGER = "oForger-for-tests-only-00001"
SAFE, PLAIN = replace(ACCOUNT, mode=Mode.SAFE), replace(ACCOUNT, mode=Mode.PLAIN)
Made = Callable[[], Envelope]


@pytest.fixture(scope="module", params=["safe", "plain"])
def quiet(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[QuietTown]:
    with quiet_town(tmp_path_factory.mktemp("refusing"), wechat_mode=request.param) as town:
        yield town


def fields(**given: str | int) -> dict[str, str | int]:
    """A text message as WeChat would have it."""
    usual: dict[str, str | int] = {"ToUserName": ACCOUNT.name, "FromUserName": FORGER, "CreateTime": now(), "MsgType": "text"}
    return {**usual, "Content": "大字版", "MsgId": secrets.randbelow(10**18), **given}


def now() -> int:
    return int(time.time())


def letter(town: QuietTown, at: int = 0, **given: str | int) -> Envelope:
    """A sound delivery in the town's mode, so many seconds off."""
    account = SAFE if town.house.settings.wechat_mode == "safe" else PLAIN
    return envelope(account, FORGER, fields(**given), str(now() + at), secrets.token_hex(5))


def with_body(town: QuietTown, xml: str) -> Envelope:
    """A delivery signed and sealed as it should be, of this XML."""
    sound = letter(town)
    if town.house.settings.wechat_mode == "plain":
        return replace(sound, body=xml.encode())
    part = seal(SAFE, xml)
    params = {**sound.params, "msg_signature": signature(ACCOUNT.token, sound.params["timestamp"], sound.params["nonce"], part)}
    return Envelope(params, f"<xml><ToUserName>x</ToUserName><Encrypt>{part}</Encrypt></xml>".encode())


def with_params(sound: Envelope, **params: str) -> Envelope:
    return replace(sound, params={**sound.params, **params})


def another_body(town: QuietTown) -> Envelope:
    """The address of a delivery that was taken, with the body of another."""
    taken = letter(town)
    assert post(town, taken).status_code == 200
    return replace(taken, body=letter(town, Content="别的话").body)


def another_account(town: QuietTown) -> Envelope:
    """Encrypted for somebody else, signed with our token; where nothing is encrypted, signed with another token."""
    if town.house.settings.wechat_mode == "plain":
        return envelope(replace(PLAIN, token="anotherForTestsOnly"), FORGER, fields(), str(now()), "n")
    key = "anotherForTestsOnlyAnotherForTestsOnlyAnoth"  # for tests only
    return envelope(replace(SAFE, aes_key=key[:43]), FORGER, fields(), str(now()), "n")


def address_of_a_verification(town: QuietTown) -> Envelope:
    """What WeChat sent when it asked whether the address is ours, heard on the way, with a body under it."""
    at, nonce = str(now()), secrets.token_hex(5)
    params = {"timestamp": at, "nonce": nonce, "echostr": "1", "signature": signature(ACCOUNT.token, at, nonce)}
    answer = httpx.get(f"{town.house.settings.url}/channels/wechat", params=params, trust_env=False)
    assert answer.status_code == 200
    return Envelope(params, letter(town).body)


REFUSED: dict[str, Callable[[QuietTown], Envelope]] = {
    "forged": lambda town: with_params(letter(town), signature="0" * 40, msg_signature="0" * 40),
    "unsigned": lambda town: Envelope({}, letter(town).body),
    "signed for another moment": lambda town: with_params(letter(town), timestamp=str(now() - 1)),
    "stale": lambda town: letter(town, -301),
    "from tomorrow": lambda town: letter(town, 86_400),
    "copied address, another body": another_body,
    "address of a verification": address_of_a_verification,
    "another account": another_account,
    "in the other mode": lambda town: envelope(
        PLAIN if town.house.settings.wechat_mode == "safe" else SAFE, FORGER, fields(), str(now()), "n"
    ),
    "170 KB": lambda town: letter(town, Content="长" * 57_000),
    "nothing": lambda town: replace(letter(town), body=b""),
    "not XML": lambda town: replace(letter(town), body=b"\x00\xff{}"),
    "half of it": lambda town: replace(letter(town), body=letter(town).body[:150]),
    "an entity": lambda town: with_body(
        town,
        '<!DOCTYPE xml [<!ENTITY a "aaaa"><!ENTITY b SYSTEM "file:///etc/hostname">]><xml><ToUserName>a</ToUserName>'
        f"<FromUserName>{FORGER}</FromUserName><CreateTime>{now()}</CreateTime><MsgType>text</MsgType>"
        "<Content>&a;&b;</Content><MsgId>1</MsgId></xml>",
    ),
}

NOT_UNDERSTOOD: dict[str, Callable[[QuietTown], Envelope]] = {
    "no XML inside": lambda town: with_body(town, "你好"),
    "without an OpenID": lambda town: with_body(town, f"<xml><ToUserName>a</ToUserName><CreateTime>{now()}</CreateTime></xml>"),
}
"""What only WeChat itself can have sealed, and what nothing can be made of."""


def post(town: QuietTown, sent: Envelope) -> httpx.Response:
    return httpx.post(f"{town.house.settings.url}/channels/wechat", params=sent.params, content=sent.body, trust_env=False, timeout=10)


def rows(town: QuietTown, *tables: Any) -> list[int]:
    with town.house.sessions() as session:
        return [session.scalar(select(func.count()).select_from(table)) or 0 for table in tables]


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused_and_leaves_nothing(quiet: QuietTown, name: str) -> None:
    sent = REFUSED[name](quiet)
    before = rows(quiet, FollowerRow, DeliveryRow, SignatureRow)
    answer = post(quiet, sent)
    assert (answer.status_code, answer.content) == (403, b"")
    assert rows(quiet, FollowerRow, DeliveryRow, SignatureRow) == before


@pytest.mark.parametrize("name", NOT_UNDERSTOOD)
def test_what_is_wechats_and_cannot_be_read_is_acknowledged_and_leaves_nothing(quiet: QuietTown, name: str) -> None:
    """In plain mode nothing proves that it is WeChat's: there it is refused."""
    before = rows(quiet, FollowerRow, DeliveryRow, SignatureRow)
    answer = post(quiet, NOT_UNDERSTOOD[name](quiet))
    assert (answer.status_code, answer.text) == ((200, "success") if quiet.house.settings.wechat_mode == "safe" else (403, ""))
    assert rows(quiet, FollowerRow, DeliveryRow, SignatureRow) == before


def test_a_whole_delivery_sent_again_by_somebody_else_does_nothing_twice(quiet: QuietTown) -> None:
    heard = letter(quiet, Content="语音回复")
    first = post(quiet, heard)
    before = rows(quiet, FollowerRow, DeliveryRow, SignatureRow)
    again = post(quiet, heard)
    assert (first.status_code, again.status_code) == (200, 200)
    assert rows(quiet, FollowerRow, DeliveryRow, SignatureRow) == before


def test_the_address_is_verified_with_the_right_token_only(quiet: QuietTown) -> None:
    url = f"{quiet.house.settings.url}/channels/wechat"
    at, echo = str(now()), "1234567890"
    asked = {"timestamp": at, "nonce": "n", "echostr": echo}
    right = httpx.get(url, params={**asked, "signature": signature(ACCOUNT.token, at, "n")}, trust_env=False)
    wrong = httpx.get(url, params={**asked, "signature": signature("anotherForTestsOnly", at, "n")}, trust_env=False)
    none = httpx.get(url, trust_env=False)
    assert (quiet.wechat.verify(), right.status_code, right.text) == (True, 200, echo)
    assert [(one.status_code, one.content) for one in (wrong, none)] == [(403, b""), (403, b"")]


def test_no_line_of_any_log_names_a_resident_or_a_secret(quiet: QuietTown, caplog: pytest.LogCaptureFixture) -> None:
    ann = quiet.wechat.resident("logged")
    with capture_logs() as structured, caplog.at_level(logging.DEBUG):
        quiet.ask(ann, "我的身份证号是999001196008251332")
        quiet.wechat.faults.refuse("/cgi-bin/message/custom/send", 45015)
        quiet.wechat.faults.status("/cgi-bin/media/get", 502, times=9)
        quiet.ask(ann, "大字版")
        ann.say(b"#!AMR\n").wait()
        for name in REFUSED:
            post(quiet, REFUSED[name](quiet))
    quiet.wechat.faults.clear()
    lines = "\n".join([*map(str, structured), *(f"{record.getMessage()} {record.exc_text}" for record in caplog.records)])
    secret = (ann.openid, FORGER, ACCOUNT.secret, ACCOUNT.token, ACCOUNT.aes_key, "999001196008251332", "access_token=")
    assert [one for one in secret if one in lines] == []
    assert "wechat_refused" in lines
