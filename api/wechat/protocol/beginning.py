"""The beginning of a message whose XML is broken further on: who sent it, so that they hear that it could not be read.

A message may break by what its resident typed, `]]>` or half a character. WeChat
writes who sends it before that, so only the very beginning is believed.
"""

from __future__ import annotations

import hashlib
from re import compile as pattern

from api.wechat.protocol.received import Other, Received

_BEGINNING = pattern(
    rb"\s*<xml>\s*<ToUserName><!\[CDATA\[(?P<account>[A-Za-z0-9_-]{1,64})\]\]></ToUserName>"
    rb"\s*<FromUserName><!\[CDATA\[(?P<openid>[A-Za-z0-9_-]{1,64})\]\]></FromUserName>"
    rb"\s*<CreateTime>(?P<created_at>[0-9]{1,12})</CreateTime>"
    rb"\s*<MsgType><!\[CDATA\[(?P<kind>[A-Za-z0-9_]{1,64})\]\]></MsgType>"
)


def begun(xml: bytes, fault: str) -> Received | None:
    """The message as `Other` with this fault; None for an event, which asks for no answer, and where the beginning is another.

    `xml`: what `messages.parse` could not read, and WeChat has sealed. The same message again has the same key.
    """
    found = _BEGINNING.match(xml)
    if found is None or found["kind"].lower() == b"event":
        return None
    openid, account, created_at, kind = (found[name].decode() for name in ("openid", "account", "created_at", "kind"))
    return Received(openid, account, int(created_at), f"m:{created_at}:{hashlib.sha256(xml).hexdigest()}", Other(kind), fault)
