"""Tokens of the vault, shown to staff as what they stand for."""

from __future__ import annotations

from collections.abc import Mapping

from bot.vault import TOKEN


def labelled(text: str, labels: Mapping[str, str], otherwise: str) -> str:
    """`text` with each token ⟦key:…⟧ as 〔its label〕; `otherwise` stands for a key that has none."""
    return TOKEN.sub(lambda token: f"〔{labels.get(token[1], otherwise)}〕", text)
