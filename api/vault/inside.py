"""The vault from inside a transaction that is already open: on SQLite a second one would wait for the first."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from api.vault.cipher import Cipher
from api.vault.sql import open_secrets, put_secrets
from bot.vault import Secret


class InsideVault:
    """Puts and opens with the session it is given; nothing is kept if that session rolls back."""

    def __init__(self, cipher: Cipher, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._cipher = cipher
        self._now = now

    def put(self, session: Session, conversation: str, secret: Secret) -> str:
        """Keeps the secret and returns its token. Raises KeyError when there is no such conversation."""
        return put_secrets(session, self._cipher, conversation, [secret], self._now())[0]

    def open(self, session: Session, conversation: str, token: str) -> Secret:
        """The secret of this token of this conversation. Raises KeyError for any other."""
        return self.open_many(session, conversation, [token])[token]

    def open_many(self, session: Session, conversation: str, tokens: Iterable[str]) -> dict[str, Secret]:
        """Those of the tokens that are this conversation's."""
        return open_secrets(session, self._cipher, conversation, list(dict.fromkeys(tokens)))
