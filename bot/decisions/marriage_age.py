"""Whether two people are old enough to marry.

Source: Civil Code (民法典, National People's Congress, in force from 1 January 2021), article 1047: a man from 22, a
woman from 20.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.decisions.calendar import add_months, read_date, say_date
from bot.decisions.outcome import Outcome

MAN_YEARS = 22
WOMAN_YEARS = 20


def marriage_age(answers: Mapping[str, Any], _settings: Mapping[str, Any], today: date) -> Outcome | None:
    """Two birthdays against the ages of the law.

    Answers: `man`, `woman` (ISO dates). One of them who is too young is enough to say so.
    Outcomes: `of_age`, `too_young`. Values of `too_young`: `day`, from which both are old enough as far as is known.
    """
    man, woman = read_date(answers.get("man")), read_date(answers.get("woman"))
    days = [add_months(born, 12 * years) for born, years in ((man, MAN_YEARS), (woman, WOMAN_YEARS)) if born is not None]
    if days and max(days) > today:
        return Outcome("too_young", {"day": say_date(max(days))})
    return Outcome("of_age") if man is not None and woman is not None else None
