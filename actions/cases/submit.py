"""Handing in a case, once."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from actions.cases.items import planned_items
from actions.cases.payload import CaseAnswer, Payload, sealed
from actions.cases.photos import give_to_case
from actions.cases.tables import CaseEventRow, CaseItemRow, CaseRow
from actions.cases.views import CaseView, view_of
from actions.cases.working_days import day_in_china
from actions.identity.codes import person_of
from actions.ports import Seal
from bot.catalogue.models import Service
from bot.receipt import new_receipt


class Incomplete(Exception):
    """Something that the case needs was not answered; `missing` holds keys, `name` and `resident_id` for the applicant."""

    def __init__(self, missing: Sequence[str]) -> None:
        super().__init__(", ".join(missing))
        self.missing = tuple(missing)


class NotYourDraft(Exception):
    """This draft became somebody else's case already."""


def submit(
    session: Session,
    seal: Seal,
    *,
    draft_id: str,
    service: Service,
    region: str,
    applicant_name: str,
    applicant_id: str,
    answers: Sequence[CaseAnswer],
    required: Collection[str],
    conversation: str,
    channel: str,
    now: datetime,
) -> CaseView:
    """Writes the case and gives its receipt; the same draft again gives the same receipt and changes nothing.

    `service` is the service as it is in this region. Raises Incomplete when the
    applicant or an answer to one of the `required` questions is missing, and
    NotYourDraft when the draft was handed in by another person.
    """
    refuse_incomplete(applicant_name, applicant_id, answers, required)
    payload = Payload(applicant_name, applicant_id, tuple(answers))
    applicant = person_of(seal, applicant_id)
    while True:
        row = _case_of_draft(session, draft_id) or _written(
            session, seal, draft_id, service, region, applicant, payload, conversation, channel, now
        )
        if row is None:
            continue
        if row.applicant != applicant:
            raise NotYourDraft(draft_id)
        give_to_case(session, draft_id)
        return view_of(row, now)


def refuse_incomplete(name: str, resident_id: str, answers: Sequence[CaseAnswer], required: Collection[str]) -> None:
    """Raises Incomplete with every key that has no answer."""
    given = {answer.key for answer in answers if answer.value not in (None, "")}
    applicant = {"name": name, "resident_id": resident_id}
    missing = [key for key, value in applicant.items() if not value.strip()] + [key for key in required if key not in given]
    if missing:
        raise Incomplete(missing)


def _case_of_draft(session: Session, draft_id: str) -> CaseRow | None:
    return session.scalars(select(CaseRow).where(CaseRow.draft_id == draft_id)).first()


def _written(
    session: Session,
    seal: Seal,
    draft_id: str,
    service: Service,
    region: str,
    applicant: str,
    payload: Payload,
    conversation: str,
    channel: str,
    now: datetime,
) -> CaseRow | None:
    """The new case; None when the same draft was handed in at this moment elsewhere, or the receipt number is taken."""
    case_id = uuid.uuid4().hex
    row = CaseRow(
        id=case_id,
        draft_id=draft_id,
        receipt=new_receipt(),
        service=service.id,
        region=region,
        applicant=applicant,
        conversation=conversation,
        channel=channel,
        state="submitted",
        payload=sealed(seal, case_id, payload),
        submitted_at=now,
        items=_items(service, payload.answers, now),
        events=[CaseEventRow(at=now, what="submitted", by="resident")],
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        return None
    return row


def _items(service: Service, answers: Sequence[CaseAnswer], now: datetime) -> list[CaseItemRow]:
    planned = planned_items(service.items, {answer.key: answer.value for answer in answers}, day_in_china(now))
    return [
        CaseItemRow(
            position=position,
            key=item.key,
            department=item.department,
            state="blocked" if item.blocked_by else "submitted",
            blocked_by=list(item.blocked_by),
            due=item.due,
        )
        for position, item in enumerate(planned)
    ]
