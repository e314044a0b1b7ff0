"""Identity: name and ID number, a one-time code, and who is verified in a conversation."""

from __future__ import annotations

from actions.identity.codes import (
    Blocked,
    Claim,
    CodeSent,
    Expired,
    NoCode,
    NotDelivered,
    TooSoon,
    Wrong,
    check_code,
    forget_codes,
    person_of,
    request_code,
)
from actions.identity.verified import Verified, sign_out, verified

__all__ = [
    "Blocked",
    "Claim",
    "CodeSent",
    "Expired",
    "NoCode",
    "NotDelivered",
    "TooSoon",
    "Verified",
    "Wrong",
    "check_code",
    "forget_codes",
    "person_of",
    "request_code",
    "sign_out",
    "verified",
]
