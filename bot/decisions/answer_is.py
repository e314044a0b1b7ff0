"""Something that an answer calls for saying, though it bars nobody."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.decisions.outcome import Outcome


def answer_is(answers: Mapping[str, Any], settings: Mapping[str, Any], _today: date) -> Outcome | None:
    """Whether a question was answered in a certain way.

    Answer: `answer`. Setting: `value`, the answer as conditions write it: `yes`, an option's value.
    Outcomes: `so`, `otherwise`. Values: none.
    """
    value = settings.get("value")
    if not isinstance(value, str | bool):
        raise ValueError("`answer_is` needs the setting `value`: `yes`, `no` or an option's value")
    wanted = {True: "yes", False: "no"}[value] if isinstance(value, bool) else value
    if answers.get("answer") is None:
        return None
    return Outcome("so" if answers["answer"] == wanted else "otherwise")
