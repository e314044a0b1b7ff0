"""Whether what illness or schooling cost eats up most of a household's income.

Source of the share: guide of Hunan province to social assistance, July 2026:
necessary spending of twelve months at 70 % of the household's income or more,
beside other conditions that an office checks.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.decisions.outcome import Outcome

MONTHS = 12


def spending_share(answers: Mapping[str, Any], settings: Mapping[str, Any], _today: date) -> Outcome | None:
    """Twelve months' necessary spending as a share of twelve months' income.

    Answers: `spent` (fen in twelve months), `income` (fen a month, the whole household's).
    Setting, optional: `percent`, the share from which spending counts as heavy.
    Outcomes: `heavy`, `lighter`; `no_limit` where no share is known.
    Values: `share` 82% (100% when there is no income) and `limit` 70%; none with `no_limit`.
    """
    spent, income = _whole(answers.get("spent")), _whole(answers.get("income"))
    if spent is None or income is None:
        return None
    limit = settings.get("percent")
    if limit is None:
        return Outcome("no_limit")
    if not isinstance(limit, int) or isinstance(limit, bool) or not 0 < limit <= 100:
        raise ValueError(f"`percent` must be a whole number from 1 to 100, not {limit!r}")
    year = income * MONTHS
    heavy = spent > 0 and spent * 100 >= limit * year
    share = min(100, spent * 100 // year) if year else 100 if spent else 0
    return Outcome("heavy" if heavy else "lighter", {"share": f"{share}%", "limit": f"{limit}%"})


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None
