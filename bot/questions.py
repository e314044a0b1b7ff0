"""What a text asks."""

from __future__ import annotations

import re

_QUESTION = re.compile(r"[^。！!？?；;\n]*[？?]")


def last_question(text: str) -> str | None:
    """Its last question; None when it asks nothing."""
    questions = _QUESTION.findall(text)
    return str(questions[-1]).strip() if questions else None
