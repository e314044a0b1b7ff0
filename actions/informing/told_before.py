"""The same question asked again: whether the very same was answered before."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from actions.informing.in_short import Part, Sourced
from actions.sitting import Sitting
from bot.vault import TOKEN


def told_before(sitting: Sitting, answers: Sequence[Sequence[Part]]) -> bool:
    """Whether these answers were told before in this application, word for word; from now on they were."""
    words = "\n".join(TOKEN.sub("", _words(part)) for parts in answers for part in parts)
    seen = hashlib.sha256(words.encode()).hexdigest()[:16]
    again = seen in sitting.talk.answers
    if not again:
        sitting.talk.answers.append(seen)
    return again


def _words(part: Part) -> str:
    match part:
        case str(words):
            return words
        case Sourced(words):
            return words
    return part.text
