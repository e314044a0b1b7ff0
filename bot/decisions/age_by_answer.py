"""Whether somebody is old enough for what was answered: some papers have a least age for some answers only."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.decisions.calendar import add_months, read_date, say_age, say_date, whole_months
from bot.decisions.outcome import Outcome


def age_by_answer(answers: Mapping[str, Any], settings: Mapping[str, Any], today: date) -> Outcome | None:
    """An age against the least one that goes with this answer.

    Answers: `born` (ISO date), `answer` (an option).
    Setting: `min_years`, a least age in years by option: `{speech: 3}`; options that are not named have none.
    Outcomes: `old_enough`, `too_young`; `no_limit` where this answer has no least age.
    Values: `age` 2岁5个月; `limit` 3岁 and `day`, from which one is old enough (not with `no_limit`).
    """
    born, answer = read_date(answers.get("born")), answers.get("answer")
    if born is None or answer is None:
        return None
    months = max(0, whole_months(born, today))
    years = _least(settings).get(str(answer))
    if years is None:
        return Outcome("no_limit", {"age": say_age(months)})
    first = add_months(born, years * 12)
    values = {"age": say_age(months), "limit": f"{years}岁", "day": say_date(first)}
    return Outcome("old_enough" if today >= first else "too_young", values)


def _least(settings: Mapping[str, Any]) -> Mapping[str, int]:
    table = settings.get("min_years") or {}
    if not isinstance(table, Mapping) or not all(isinstance(y, int) and not isinstance(y, bool) and y > 0 for y in table.values()):
        raise ValueError("`min_years` must be whole years above 0 by option: {speech: 3}")
    return table
