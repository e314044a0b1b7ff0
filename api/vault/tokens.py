"""Tokens in sentences: made and opened."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping

from bot.vault import TOKEN, Secret

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without i, l, o, 0 and 1, which look like each other."""

UNKNOWN = "【…】"
"""Stands where a token of nobody, of another conversation or of an erased one was."""


def new_token(kind: str) -> str:
    """A token that nobody can guess. Raises ValueError for a kind that is no lower-case key of at most 48 characters."""
    token = f"⟦{kind}:{''.join(secrets.choice(ALPHABET) for _ in range(8))}⟧"
    if not TOKEN.fullmatch(token):
        raise ValueError(f"`{kind}` is no kind: lower-case letters, digits and `_`, at most 48")
    return token


def tokens_in(text: str) -> tuple[str, ...]:
    """Every token in the text, once each, in the order of the text."""
    return tuple(dict.fromkeys(match[0] for match in TOKEN.finditer(text)))


def opened(text: str, found: Mapping[str, Secret], *, ear: bool = False, said: bool = False) -> str:
    """The text with its tokens opened: for the eye, for the ear, or as it was `said`; those not found become `UNKNOWN`."""

    def one(match: re.Match[str]) -> str:
        secret = found.get(match[0])
        if secret is None:
            return UNKNOWN
        if said and secret.said:
            return secret.said
        return secret.speak if ear else secret.show

    return TOKEN.sub(one, text)
