"""Cases: handing one in once, its receipt number, and its progress for the verified applicant."""

from __future__ import annotations

from actions.cases.handed_in import HandedIn, handed_in
from actions.cases.payload import CaseAnswer, Payload, payload_of, reseal_payloads
from actions.cases.receipt import is_receipt, parse_receipt, show_receipt
from actions.cases.submit import Incomplete, NotYourDraft, submit
from actions.cases.views import CaseView, ItemView, State, case_of, progress

__all__ = [
    "CaseAnswer",
    "CaseView",
    "HandedIn",
    "Incomplete",
    "ItemView",
    "NotYourDraft",
    "Payload",
    "State",
    "case_of",
    "handed_in",
    "is_receipt",
    "parse_receipt",
    "payload_of",
    "progress",
    "reseal_payloads",
    "show_receipt",
    "submit",
]
