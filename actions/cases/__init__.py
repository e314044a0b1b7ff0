"""Cases: handing one in once, its receipt number, its progress for its applicant, and moving it."""

from __future__ import annotations

from actions.cases.handed_in import HandedIn, handed_in
from actions.cases.moving import UnknownCase, UnknownItem, move
from actions.cases.payload import CaseAnswer, Payload, payload_of, reseal_payloads
from actions.cases.receipt import is_receipt, parse_receipt, show_receipt
from actions.cases.submit import Incomplete, NotYourDraft, submit
from actions.cases.views import CaseView, ItemView, case_by_receipt, case_of, newest, progress
from bot.news import CaseState

__all__ = [
    "CaseAnswer",
    "CaseState",
    "CaseView",
    "HandedIn",
    "Incomplete",
    "ItemView",
    "NotYourDraft",
    "Payload",
    "UnknownCase",
    "UnknownItem",
    "case_by_receipt",
    "case_of",
    "handed_in",
    "is_receipt",
    "move",
    "newest",
    "parse_receipt",
    "payload_of",
    "progress",
    "reseal_payloads",
    "show_receipt",
    "submit",
]
