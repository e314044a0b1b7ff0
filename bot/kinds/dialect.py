"""How words of the service files sound at home: 莫领, 没得领 and 冇领 are 没领."""

from __future__ import annotations

import re
from functools import lru_cache

_NO = "(?:没有|没得|没|莫得|莫|冇得|冇)"
_DOING = "着?"


@lru_cache(maxsize=16_384)
def spoken_pattern(phrase: str) -> re.Pattern[str]:
    """A pattern for a phrase as people say it (small letters): any 没, and 上着班 for 上班."""
    pieces = re.split("没有|没得|没", phrase.lower())
    return re.compile(_NO.join(_DOING.join(re.escape(c) for c in piece) for piece in pieces))
