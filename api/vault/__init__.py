"""The vault: personal data said in a conversation, encrypted; everything else holds tokens."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from api.vault.cipher import Cipher
from api.vault.fake import FakeVault
from api.vault.keys import KeyFault, Keyring, load_keys
from api.vault.sealed_with import check_keys, keys_in_use
from api.vault.sql import SqlVault, reseal_secrets
from api.vault.tokens import UNKNOWN, tokens_in
from bot.vault import Secret, Vault


class ConversationVault(Vault, Protocol):
    """What the door needs beyond putting and opening. SqlVault and FakeVault are such."""

    def put_many(self, conversation: str, secrets: Sequence[Secret]) -> tuple[str, ...]:
        """One token for each secret, in their order."""

    def open_many(self, conversation: str, tokens: Iterable[str]) -> dict[str, Secret]:
        """Those of the tokens that are this conversation's."""

    def render(self, conversation: str, text: str, *, ear: bool = False, said: bool = False) -> str:
        """The text with this conversation's tokens opened, `said` in the resident's own words; any other token becomes 【…】."""

    def erase(self, conversation: str) -> None:
        """Forgets all that was said in this conversation."""


__all__ = [
    "UNKNOWN",
    "Cipher",
    "ConversationVault",
    "FakeVault",
    "KeyFault",
    "Keyring",
    "SqlVault",
    "check_keys",
    "keys_in_use",
    "load_keys",
    "reseal_secrets",
    "tokens_in",
]
