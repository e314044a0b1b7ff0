"""Cases: handing one in once, its receipt number, its progress for its applicant, and moving it."""

from __future__ import annotations

from actions.cases.handed_in import HandedIn, handed_in
from actions.cases.moving import UnknownCase, UnknownItem, move
from actions.cases.payload import CaseAnswer, Payload, payload_of, reseal_payloads
from actions.cases.photo_placing import place_photos
from actions.cases.photos import (
    Between,
    Kept,
    NoCase,
    NotAPicture,
    NotWhole,
    Photo,
    TooLarge,
    TooMany,
    keep_photo,
    note_photos_given,
    photo_counts,
    photos_of,
    photos_of_draft,
    reseal_photos,
)
from actions.cases.photos_of_talk import PhotoOfTalk, photo_of_talk, photos_of_talk
from actions.cases.submit import Incomplete, NotYourDraft, submit
from actions.cases.views import CaseView, ItemView, case_by_receipt, case_of, newest, progress
from bot.news import CaseState

__all__ = [
    "Between",
    "CaseAnswer",
    "CaseState",
    "CaseView",
    "HandedIn",
    "Incomplete",
    "ItemView",
    "Kept",
    "NoCase",
    "NotAPicture",
    "NotWhole",
    "NotYourDraft",
    "Payload",
    "Photo",
    "PhotoOfTalk",
    "TooLarge",
    "TooMany",
    "UnknownCase",
    "UnknownItem",
    "case_by_receipt",
    "case_of",
    "handed_in",
    "keep_photo",
    "move",
    "newest",
    "note_photos_given",
    "payload_of",
    "photo_counts",
    "photo_of_talk",
    "photos_of",
    "photos_of_draft",
    "photos_of_talk",
    "place_photos",
    "progress",
    "reseal_payloads",
    "reseal_photos",
    "submit",
]
