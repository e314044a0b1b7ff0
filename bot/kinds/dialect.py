"""How words of the service files sound when people say them: 莫领, 没得领 and 冇领 are 没领, 户口也在本地 is 户口在本地."""

from __future__ import annotations

import re
from functools import lru_cache

_NO = "(?:没有|没得|没|莫得|莫|冇得|冇)"
_DOING = "着?"
_ALSO = "[也就]?"


@lru_cache(maxsize=16_384)
def spoken_pattern(phrase: str) -> re.Pattern[str]:
    """A pattern for a phrase as people say it (small letters): any 没, 上着班 for 上班, and 也 before where something is."""
    pieces = re.split("没有|没得|没", phrase.lower())
    said = _NO.join(_DOING.join(re.escape(c) for c in piece) for piece in pieces)
    return re.compile(said.replace(f"{_DOING}在", f"{_DOING}{_ALSO}在"))
