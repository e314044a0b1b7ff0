"""The real cipher with a key that only tests use."""

from __future__ import annotations

import base64

from api.vault.cipher import Cipher
from api.vault.keys import parse_keys
from bot.vault import Seal


def seal_with(key: bytes) -> Seal:
    """A seal over 32 bytes of key."""
    return Cipher(parse_keys(base64.b64encode(key).decode(), "the tests' key"))
