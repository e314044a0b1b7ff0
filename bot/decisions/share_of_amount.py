"""A percentage of an amount of money, such as a month's contribution on the chosen basis."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from bot.decisions.outcome import Outcome

_YUAN = Decimal(100)
"""Fen in a yuan."""


def share_of_amount(answers: Mapping[str, Any], settings: Mapping[str, Any], _today: date) -> Outcome | None:
    """So many per cent of what was said.

    Answers: `amount` (fen).
    Settings: `percent`, a number above 0.
    Outcome: `share`. Values: `amount` 4000元, `share` 800元 or 812.35元, rounded to the fen.
    """
    percent = settings.get("percent")
    if not isinstance(percent, int | float) or isinstance(percent, bool) or percent <= 0:
        raise ValueError(f"`share_of_amount` needs the setting `percent`, a number above 0, not {percent!r}")
    amount = answers.get("amount")
    if not isinstance(amount, int) or isinstance(amount, bool) or amount < 0:
        return None
    share = (Decimal(amount) * Decimal(str(percent)) / 100).quantize(Decimal(1), ROUND_HALF_UP)
    return Outcome("share", {"amount": _say_yuan(Decimal(amount)), "share": _say_yuan(share)})


def _say_yuan(fen: Decimal) -> str:
    yuan, rest = divmod(fen, _YUAN)
    return f"{yuan}元" if rest == 0 else f"{yuan}.{rest:02}元"
