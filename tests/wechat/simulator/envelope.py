"""A message as WeChat's server puts it on the wire: signed, and sealed where the mode says so.

Sources: facts of 开发接入 and 消息加解密 (mp.weixin.qq.com wiki mp1434696670); sealing and signing are done by wechatpy.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from xml.sax.saxutils import escape

from wechatpy.crypto import PrpCrypto
from wechatpy.utils import WeChatSigner

from tests.wechat.simulator.account import Account, Mode


@dataclass(frozen=True)
class Envelope:
    """One POST to the account's server."""

    params: dict[str, str]
    body: bytes


class Raw(str):
    """A value that is XML itself."""


def signature(*parts: str) -> str:
    """sha1 of the sorted parts, in hexadecimal."""
    signer = WeChatSigner()
    signer.add_data(*parts)
    signed: str = signer.signature
    return signed


def seal(account: Account, xml: str) -> str:
    """AES-256-CBC of random bytes, length, XML and app id; base64."""
    sealed: bytes = PrpCrypto(base64.b64decode(account.aes_key + "=")).encrypt(xml, account.app_id)
    return sealed.decode()


def fields_xml(fields: Mapping[str, str | int]) -> str:
    """The flat XML that WeChat sends: numbers bare, words in CDATA; empty words as WeChat has them, `<EventKey><![CDATA[]]></EventKey>`."""
    return "".join(f"<{name}>{_value(value)}</{name}>" for name, value in fields.items())


def _value(value: str | int) -> str:
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Raw):
        return value
    return f"<![CDATA[{value}]]>" if "]]>" not in value else escape(value)


def envelope(account: Account, openid: str, fields: Mapping[str, str | int], timestamp: str, nonce: str) -> Envelope:
    """Query and body of one delivery.

    Plain: the fields. Safe: ToUserName and Encrypt. Compatible: the fields and Encrypt, which holds them once more.
    """
    params = {"signature": signature(account.token, timestamp, nonce), "timestamp": timestamp, "nonce": nonce, "openid": openid}
    inner = fields_xml(fields)
    if account.mode is Mode.PLAIN:
        return Envelope(params, f"<xml>{inner}</xml>".encode())
    sealed = seal(account, f"<xml>{inner}</xml>")
    params |= {"encrypt_type": "aes", "msg_signature": signature(account.token, timestamp, nonce, sealed)}
    outer = inner if account.mode is Mode.COMPATIBLE else fields_xml({"ToUserName": account.name})
    return Envelope(params, f"<xml>{outer}{fields_xml({'Encrypt': sealed})}</xml>".encode())
