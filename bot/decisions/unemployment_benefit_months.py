"""For how many months somebody receives unemployment benefit at most.

Sources: Social Insurance Law, articles 45 and 46 (at least a year of
contributions; 12 months of benefit from one year, 18 from five, 24 from ten;
together with what was left from an earlier time never more than 24); Measures
for applying for and paying unemployment benefit, article 15 (who loses a new
job within a year goes on with what was left).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.decisions.calendar import read_months, say_span
from bot.decisions.outcome import Outcome

LEAST_PAID = 12
"""Months of contributions without which nothing new is due."""
MOST = 24
"""Months of benefit that nobody exceeds."""
_STEPS = ((10 * 12, 24), (5 * 12, 18), (LEAST_PAID, 12))
"""(months paid at least, months of benefit at most), the longest first."""


def benefit_months(paid: int) -> int:
    """The most months of benefit for so many months of contributions."""
    return next((benefit for least, benefit in _STEPS if paid >= least), 0)


def unemployment_benefit_months(answers: Mapping[str, Any], _settings: Mapping[str, Any], _today: date) -> Outcome | None:
    """The longest time of benefit that the law allows.

    Answers: `months` (of contributions, after an earlier time of benefit those
    since then), `unused` (months of benefit left from then; optional).
    Outcomes: `months`; `left_only` (paid for less than a year, but some months
    are left from an earlier time); `too_short`.
    Values: `paid` 6年零2个月, `most` 18个月 (0个月 when too_short), `left` 4个月, `missing`
    3个月 until a year is full (0个月 once it is).
    """
    paid = read_months(answers.get("months"))
    if paid is None:
        return None
    left = min(read_months(answers.get("unused")) or 0, MOST)
    most = min(benefit_months(paid) + left, MOST)
    values = {
        "paid": say_span(paid),
        "most": f"{most}个月",
        "left": f"{left}个月",
        "missing": say_span(max(0, LEAST_PAID - paid)),
    }
    if paid >= LEAST_PAID:
        return Outcome("months", values)
    return Outcome("left_only" if left else "too_short", values)
