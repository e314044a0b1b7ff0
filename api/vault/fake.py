"""The vault in memory, for tests of other rooms: nothing is encrypted, everything else is as in the real one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from api.vault.tokens import new_token, opened, tokens_in
from bot.vault import Secret


class FakeVault:
    """Holds a dictionary. Knows every conversation, or only those it is given."""

    def __init__(self, conversations: Iterable[str] | None = None) -> None:
        self._conversations = None if conversations is None else frozenset(conversations)
        self._held: dict[str, dict[str, Secret]] = {}

    def put(self, conversation: str, secret: Secret) -> str:
        """Keeps the secret and returns its token. Raises KeyError when there is no such conversation."""
        return self.put_many(conversation, [secret])[0]

    def put_many(self, conversation: str, secrets: Sequence[Secret]) -> tuple[str, ...]:
        """One token for each secret, in their order."""
        tokens = {new_token(secret.kind): secret for secret in secrets}
        if tokens and self._conversations is not None and conversation not in self._conversations:
            raise KeyError(conversation)
        self._held.setdefault(conversation, {}).update(tokens)
        return tuple(tokens)

    def open(self, conversation: str, token: str) -> Secret:
        """The secret of this token of this conversation. Raises KeyError for any other."""
        return self.open_many(conversation, [token])[token]

    def open_many(self, conversation: str, tokens: Iterable[str]) -> dict[str, Secret]:
        """Those of the tokens that are this conversation's."""
        held = self._held.get(conversation, {})
        return {token: held[token] for token in tokens if token in held}

    def render(self, conversation: str, text: str, *, ear: bool = False, said: bool = False) -> str:
        """The text with this conversation's tokens opened; any other token becomes 【…】."""
        return opened(text, self.open_many(conversation, tokens_in(text)), ear=ear, said=said)

    def erase(self, conversation: str) -> None:
        """Forgets all that was said in this conversation. Its tokens open no more."""
        self._held.pop(conversation, None)
