"""The envelope around what WeChat's server delivers and what it is answered: signatures and encryption.

WeChat signs the sorted parts joined without a mark between them, by SHA-1 and a shared token; that is its protocol.
A delivery heard on the way can be sent again within the window: who takes it in must know deliveries by their key.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime
from re import compile as pattern
from typing import Literal, get_args

from api.wechat.protocol.cipher import Undecipherable, decrypted, encrypted, key_of
from api.wechat.protocol.elements import LARGEST, Malformed, cdata, encrypted_part

Mode = Literal["plain", "compatible", "safe"]
"""明文, 兼容, 安全, as set on the platform. In compatible mode a plain copy stands beside the encrypted part, under no signature."""

WINDOW = 300
"""Seconds that a delivery's timestamp may differ from our clock, before or after."""
LONGEST = 128
"""Characters of a value of the query."""
LONGEST_ECHO = 512
"""Characters of `echostr`."""

_TIMESTAMP = pattern("[1-9][0-9]{9}")


class Refused(Exception):
    """Not from WeChat, or not for us. Its words hold nothing of what came, so that they may be logged."""


@dataclass(frozen=True)
class Query:
    """What stands in the address of a request. Anybody may have typed it."""

    signature: str
    timestamp: str
    nonce: str
    msg_signature: str = ""
    encrypt_type: str = ""
    echostr: str = ""

    @property
    def proof(self) -> str:
        """The signature by which `Envelope.opened` believed a delivery; the other one may be anything."""
        return self.msg_signature if self.encrypt_type == "aes" else self.signature


def signature(*parts: str) -> str:
    """The signature of these parts: SHA-1 over them, sorted and joined, in hexadecimal."""
    return hashlib.sha1("".join(sorted(parts)).encode("utf-8", "surrogatepass")).hexdigest()


class Envelope:
    """Opens deliveries and seals passive answers, in the mode that is set on the platform."""

    def __init__(self, token: str, aes_key: str, app_id: str, mode: Mode) -> None:
        """Raises ValueError, with what to do. In plain mode `aes_key` may be empty."""
        if mode not in get_args(Mode):
            raise ValueError(f"the mode must be one of {', '.join(get_args(Mode))}")
        if not token or not app_id:
            raise ValueError("the token and the app id must be those of mp.weixin.qq.com, 设置与开发, 基本配置: one of them is empty")
        self._token = token
        self._app_id = app_id
        self._mode = mode
        self._key = key_of(aes_key) if aes_key or mode != "plain" else b""

    @property
    def proves_bodies(self) -> bool:
        """Whether what `opened` gives is WeChat's, to the letter: in plain mode the signature covers the address only."""
        return self._mode != "plain"

    def verified(self, query: Query, now: datetime) -> None:
        """Checks the request (GET) by which WeChat learns that this address is ours; raises Refused. Its answer is `echostr`."""
        _limited(query)
        _fresh(query.timestamp, now)
        self._check(query.signature, query.timestamp, query.nonce)

    def opened(self, query: Query, body: bytes, now: datetime) -> bytes:
        """The XML of a delivery (POST), not yet parsed; raises Refused.

        In plain mode WeChat signs the address only, not the body. Otherwise nothing is believed but what was inside Encrypt.
        """
        _limited(query)
        _fresh(query.timestamp, now)
        if len(body) > LARGEST:
            raise Refused("the body is too large")
        if self._mode == "plain":
            if query.encrypt_type not in {"", "raw"}:
                raise Refused("encrypted, but the mode here is plain")
            self._check(query.signature, query.timestamp, query.nonce)
            return body
        if query.encrypt_type != "aes":
            raise Refused(f"not encrypted, but the mode here is {self._mode}")
        return self._decrypted(query, body)

    def sealed(self, xml: str, now: datetime, nonce: str | None = None) -> str:
        """A passive answer as it goes out in this mode. The bare acknowledgement `success` goes out as it is, in every mode."""
        if self._mode == "plain":
            return xml
        part = encrypted(xml.encode(), self._key, self._app_id, secrets.token_bytes(16))
        timestamp, nonce = str(int(now.timestamp())), nonce or secrets.token_hex(8)
        signed = signature(self._token, timestamp, nonce, part)
        return (
            f"<xml><Encrypt>{cdata(part)}</Encrypt><MsgSignature>{cdata(signed)}</MsgSignature>"
            f"<TimeStamp>{timestamp}</TimeStamp><Nonce>{cdata(nonce)}</Nonce></xml>"
        )

    def _decrypted(self, query: Query, body: bytes) -> bytes:
        try:
            part = encrypted_part(body)
        except Malformed as why:
            raise Refused(f"no encrypted part: {why}") from None
        self._check(query.msg_signature, query.timestamp, query.nonce, part)
        try:
            return decrypted(part, self._key, self._app_id)
        except Undecipherable:
            raise Refused("cannot be decrypted with our key for our app id") from None

    def _check(self, given: str, *parts: str) -> None:
        expected = signature(self._token, *parts)
        if not hmac.compare_digest(expected.encode(), given.encode("utf-8", "surrogatepass")):
            raise Refused("the signature is wrong")


def _limited(query: Query) -> None:
    short = (query.signature, query.timestamp, query.nonce, query.msg_signature, query.encrypt_type)
    if max(map(len, short)) > LONGEST or len(query.echostr) > LONGEST_ECHO:
        raise Refused("a value of the address is too long")


def _fresh(timestamp: str, now: datetime) -> None:
    if not _TIMESTAMP.fullmatch(timestamp):
        raise Refused("the timestamp is no number of seconds")
    if abs(int(timestamp) - now.timestamp()) > WINDOW:
        raise Refused("the timestamp is too far from our clock")
