"""A pattern for any of some words."""

from __future__ import annotations

import re
from collections.abc import Iterable


def one_of(words: Iterable[str]) -> str:
    """One of these, the longest first. Repeated (`*`, `+`) over long texts it takes exponentially long, where words make up others."""
    return f"(?:{'|'.join(re.escape(word) for word in sorted(words, key=len, reverse=True))})"
