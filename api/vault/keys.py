"""The vault's keys: from a setting, or from a file that is made at the first start.

Both hold the same text: keys of 32 bytes in base64, one a line (in a setting also
separated by commas). The first key writes, all of them read, so keys can be
changed while everything stays readable. A word `fingerprint:<base64>` keeps the
fingerprints as they are after the first key is gone.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
KEY_ID = 8
"""Characters of a key's name."""
FINGERPRINT = "fingerprint:"


class KeyFault(ValueError):
    """The keys cannot be used; the message says in one sentence what to do."""


@dataclass(frozen=True)
class Key:
    """One key and the name that stands before everything it sealed."""

    id: str
    """Eight hex digits, from the key itself."""
    secret: bytes = field(repr=False)


@dataclass(frozen=True)
class Keyring:
    """All keys of this installation."""

    writing: Key
    reading: Mapping[str, Key] = field(repr=False)
    """By id, oldest last; the writing key among them."""
    fingerprint: bytes = field(repr=False)
    """The key of fingerprints. It stays when the others change."""

    def text(self) -> str:
        """The keyring as a key file holds it."""
        lines = [_encode(key.secret) for key in self.reading.values()]
        return "\n".join([*lines, FINGERPRINT + _encode(self.fingerprint)]) + "\n"

    def with_new_key(self) -> Keyring:
        """The same keys behind a new one that writes from now on."""
        key = _key(secrets.token_bytes(KEY_BYTES))
        return Keyring(key, {key.id: key, **self.reading}, self.fingerprint)

    def without_old_keys(self) -> Keyring:
        """The writing key alone: for when nothing sealed with the others is left."""
        return Keyring(self.writing, {self.writing.id: self.writing}, self.fingerprint)


def load_keys(setting: str | None, path: Path) -> Keyring:
    """The keys of the setting; without one those of the file, which is made when it is missing. Raises KeyFault."""
    if setting:
        return parse_keys(setting, "The setting of the vault's key")
    if not path.exists():
        _make(path, new_keyring())
    return read_keys(path)


def read_keys(path: Path) -> Keyring:
    """The keys of the file. Raises KeyFault when others may read it or it holds no key."""
    if path.stat().st_mode & 0o077:
        raise KeyFault(f"{path} can be read by other users; run `chmod 600 {path}` and start again.")
    try:
        text = path.read_text(encoding="ascii")
    except UnicodeDecodeError:
        raise KeyFault(f"{path} is not a key file; put it back from your backup.") from None
    return parse_keys(text, str(path))


def write_keys(path: Path, keys: Keyring) -> None:
    """Replaces the key file in one step: whoever reads it sees the old keys or the new ones."""
    fresh = _beside(path, keys)
    os.replace(fresh, path)


def parse_keys(text: str, where: str) -> Keyring:
    """The keys in this text. Raises KeyFault, which names `where`, but never the text."""
    words = re.split(r"[\s,]+", text.strip())
    keys = [_key(_decode(word, where)) for word in words if not word.startswith(FINGERPRINT)]
    kept = [_decode(word.removeprefix(FINGERPRINT), where) for word in words if word.startswith(FINGERPRINT)]
    if not keys or len(kept) > 1:
        raise KeyFault(f"{where} must hold at least one key and at most one `{FINGERPRINT}` word; put it back from your backup.")
    fingerprint = kept[0] if kept else derive(keys[-1].secret, "fingerprint")
    return Keyring(keys[0], {key.id: key for key in keys}, fingerprint)


def new_keyring() -> Keyring:
    """One new random key."""
    return parse_keys(_encode(secrets.token_bytes(KEY_BYTES)), "A new key")


def derive(secret: bytes, purpose: str) -> bytes:
    """A key of 32 bytes for one purpose, so that no key serves two (HKDF-SHA256, RFC 5869)."""
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=f"nuanban {purpose}".encode()).derive(secret)


def _key(secret: bytes) -> Key:
    return Key(hashlib.sha256(b"nuanban key id" + secret).hexdigest()[:KEY_ID], secret)


def _encode(secret: bytes) -> str:
    return base64.b64encode(secret).decode()


def _decode(word: str, where: str) -> bytes:
    try:
        secret = base64.b64decode(word, validate=True)
    except (binascii.Error, ValueError):
        secret = b""
    if len(secret) != KEY_BYTES:
        raise KeyFault(f"{where} must be {KEY_BYTES} bytes in base64 (44 characters); `openssl rand -base64 32` makes a new one.")
    return secret


def _make(path: Path, keys: Keyring) -> None:
    """The first key file. Of two processes that start at once one wins, and both read the winner's."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = _beside(path, keys)
    try:
        os.link(fresh, path)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()


def _beside(path: Path, keys: Keyring) -> Path:
    fresh = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    handle = os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(keys.text())
        file.flush()
        os.fsync(file.fileno())
    return fresh
