"""For how long a new identity card is valid.

Source: Resident Identity Card Law (居民身份证法, Standing Committee of the National People's Congress, 2003, amended
2011), article 5: 5 years below 16, 10 years from 16 to 25, 20 years from 26 to 45, for life from 46.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.decisions.calendar import read_date, whole_months
from bot.decisions.outcome import Outcome

STEPS = ((46, "lifelong"), (26, "twenty_years"), (16, "ten_years"), (0, "five_years"))
"""From this age on, and what holds then; the oldest first."""


def id_card_validity(answers: Mapping[str, Any], _settings: Mapping[str, Any], today: date) -> Outcome | None:
    """The validity of a card that is asked for today.

    Answers: `born` (ISO date).
    Outcomes: `five_years`, `ten_years`, `twenty_years`, `lifelong`. Values: `age` 32岁, 不满1岁.
    """
    born = read_date(answers.get("born"))
    if born is None:
        return None
    years = max(0, whole_months(born, today)) // 12
    return Outcome(next(name for least, name in STEPS if years >= least), {"age": f"{years}岁" if years else "不满1岁"})
