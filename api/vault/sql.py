"""The vault in our own database."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime

import structlog
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from api.tables import ConversationRow
from api.vault.cipher import Cipher
from api.vault.tables import VaultRow
from api.vault.tokens import new_token, opened, tokens_in
from bot.database import Sessions, reading
from bot.vault import Secret

log = structlog.get_logger()

BATCH = 500
"""Rows or tokens in one statement; SQLite allows 999 parameters in its older versions."""


class SqlVault:
    """Each method is a transaction of its own.

    On SQLite a transaction takes the write lock: whoever already is in one uses
    the functions of this module with that session in place of these methods.
    """

    def __init__(self, sessions: Sessions, cipher: Cipher, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._sessions = sessions
        self._cipher = cipher
        self._now = now

    def put(self, conversation: str, secret: Secret) -> str:
        """Keeps the secret and returns its token. Raises KeyError when there is no such conversation."""
        return self.put_many(conversation, [secret])[0]

    def put_many(self, conversation: str, secrets: Sequence[Secret]) -> tuple[str, ...]:
        """One token for each secret, in their order."""
        if not secrets:
            return ()
        with self._sessions.begin() as session:
            return put_secrets(session, self._cipher, conversation, secrets, self._now())

    def open(self, conversation: str, token: str) -> Secret:
        """The secret of this token of this conversation. Raises KeyError for any other."""
        return self.open_many(conversation, [token])[token]

    def open_many(self, conversation: str, tokens: Iterable[str]) -> dict[str, Secret]:
        """Those of the tokens that are this conversation's. Raises ValueError when one was tampered with."""
        wanted = list(dict.fromkeys(tokens))
        if not wanted:
            return {}
        with reading(self._sessions) as session:
            return open_secrets(session, self._cipher, conversation, wanted)

    def render(self, conversation: str, text: str, *, ear: bool = False, said: bool = False) -> str:
        """The text with this conversation's tokens opened; any other token, and one whose row was tampered with, becomes 【…】."""
        wanted = tokens_in(text)
        try:
            found = self.open_many(conversation, wanted)
        except ValueError:
            found = self._readable(conversation, wanted)
        return opened(text, found, ear=ear, said=said)

    def erase(self, conversation: str) -> None:
        """Forgets all that was said in this conversation. Its tokens open no more."""
        with self._sessions.begin() as session:
            session.execute(delete(VaultRow).where(VaultRow.conversation_id == conversation))

    def _readable(self, conversation: str, tokens: Sequence[str]) -> dict[str, Secret]:
        found: dict[str, Secret] = {}
        for token in tokens:
            try:
                found |= self.open_many(conversation, [token])
            except ValueError as fault:
                log.error("vault_row_unreadable", conversation=conversation, token=token, fault=str(fault))
        return found


def put_secrets(session: Session, cipher: Cipher, conversation: str, secrets: Sequence[Secret], now: datetime) -> tuple[str, ...]:
    """Keeps the secrets inside the caller's transaction and returns their tokens. Raises KeyError without such a conversation."""
    if session.get(ConversationRow, conversation) is None:
        raise KeyError(conversation)
    rows = [_sealed(cipher, conversation, secret, now) for secret in secrets]
    session.add_all(rows)
    session.flush()
    return tuple(row.token for row in rows)


def open_secrets(session: Session, cipher: Cipher, conversation: str, tokens: Sequence[str]) -> dict[str, Secret]:
    """Those of the tokens that are this conversation's. Raises ValueError when one was tampered with."""
    found: dict[str, Secret] = {}
    for start in range(0, len(tokens), BATCH):
        some = tokens[start : start + BATCH]
        rows = session.scalars(select(VaultRow).where(VaultRow.conversation_id == conversation, VaultRow.token.in_(some)))
        found |= {row.token: _opened(cipher, row) for row in rows}
    return found


def reseal_secrets(session: Session, reseal: Callable[[str, str], str]) -> int:
    """Seals every secret again with today's key; `reseal` gets sealed text and context. Says how many.

    Raises ValueError for a row that cannot be read; the caller's transaction then changes nothing.
    """
    rows = session.execute(select(VaultRow.conversation_id, VaultRow.token, VaultRow.sealed).with_for_update()).all()
    for conversation, token, sealed in rows:
        one = VaultRow.conversation_id == conversation, VaultRow.token == token
        session.execute(update(VaultRow).where(*one).values(sealed=reseal(sealed, _context(conversation, token))))
    return len(rows)


def _sealed(cipher: Cipher, conversation: str, secret: Secret, now: datetime) -> VaultRow:
    token = new_token(secret.kind)
    plain = json.dumps({"value": secret.value, "show": secret.show, "speak": secret.speak, "said": secret.said})
    sealed = cipher.seal(plain, _context(conversation, token))
    return VaultRow(conversation_id=conversation, token=token, kind=secret.kind, sealed=sealed, created_at=now)


def _opened(cipher: Cipher, row: VaultRow) -> Secret:
    plain = json.loads(cipher.unseal(row.sealed, _context(row.conversation_id, row.token)))
    said = plain.get("said", "")  # rows older than `said` have none
    return Secret(row.token[1:].partition(":")[0], plain["value"], plain["show"], plain["speak"], said)


def _context(conversation: str, token: str) -> str:
    return f"vault/{conversation}/{token}"
