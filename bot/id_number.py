"""What a resident identity number says of its holder: date of birth and sex (GB 11643).

Characters 7–14 are the date of birth; the 17th is odd for men and even for women.
"""

from __future__ import annotations

from datetime import date


def birth_date_of(number: str) -> date:
    """The holder's date of birth. Raises ValueError when characters 7–14 are no date."""
    return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))


def sex_of(number: str) -> str:
    """`male` or `female`."""
    return "male" if int(number[16]) % 2 else "female"


_BETWEEN_CHILDREN = 240
"""Days between two children of one mother, at least; days nearer than that, such as those of the moon's calendar, are one child's."""


def may_be_a_slip(said: date, known: date) -> bool:
    """Whether two birthdays may be the same one's: near each other, or only the year, the month or the day is another."""
    alike = (said.year == known.year) + (said.month == known.month) + (said.day == known.day)
    return alike >= 2 or abs((said - known).days) < _BETWEEN_CHILDREN
