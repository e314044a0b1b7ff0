"""Which of four groups a child belongs to when schools give out places: 户 and 房."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.decisions.outcome import Outcome


def household_and_home(answers: Mapping[str, Any], settings: Mapping[str, Any], _today: date) -> Outcome | None:
    """The child's own registration here, and a home here that belongs to the child or the parents.

    Answers: `household` (yes, no), `home` (an option).
    Settings: `homes`, the options of `home` that count as a home of their own.
    Outcomes: `both`, `household_only`, `home_only`, `neither`. Values: none.
    """
    homes = settings.get("homes")
    if not isinstance(homes, list | tuple) or not homes or not all(isinstance(one, str) for one in homes):
        raise ValueError("`household_and_home` needs the setting `homes`: the options that count as a home of their own")
    household, home = answers.get("household"), answers.get("home")
    if household is None or home is None:
        return None
    if household == "yes":
        return Outcome("both" if home in homes else "household_only")
    return Outcome("home_only" if home in homes else "neither")
