"""What the account's server may answer within 5 s, checked as strictly as it can be. Nothing of the product is used.

Sources: 被动回复用户消息 (developers.weixin.qq.com), the city's facts; text of at most 2,048 bytes is from memory.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from wechatpy.crypto import PrpCrypto, WeChatCrypto
from wechatpy.exceptions import InvalidAppIdException, InvalidSignatureException

from tests.wechat.simulator.account import Account, Mode

TEXT_BYTES = 2048
BLOCK = 32
"""Bytes that a sealed answer is padded to."""

NOT_XML_1_0 = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class BrokenAnswer(Exception):
    """WeChat shows 该公众号提供的服务出现故障，请稍后再试 instead. The message says what is wrong."""


@dataclass(frozen=True)
class Passive:
    """An answer that the resident is shown at once."""

    kind: str
    """text, voice, image, news …"""
    text: str = ""
    media_id: str = ""


def read(account: Account, openid: str, status: int, body: bytes, has_media: Callable[[str], bool]) -> Passive | None:
    """The passive answer; None where the server has only acknowledged (`success` or nothing).

    Raises BrokenAnswer for everything else.
    """
    if status != 200:
        raise BrokenAnswer(f"HTTP {status}")
    if body in {b"", b"success"}:
        return None
    outer = _xml(body)
    if outer.find("Encrypt") is None:
        if account.mode is Mode.SAFE:
            raise BrokenAnswer("an open answer in safe mode")
        return _passive(account, openid, outer, has_media)
    if account.mode is Mode.PLAIN:
        raise BrokenAnswer("a sealed answer in plain mode")
    return _passive(account, openid, _xml(_unseal(account, body, outer).encode()), has_media)


def _xml(body: bytes) -> Element:
    try:
        body.decode()
        root: Element = fromstring(body, forbid_dtd=True)
    except (UnicodeDecodeError, ParseError, DefusedXmlException) as wrong:
        raise BrokenAnswer(f"not XML: {wrong}") from wrong
    if root.tag != "xml":
        raise BrokenAnswer(f"<{root.tag}> where <xml> belongs")
    return root


def _unseal(account: Account, body: bytes, outer: Element) -> str:
    _only(outer, {"Encrypt", "MsgSignature", "TimeStamp", "Nonce"})
    sealed, signed, timestamp, nonce = (_said(outer, name) for name in ("Encrypt", "MsgSignature", "TimeStamp", "Nonce"))
    _padded_right(account, sealed)
    try:
        xml: str = WeChatCrypto(account.token, account.aes_key, account.app_id).decrypt_message(body, signed, timestamp, nonce)
    except InvalidSignatureException as wrong:
        raise BrokenAnswer("wrong signature of a sealed answer") from wrong
    except InvalidAppIdException as wrong:
        raise BrokenAnswer("another account's app id in a sealed answer") from wrong
    except UnicodeDecodeError as wrong:
        raise BrokenAnswer("a sealed answer that is not UTF-8") from wrong
    return xml


def _padded_right(account: Account, sealed: str) -> None:
    """wechatpy does not look at the padding; WeChat's own samples do (PKCS#7 to 32 bytes)."""
    try:
        raw = base64.b64decode(sealed, validate=True)
        opened: bytes = PrpCrypto(base64.b64decode(account.aes_key + "=")).cipher.decrypt(raw)
    except (binascii.Error, ValueError) as wrong:
        raise BrokenAnswer(f"a sealed answer that does not open: {wrong}") from wrong
    if not opened or len(opened) % BLOCK or not 1 <= opened[-1] <= BLOCK or opened[-opened[-1] :] != bytes([opened[-1]]) * opened[-1]:
        raise BrokenAnswer("a sealed answer with wrong padding")


def _passive(account: Account, openid: str, answer: Element, has_media: Callable[[str], bool]) -> Passive:
    if _said(answer, "ToUserName") != openid:
        raise BrokenAnswer("an answer to somebody else")
    if _said(answer, "FromUserName") != account.name:
        raise BrokenAnswer("an answer of another account")
    if not _said(answer, "CreateTime").isdecimal():
        raise BrokenAnswer("CreateTime is no number")
    match kind := _said(answer, "MsgType"):
        case "text":
            _only(answer, {"ToUserName", "FromUserName", "CreateTime", "MsgType", "Content"})
            text = _said(answer, "Content")
            if (size := len(text.encode())) > TEXT_BYTES:
                raise BrokenAnswer(f"text of {size} bytes")
            return Passive(kind, text=text)
        case "voice" | "image":
            media = answer.find(kind.capitalize())
            media_id = "" if media is None else _said(media, "MediaId")
            if not has_media(media_id):
                raise BrokenAnswer(f"{kind} without known MediaId")
            return Passive(kind, media_id=media_id)
        case "news":
            return Passive(kind, text=_news(answer))
        case _:
            raise BrokenAnswer(f"an answer of the kind {kind}")


def _news(answer: Element) -> str:
    """One article, as WeChat has it since 2018: title, description, address."""
    items = answer.findall("Articles/item")
    if len(items) != 1 or _said(answer, "ArticleCount") != "1":
        raise BrokenAnswer("news of other than one article")
    return "\n".join(_said(items[0], name) for name in ("Title", "Description", "Url"))


def _said(parent: Element, name: str) -> str:
    found = parent.findall(name)
    if len(found) != 1:
        raise BrokenAnswer(f"{len(found)} × {name}")
    if not (text := found[0].text or "").strip():
        raise BrokenAnswer(f"empty {name}")
    if len(found[0]) or NOT_XML_1_0.search(text):
        raise BrokenAnswer(f"{name} holds more than characters")
    return text


def _only(parent: Element, names: set[str]) -> None:
    if more := {child.tag for child in parent} - names:
        raise BrokenAnswer(f"unknown {', '.join(sorted(more))}")
