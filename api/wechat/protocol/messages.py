"""What WeChat delivers, from its XML into our words. Every kind has its place here: answered, unreadable or unneeded."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from re import Pattern
from re import compile as pattern

from api.wechat.protocol.elements import LARGEST, Elements, Malformed, elements
from api.wechat.protocol.received import (
    OF_NEWS,
    Content,
    Followed,
    Location,
    NewsArrived,
    Other,
    Picture,
    Pressed,
    Received,
    Subscribed,
    Text,
    Unfollowed,
    Unneeded,
    Voice,
)

__all__ = ["LONGEST_KEY", "Malformed", "parse"]

LONGEST_KEY = 128
"""Characters of a delivery's key; a longer one is hashed."""
LONGEST_LABEL = 1000
"""Characters of a place that are kept: its town and street stand first."""
LONGEST_EVENT_KEY = 2048
"""An address that a button of the menu opens has up to 1,024 bytes."""

_NOT_SHOWN = frozenset({"【收到不支持的消息类型，暂无法显示】", "[Unsupported Message]"})
"""WeChat delivers a sticker as typed words, these; seen in wechatpy#656."""

NEWS_SENT = "SubscribeMsgSentEvent"
NEWS_EVENTS = {
    "subscribe_msg_popup_event": "SubscribeMsgPopupEvent",
    "subscribe_msg_change_event": "SubscribeMsgChangeEvent",
    "subscribe_msg_sent_event": NEWS_SENT,
}
"""Events of subscription messages → the part with their list. Source:
developers.weixin.qq.com/doc/service/guide/product/subscription_messages/push.html."""
NEWS_PARTS = tuple(NEWS_EVENTS.values())

_TEMPLATE = pattern("[A-Za-z0-9_-]{1,64}")
_OPENID = pattern("[A-Za-z0-9_-]{1,64}")
_SECONDS = pattern("[0-9]{1,12}")
_NUMBER = pattern("[0-9]{1,32}")
_NAME = pattern("[A-Za-z0-9_.-]{1,64}")
_MEDIA = pattern("[!-~]{1,256}")


def parse(xml: bytes) -> Received:
    """Makes a delivery of the XML that `Envelope.opened` gave; raises Malformed where nobody can be answered, and for an event.

    A message whose sender is known and whose content is not of its form is kept as `Other`, with the fault: they hear of it.
    """
    found = elements(xml)
    if "Encrypt" in found:
        raise Malformed("an encrypted part where none may be")
    openid = _word(found, "FromUserName", _OPENID)
    account = _word(found, "ToUserName", _OPENID)
    created_at = int(_word(found, "CreateTime", _SECONDS))
    kind = _word(found, "MsgType", _NAME).lower()
    if kind == "event":
        event, event_key = _word(found, "Event", _NAME), found.text("EventKey", LONGEST_EVENT_KEY).strip()
        happened = _of_news(event, found) or _happened(event, event_key)
        if isinstance(happened, OF_NEWS):
            event_key = _hash(openid, repr([found.rows(name) for name in NEWS_PARTS]))  # several may come in one second
        key = _short(f"e:{created_at}:{event}:{event_key}", openid)
        return Received(openid, account, created_at, key, happened)
    content, fault = _content(kind, found)
    number = _number(found)
    key = f"m:{number}" if number else f"m:{created_at}:{_hash(openid, repr(content))}"
    return Received(openid, account, created_at, key, content, fault)


def _content(kind: str, found: Elements) -> tuple[Content, str | None]:
    try:
        return (_READERS[kind](found) if kind in _READERS else Other(kind)), None
    except Malformed as why:
        return Other(kind), str(why)


def _number(found: Elements) -> str:
    """Empty where WeChat gave none, or none that can be read."""
    try:
        return _word(found, "MsgId", _NUMBER, otherwise="")
    except Malformed:
        return ""


def _happened(event: str, key: str) -> Content:
    match event.lower():
        case "subscribe":
            return Followed()
        case "unsubscribe":
            return Unfollowed()
        case "click" if key:
            return Pressed(key)
        case _:
            return Unneeded(event)


def _of_news(event: str, found: Elements) -> Subscribed | NewsArrived | None:
    """What an event tells of subscription messages; None for all others."""
    part = NEWS_EVENTS.get(event.lower())
    rows = found.rows(part) if part else ()
    named = [row for row in rows if _TEMPLATE.fullmatch(row.get("TemplateId", ""))]
    if not named:
        return None
    if part == NEWS_SENT:
        (row, *_) = named
        return NewsArrived(row["TemplateId"], row.get("ErrorCode") == "0")
    said = {row["TemplateId"]: row.get("SubscribeStatusString", "").lower() == "accept" for row in named}
    return Subscribed(tuple(id for id, yes in said.items() if yes), tuple(id for id, yes in said.items() if not yes))


def _typed(found: Elements) -> Content:
    text = found.text("Content", LARGEST)
    return Other("sticker") if text.strip() in _NOT_SHOWN else Text(text)


def _spoken(found: Elements) -> Content:
    finer = _word(found, "MediaId16K", _MEDIA, otherwise="")
    return Voice(_word(found, "MediaId", _MEDIA), finer or None)


def _photographed(found: Elements) -> Content:
    return Picture(_word(found, "MediaId", _MEDIA))


def _placed(found: Elements) -> Content:
    return Location(found.text("Label", LARGEST).strip()[:LONGEST_LABEL])


_READERS: Mapping[str, Callable[[Elements], Content]] = {
    "text": _typed,
    "voice": _spoken,
    "image": _photographed,
    "location": _placed,
}
"""MsgType → what reads it. All others (video, shortvideo, link, file, miniprogrampage …) are `Other`."""


def _word(found: Elements, name: str, allowed: Pattern[str], otherwise: str | None = None) -> str:
    """An element's text without space around it; `otherwise` stands for one that is missing or empty, where it may be."""
    word = found.text(name, LARGEST).strip()
    if not word and otherwise is not None:
        return otherwise
    if not allowed.fullmatch(word):
        raise Malformed(f"{name} is missing or not of its form")
    return word


def _short(key: str, openid: str) -> str:
    return key if len(key) <= LONGEST_KEY else f"e:{_hash(openid, key)}"


def _hash(openid: str, what: str) -> str:
    """Of what a resident sent; the OpenID in it keeps whoever reads the key from trying out what it may have been."""
    return hashlib.sha256(f"{openid}\n{what}".encode()).hexdigest()
