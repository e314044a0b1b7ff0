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
