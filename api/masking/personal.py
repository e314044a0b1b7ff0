"""One piece of personal data in a sentence."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Personal:
    """Where it stands and what it is."""

    start: int
    end: int
    """The half-open span of the text."""
    kind: str
    """resident_id, phone, bank_card, number, passport, plate, email, account, wechat, qq, code, person_name, address, birth_date."""
    value: str
    """In its plain form: digits without spaces, a name without titles."""


KINDS = (
    "resident_id",
    "phone",
    "bank_card",
    "number",
    "passport",
    "plate",
    "email",
    "account",
    "wechat",
    "qq",
    "code",
    "person_name",
    "address",
    "birth_date",
)
"""Every kind that masking can name, so that each can be given a label."""
