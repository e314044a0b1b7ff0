"""Whether nothing at all was wanted of several things that were offered one by one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.decisions.outcome import Outcome

OFFERED = ("first", "second", "third", "fourth")
_REFUSED = (False, "no", "none")


def at_least_one(answers: Mapping[str, Any], _settings: Mapping[str, Any], _today: date) -> Outcome | None:
    """Whether all four things were refused.

    Answers: `first`, `second`, `third`, `fourth`: `no` of a yes_no, or the option `none` of a choice, refuses.
    Settings: none. Outcome: `none`; while one is wanted, or not yet answered, there is nothing to say. Values: none.
    """
    given = [answers.get(name) for name in OFFERED]
    return Outcome("none") if all(answer in _REFUSED for answer in given) else None
