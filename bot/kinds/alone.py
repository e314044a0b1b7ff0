"""Whether words are all that was said: 那就随夫吧 is 随夫, 市妇幼 is more than 市妇."""

from __future__ import annotations

import re

from bot.kinds.asking import clause_at

_BEFORE = re.compile(
    r"(?:就|那个?|这个?|嗯|呃|哦|啊|好|对|[我俺咱]们?|[他她]们?|您|你|家里?|孩子|宝宝|娃|老人|户口|人"
    r"|是|在|住|到|去|来|要|想|选|办|按|说|的|还是|应该|肯定|都|全|算|属于|[,、 ])*"
)
_AFTER = re.compile(
    r"(?:的|吧|啊|呀|哈|呢|嘛|了|哦|咯|哟|滴|那边?|这边?|那里|这里|那儿|这儿|那个|这个|办|住|人|就行|就好|可以|谢谢|[,、 !])*"
)
_FEW = 12
"""No more characters are looked at on either side."""


def alone(text: str, start: int, end: int) -> bool:
    """Whether only small words stand beside these characters in their clause."""
    begin, stop = clause_at(text, start, end)
    if start - begin > _FEW or stop - end > _FEW:
        return False
    return _BEFORE.fullmatch(text[begin:start]) is not None and _AFTER.fullmatch(text[end:stop]) is not None
