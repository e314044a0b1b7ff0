"""Personal data and the tokens that stand for it: the words that actions and the door share."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Protocol

from bot.kinds import Value

TOKEN = re.compile(r"⟦([a-z][a-z0-9_]{0,47}):([a-hjkmnp-z2-9]{8})⟧")
"""A token in a sentence; groups: kind, reference. The reference has no i, l, o, 0, 1."""


@dataclass(frozen=True)
class Secret:
    """Personal data behind a token."""

    kind: str
    """What it is: a question's key (`birth_date`) or a pattern's name (`phone`); itself not personal."""
    value: Value
    show: str
    """For the eye."""
    speak: str
    """For the ear."""
    said: str = ""
    """The resident's own words, where the token stands for words of theirs; empty when they were `show` already."""


class Seal(Protocol):
    """Encrypts what must stay readable for us and for nobody else."""

    def seal(self, plain: str, context: str) -> str:
        """Ciphertext bound to its context (table and row): moved elsewhere it does not open."""

    def unseal(self, sealed: str, context: str) -> str:
        """The plain text. Raises ValueError when it was changed, moved or sealed with an unknown key."""

    def seal_bytes(self, plain: bytes, context: str) -> bytes:
        """The same for files."""

    def unseal_bytes(self, sealed: bytes, context: str) -> bytes:
        """What `seal_bytes` sealed. Raises ValueError like `unseal`."""

    def fingerprint(self, text: str) -> str:
        """A keyed hash, hex: equal texts can be found again, nobody without the key can guess them."""


class Vault(Protocol):
    """Where personal data said in a conversation lives, encrypted."""

    def put(self, conversation: str, secret: Secret) -> str:
        """Keeps the secret and returns its token `⟦kind:abcd2345⟧`, fit to stand in a sentence."""

    def open(self, conversation: str, token: str) -> Secret:
        """The secret of this token of this conversation. Raises KeyError for any other."""
