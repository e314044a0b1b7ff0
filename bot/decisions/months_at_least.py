"""Whether something has gone on for long enough."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.decisions.calendar import read_months, say_span
from bot.decisions.outcome import Outcome


def months_at_least(answers: Mapping[str, Any], settings: Mapping[str, Any], _today: date) -> Outcome | None:
    """A number of months against a minimum.

    Answers: `months`.
    Settings: `min_months`, a whole number above 0.
    Outcomes: `enough`, `missing`. Values: `months` 2个月, `minimum` 3个月,
    `missing` 1个月 (0个月 when enough).
    """
    minimum = settings.get("min_months")
    if not isinstance(minimum, int) or isinstance(minimum, bool) or minimum <= 0:
        raise ValueError(f"`months_at_least` needs the setting `min_months`, a whole number above 0, not {minimum!r}")
    months = read_months(answers.get("months"))
    if months is None:
        return None
    values = {"months": say_span(months), "minimum": say_span(minimum), "missing": say_span(max(0, minimum - months))}
    return Outcome("enough" if months >= minimum else "missing", values)
