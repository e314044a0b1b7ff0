"""WeChat's encryption: AES-256-CBC over `16 random bytes | 4 bytes length | content | app id`, padded to 32.

Source: the platform's 消息加解密说明. The key is the 43-character EncodingAESKey as base64, the vector its first 16 bytes.
It carries no proof of its own that nobody changed it: check the signature first.
"""

from __future__ import annotations

import base64
import hmac
from re import compile as pattern

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

_KEY = pattern("[A-Za-z0-9+/]{43}")
_BLOCK = 32
_HEAD = 20
"""Bytes before the content: random ones and its length."""


class Undecipherable(Exception):
    """One and the same for every reason, so that nobody can learn the content from how it is refused."""


def key_of(aes_key: str) -> bytes:
    """The 32 bytes of an EncodingAESKey; ValueError, with what to do, for anything else."""
    if not _KEY.fullmatch(aes_key):
        raise ValueError("the AES key must be the 43 letters and digits of EncodingAESKey: mp.weixin.qq.com, 设置与开发, 基本配置")
    return base64.b64decode(aes_key + "=")


def encrypted(content: bytes, key: bytes, app_id: str, random: bytes) -> str:
    """The content as base64, for the element Encrypt; `random` is 16 bytes, new ones each time."""
    padder = PKCS7(_BLOCK * 8).padder()
    whole = random + len(content).to_bytes(4) + content + app_id.encode()
    encryptor = _cipher(key).encryptor()
    padded = padder.update(whole) + padder.finalize()
    return base64.b64encode(encryptor.update(padded) + encryptor.finalize()).decode()


def decrypted(text: str, key: bytes, app_id: str) -> bytes:
    """The content of an element Encrypt that was made for this app; raises Undecipherable. `app_id` is not empty."""
    try:
        sealed = base64.b64decode(text, validate=True)
        decryptor, unpadder = _cipher(key).decryptor(), PKCS7(_BLOCK * 8).unpadder()
        whole = unpadder.update(decryptor.update(sealed) + decryptor.finalize()) + unpadder.finalize()
    except ValueError:  # of base64, of the cipher or of the padding
        raise Undecipherable from None
    end = _HEAD + int.from_bytes(whole[_HEAD - 4 : _HEAD])
    # What is too short, or has a length beyond the end, leaves an empty slice, which is nobody's app id.
    if not hmac.compare_digest(whole[end:], app_id.encode()):
        raise Undecipherable
    return whole[_HEAD:end]


def _cipher(key: bytes) -> Cipher[modes.CBC]:
    return Cipher(algorithms.AES(key), modes.CBC(key[:16]))
