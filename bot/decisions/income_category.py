"""What a household's income is, a head, against the local standard of the minimum living allowance.

Source of the factor for households just above it: guide of Hunan province to
social assistance, July 2026: below one and a half times the standard. The
standard itself is each place's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from bot.decisions.outcome import Outcome


def income_category(answers: Mapping[str, Any], settings: Mapping[str, Any], _today: date) -> Outcome | None:
    """Income a head and a month against the standard.

    Answers: `income` (fen a month, the whole household's), `people` (how many live together).
    Settings: `standard_yuan` a head and a month; `edge_factor`, how many times the standard still counts as low.
    Outcomes: `below`, `edge`, `above`; `no_standard` where none is known.
    Values: `each` 433元; `standard` 700元 and `edge` 1050元 where they are known.
    """
    income, people = _whole(answers.get("income")), _whole(answers.get("people"))
    if income is None or not people:
        return None
    each = Decimal(income) / people / 100
    if not settings:
        return Outcome("no_standard", {"each": _yuan(each)})
    standard, edge = _line(settings)
    name = "below" if each < standard else "edge" if each < edge else "above"
    return Outcome(name, {"each": _yuan(each), "standard": _yuan(standard), "edge": _yuan(edge)})


def _line(settings: Mapping[str, Any]) -> tuple[Decimal, Decimal]:
    try:
        standard, factor = Decimal(str(settings["standard_yuan"])), Decimal(str(settings["edge_factor"]))
    except (KeyError, ArithmeticError) as error:
        raise ValueError("`standard_yuan` must be yuan a month, `edge_factor` a number such as 1.5") from error
    if standard <= 0 or factor < 1:
        raise ValueError("`standard_yuan` must be above 0, `edge_factor` at least 1")
    return standard, standard * factor


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _yuan(amount: Decimal) -> str:
    """Whole yuan, rounded down: an estimate for the ear."""
    return f"{int(amount)}元"
