"""What was delivered, as it lies sealed until it is answered."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import get_args

from api.wechat.protocol.received import Content
from bot.vault import Seal

_KINDS = {kind.__name__: kind for kind in get_args(Content)}


def sealed(seal: Seal, content: Content, context: str) -> str:
    """The content for the table."""
    return seal.seal(json.dumps({"is": type(content).__name__, **asdict(content)}, ensure_ascii=False), context)


def unsealed(seal: Seal, text: str, context: str) -> Content:
    """What `sealed` wrote. Raises ValueError when it was changed or moved."""
    body = json.loads(seal.unseal(text, context))
    content: Content = _KINDS[body.pop("is")](**body)
    return content
