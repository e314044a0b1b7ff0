"""Encryption: AES-256-GCM bound to a context, and keyed fingerprints."""

from __future__ import annotations

import base64
import hmac
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from api.vault.keys import Keyring, derive

NONCE_BYTES = 12


class Cipher:
    """Seals with the writing key, unseals with any key of the ring.

    A sealed text is `<key id>.<base64url of nonce and ciphertext>`. The nonce is
    random, so one key is good for about four thousand million texts (NIST SP 800-38D).
    """

    def __init__(self, keys: Keyring) -> None:
        self.writes = keys.writing.id
        """Id of the key that seals."""
        self._ciphers = {key.id: AESGCM(derive(key.secret, "seal")) for key in keys.reading.values()}
        self._fingerprint = keys.fingerprint

    def seal(self, plain: str, context: str) -> str:
        """Ciphertext bound to its context (table and row): moved elsewhere it does not open."""
        return f"{self.writes}.{_text(self._encrypt(plain.encode(), context))}"

    def unseal(self, sealed: str, context: str) -> str:
        """The plain text. Raises ValueError when it was changed, moved or sealed with an unknown key."""
        key_id, _, text = sealed.partition(".")
        return _decrypted(self._known(key_id), _content(text), context).decode()

    def seal_bytes(self, plain: bytes, context: str) -> bytes:
        """The same for files: `<key id>.` and then nonce and ciphertext as they are."""
        return self.writes.encode() + b"." + self._encrypt(plain, context)

    def unseal_bytes(self, sealed: bytes, context: str) -> bytes:
        """What `seal_bytes` sealed. Raises ValueError like `unseal`."""
        key_id, _, content = sealed.partition(b".")
        return _decrypted(self._known(key_id.decode("ascii", "replace")), content, context)

    def _encrypt(self, plain: bytes, context: str) -> bytes:
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + self._ciphers[self.writes].encrypt(nonce, plain, context.encode())

    def _known(self, key_id: str) -> AESGCM:
        if key_id not in self._ciphers:
            raise ValueError("sealed with a key that is not here")
        return self._ciphers[key_id]

    def reseal(self, sealed: str, context: str) -> str:
        """The same plain text under the writing key; unchanged when it is already. Raises ValueError like `unseal`."""
        if sealed.startswith(f"{self.writes}."):
            return sealed
        return self.seal(self.unseal(sealed, context), context)

    def reseal_bytes(self, sealed: bytes, context: str) -> bytes:
        """`reseal` for files."""
        if sealed.startswith(f"{self.writes}.".encode()):
            return sealed
        return self.seal_bytes(self.unseal_bytes(sealed, context), context)

    def knows(self, key_id: str) -> bool:
        """Whether texts sealed with this key can be read."""
        return key_id in self._ciphers

    def fingerprint(self, text: str) -> str:
        """HMAC-SHA256 in 64 hex digits; the same text always gives the same, also after keys were changed."""
        return hmac.digest(self._fingerprint, text.encode(), "sha256").hex()


def _decrypted(cipher: AESGCM, content: bytes, context: str) -> bytes:
    try:
        return cipher.decrypt(content[:NONCE_BYTES], content[NONCE_BYTES:], context.encode())
    except (InvalidTag, ValueError):  # ValueError: too short to have been sealed
        raise ValueError("changed or moved since it was sealed") from None


def _content(text: str) -> bytes:
    """What `_text` wrote; base64 in any other spelling is a change too."""
    try:
        content = base64.b64decode(text, altchars=b"-_", validate=True)
    except ValueError:
        content = b""
    if len(content) < NONCE_BYTES or _text(content) != text:
        raise ValueError("changed or moved since it was sealed")
    return content


def _text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode()
