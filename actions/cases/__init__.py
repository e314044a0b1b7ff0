"""Cases: handing one in once, its receipt number, and its progress for the verified applicant."""

from __future__ import annotations

from actions.cases.handed_in import HandedIn, handed_in
from actions.cases.payload import CaseAnswer, Payload, payload_of, reseal_payloads
from actions.cases.photos import (
    Kept,
    NoCase,
    NotAPicture,
    Photo,
    TooMany,
    keep_photo,
    photo_counts,
    photos_of,
    photos_of_draft,
    reseal_photos,
)
from actions.cases.receipt import is_receipt, parse_receipt, show_receipt
from actions.cases.submit import Incomplete, NotYourDraft, submit
from actions.cases.views import CaseView, ItemView, State, case_of, progress

__all__ = [
    "CaseAnswer",
    "CaseView",
    "HandedIn",
    "Incomplete",
    "ItemView",
    "Kept",
    "NoCase",
    "NotAPicture",
    "NotYourDraft",
    "Payload",
    "Photo",
    "State",
    "TooMany",
    "case_of",
    "handed_in",
    "is_receipt",
    "keep_photo",
    "parse_receipt",
    "payload_of",
    "photo_counts",
    "photos_of",
    "photos_of_draft",
    "progress",
    "reseal_payloads",
    "reseal_photos",
    "show_receipt",
    "submit",
]
