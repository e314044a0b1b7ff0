"""Of whom a sentence tells that they have died: 我老伴前年走了. Nothing is done for them any more."""

from __future__ import annotations

import re

_DIED = re.compile(
    r"(?:[0-9一二三四五六七八九十两几好多]+年前?(?:就|已经)?|大?前年|去年|今年|上个?月|昨天|年前|前几年|早年"
    r"|早就?|已经|刚刚?|也|都|就|人|不幸|因病|生病|车祸|[,、 ]){0,5}"
    r"(?:走了(?![路道走去过来])|没了|不在了|去世|过世|离世|病逝|病故|死了|[死走]得?的?早)(?!吗|没)"
)


def died(text: str, end: int) -> bool:
    """Whether the clause says so of the person whose name ends here; 我老伴的卡没了 does not."""
    return _DIED.match(text, end) is not None
