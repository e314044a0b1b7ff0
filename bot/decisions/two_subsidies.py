"""Which of the two subsidies for people with a disability is due.

Source: State Council, Guofa [2015] No. 52: the living subsidy is for those in a
household on the minimum living allowance, the care subsidy for grade one or two
with a need for long care; one may have both.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.decisions.outcome import Outcome

POOR = frozenset({"dibao"})
SEVERE = frozenset({"one", "two"})


def two_subsidies(answers: Mapping[str, Any], settings: Mapping[str, Any], _today: date) -> Outcome | None:
    """The subsidies that a grade and a household's state give a claim to.

    Answers: `level` (none, one, two, three, four), `low_income` (none, dibao, edge, tekun).
    Settings, where amounts are known: `living_yuan`, whole yuan a month, and `care_yuan`, the same by grade: `{one: 120, two: 90}`.
    Outcomes: `both`, `living`, `care`, `neither`.
    Values: `yuan`, the month's sum 208元, only where the amounts are known.
    """
    level, low_income = answers.get("level"), answers.get("low_income")
    if level is None or low_income is None:
        return None
    living, care = low_income in POOR and level != "none", level in SEVERE
    name = {(True, True): "both", (True, False): "living", (False, True): "care"}.get((living, care), "neither")
    living_yuan, care_yuan = _amounts(settings)
    if living_yuan is None or name == "neither":
        return Outcome(name)
    return Outcome(name, {"yuan": f"{living_yuan * living + care_yuan.get(str(level), 0) * care}元"})


def _amounts(settings: Mapping[str, Any]) -> tuple[int | None, Mapping[str, int]]:
    if not settings:
        return None, {}
    try:
        care = {grade: int(settings["care_yuan"][grade]) for grade in sorted(SEVERE)}
        return int(settings["living_yuan"]), care
    except (TypeError, KeyError, ValueError) as error:
        raise ValueError("`living_yuan` must be whole yuan, `care_yuan` the same by grade: {one: 120, two: 90}") from error
