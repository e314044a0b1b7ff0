"""What a case holds about its applicant, sealed so that only this program can read it and only as part of that case."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, lazyload

from actions.cases.tables import CaseRow
from actions.ports import Seal
from bot.kinds import Value


@dataclass(frozen=True)
class CaseAnswer:
    """One answered question."""

    key: str
    label: str
    """The question's short name, as the resident saw it in the review."""
    value: Value
    show: str
    """The value as the resident saw it."""
    origin: str
    """Where it comes from: `resident`, or the department that the value was fetched from."""


@dataclass(frozen=True)
class Payload:
    """The applicant and all answers."""

    applicant_name: str
    applicant_id: str
    answers: tuple[CaseAnswer, ...]


def sealed(seal: Seal, case_id: str, payload: Payload) -> str:
    """Ciphertext bound to the case."""
    return seal.seal(json.dumps(asdict(payload), ensure_ascii=False), _context(case_id))


def payload_of(session: Session, seal: Seal, case_id: str) -> Payload:
    """What was handed in. Raises NoResultFound for an unknown case, ValueError when the row was tampered with."""
    text = session.scalars(select(CaseRow.payload).where(CaseRow.id == case_id)).one()
    content = json.loads(seal.unseal(text, _context(case_id)))
    answers = tuple(CaseAnswer(**answer) for answer in content["answers"])
    return Payload(content["applicant_name"], content["applicant_id"], answers)


def reseal_payloads(session: Session, reseal: Callable[[str, str], str]) -> int:
    """Seals every case again with today's key, for when keys change; `reseal` gets sealed text and context. Says how many."""
    rows = session.scalars(select(CaseRow).options(lazyload(CaseRow.items)).with_for_update()).all()
    for row in rows:
        row.payload = reseal(row.payload, _context(row.id))
    session.flush()
    return len(rows)


def _context(case_id: str) -> str:
    return f"cases:{case_id}"
