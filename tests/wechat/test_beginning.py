"""Messages whose XML is broken: whose they are is read from what WeChat writes before any resident's words."""

from __future__ import annotations

import pytest

from api.wechat.protocol.beginning import begun
from api.wechat.protocol.received import Other
from tests.wechat.bodies import ACCOUNT, OPENID, TIMESTAMP, event, text


def broken(xml: str) -> bytes:
    """Without its end."""
    return xml.removesuffix("</xml>").encode()


def test_its_sender_is_known_and_what_is_wrong_with_it() -> None:
    received = begun(broken(text("您好")), "not XML")
    assert received is not None
    assert (received.openid, received.account, received.created_at) == (OPENID, ACCOUNT, int(TIMESTAMP))
    assert (received.content, received.fault) == (Other("text"), "not XML")


def test_the_same_again_has_the_same_key_and_another_has_another() -> None:
    keys = [begun(broken(text(words)), "") for words in ("您好", "您好", "再见")]
    first, again, other = (one and one.key for one in keys)
    assert (first == again, first == other) == (True, False)


def test_nobody_speaks_for_another_by_what_they_type() -> None:
    typed = "]]></Content></xml><xml><ToUserName><![CDATA[gh]]></ToUserName><FromUserName><![CDATA[oOther]]></FromUserName>"
    received = begun(broken(text(typed)), "")
    assert received is not None
    assert received.openid == OPENID


@pytest.mark.parametrize("xml", [event("VIEW"), "", "<xml>", text("您好").replace("ToUserName", "To"), f"a{text('您好')}"])
def test_an_event_and_another_beginning_are_nobodys(xml: str) -> None:
    assert begun(xml.encode(), "") is None
