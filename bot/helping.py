"""Who only tells or helps, and wants nothing: 我女儿帮我弄的, 我老伴让我问问, 我闺女叫我来办."""

from __future__ import annotations

import re

_WELL = r"(?:也|会|能|可以|就|在|正|都|老|总|刚才?|昨天|今天|一直|非|硬|还|又)*"
_ME = r"(?:我|俺|咱)"
_HELPS = re.compile(
    rf"{_WELL}(?:(?:帮|替|代|陪|教|给|送|带|领){_ME}|跟{_ME}(?:说|讲)|帮忙|帮着?弄|帮着?办|说|讲|觉得|[来去](?:帮|办|弄|跑|问)|帮|替|代|陪|教|劝)"
    rf"|{_WELL}(?:让|叫|喊|催|劝|告诉|提醒|打发|派|托|要|想让|逼|建议|请|通知)(?:{_ME}|[来去]|过来|问|打听)"
    r"|\s+(?:has\s+|have\s+|just\s+)?(?:asked|asks|told|tells|wants|sent|sends|helps?|helped|says?|said|reminded)\b(?:\s+me\b)?",
    re.IGNORECASE,
)
_FOR_THEM = re.compile(r"[^,。;!?]*(?:(?:给|帮|替|代|为)[他她](?!们)|[他她]的)|[^,.;!?]*\b(?:for (?:him|her)|his|her)\b", re.IGNORECASE)
"""我妈让我帮她办: the one who told is the one whom it is for, too."""


def helps(text: str, end: int) -> bool:
    """Whether the person whose name ends here is one who tells or helps, and not the one whom it is about."""
    return _HELPS.match(text, end) is not None and _FOR_THEM.match(text, end) is None
