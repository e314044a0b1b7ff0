"""Whether free words say what an answer before them denied: no fumes, and then stir-fries."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.decisions.outcome import Outcome
from bot.one_of import one_of

_DENIED = re.compile(r"(?:不|没|没有|不用|不做|不卖|不搞|免)$")


def words_contradict(answers: Mapping[str, Any], settings: Mapping[str, Any], _today: date) -> Outcome | None:
    """An answer against free words.

    Answers: `answer` (an option, or yes and no), `words`.
    Settings: `value`, the answer that goes with none of the `words`, a list.
    Outcome: `contradicts`. Value: `said`, the first of the words that was said and not denied.
    """
    listed = settings.get("words")
    if not isinstance(settings.get("value"), str) or not isinstance(listed, list | tuple) or not listed:
        raise ValueError("`words_contradict` needs the settings `value` and `words`: {value: no, words: [炒菜]}")
    if answers.get("answer") != settings["value"]:
        return None
    said = str(answers.get("words") or "")
    found = (m for m in re.finditer(one_of(listed), said))
    first = next((m[0] for m in found if not _DENIED.search(said[: m.start()])), None)
    return None if first is None else Outcome("contradicts", {"said": first})
