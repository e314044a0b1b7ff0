"""Photographs of papers, sent for an application: kept sealed, given to the departments with the case.

A picture belongs to the application that is open in the talk, else to the case
that was handed in there last, while whoever handed it in is verified in the
talk and it is not done. Where both could be meant, its resident is asked, and
it lies with the open one until they answer (`photo_placing`). Nothing is decoded here: a picture is known by its
first and last bytes, and whoever looks at it has to treat it as a stranger's file.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, cast

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session, undefer

from actions.cases.moving import UnknownCase
from actions.cases.photo_limits import has_sent_enough, note_sent
from actions.cases.photo_owners import Owner, count_of, owners_in, said_before
from actions.cases.photo_tables import CasePhotoRow
from actions.cases.tables import CaseEventRow, CaseRow
from actions.ports import Seal
from bot.locking import one_at_a_time

MOST = 9
"""Photographs of one application."""
LARGEST = 5 * 1024 * 1024
"""Bytes of one photograph."""

PhotoKind = Literal["image/jpeg", "image/png"]
_BEGINNINGS: Mapping[bytes, PhotoKind] = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}


@dataclass(frozen=True)
class Kept:
    """The picture is with its application, now or since it was sent before."""

    service: str
    receipt: str | None
    """Of the case; None while it is not handed in."""
    count: int
    """Photographs of this application, this one included."""


@dataclass(frozen=True)
class Between:
    """It is kept, and may be for either of these services' applications: its resident has to be asked."""

    open: str
    """With which it lies until they have answered."""
    handed_in: str


@dataclass(frozen=True)
class NoCase:
    """Nothing is open in this talk, and nothing is under way that whoever is verified there handed in; the picture was not kept."""


@dataclass(frozen=True)
class TooMany:
    """This application has MOST photographs, or this resident has sent MOST_A_DAY; the picture was not kept."""

    service: str
    today: bool = False
    """Whether it is the resident who has sent too many, so that there is room again tomorrow."""


@dataclass(frozen=True)
class NotAPicture:
    """Neither JPEG nor PNG; it was not kept."""


@dataclass(frozen=True)
class TooLarge:
    """Larger than LARGEST; the picture was not kept."""


@dataclass(frozen=True)
class NotWhole:
    """It begins as a picture and does not end as one; it was not kept."""


NotKept = NoCase | TooMany | NotAPicture | TooLarge | NotWhole


@dataclass(frozen=True)
class Photo:
    """One photograph, opened."""

    kind: PhotoKind
    content: bytes
    """The file as it came."""
    at: datetime


def keep_photo(
    session: Session, seal: Seal, conversation: str, picture: bytes, now: datetime, *, senders: Collection[str]
) -> Kept | Between | NotKept:
    """Keeps a picture that was sent in this talk; the same one again is kept once.

    `senders`: by what the resident is known, whatever the talk.
    """
    kind = kind_of(picture)
    if kind is None:
        return NotAPicture()
    if len(picture) > LARGEST:
        return TooLarge()
    if not is_whole(picture, kind):
        return NotWhole()
    one_at_a_time(session, conversation)  # it must not be handed in between looking and writing
    owner, other = _for_which(session, conversation, now)
    if owner is None:
        return NoCase()
    told = Kept(owner.service, owner.receipt, 0) if other is None else Between(owner.service, other.service)
    fingerprint = photo_fingerprint(seal, owner.draft_id, hashlib.sha256(picture).hexdigest())
    rows = session.execute(select(CasePhotoRow.fingerprint, CasePhotoRow.undecided).where(CasePhotoRow.draft_id == owner.draft_id))
    known = {row.fingerprint: row.undecided for row in rows}
    if fingerprint in known:
        return told if known[fingerprint] and other else Kept(owner.service, owner.receipt, len(known))
    if len(known) >= MOST:
        return TooMany(owner.service)
    if has_sent_enough(session, senders, now):
        return TooMany(owner.service, today=True)
    id = uuid.uuid4().hex
    session.add(
        CasePhotoRow(
            id=id,
            draft_id=owner.draft_id,
            conversation_id=conversation if owner.receipt is None else None,
            other=other.draft_id if other else None,
            undecided=other is not None,
            fingerprint=fingerprint,
            sealed=seal.seal_bytes(picture, sealing_context(owner.draft_id, id)),
            kind=kind,
            bytes=len(picture),
            at=now,
        )
    )
    note_sent(session, senders, now)
    session.flush()
    return replace(told, count=len(known) + 1) if isinstance(told, Kept) else told


def photo_fingerprint(seal: Seal, draft_id: str, digest: str) -> str:
    """By what the same picture (its SHA-256) is known again for the same application."""
    return seal.fingerprint(f"case_photo/{draft_id}/{digest}")


def kind_of(picture: bytes) -> PhotoKind | None:
    """What the first bytes say; None for anything but JPEG and PNG."""
    return next((kind for beginning, kind in _BEGINNINGS.items() if picture.startswith(beginning)), None)


def is_whole(picture: bytes, kind: PhotoKind) -> bool:
    """Whether it ends as its kind does, zeros behind the end aside: JPEG with EOI (ITU-T T.81, B.1), PNG with IEND, and IHDR first
    (ISO/IEC 15948, 5.3)."""
    content = picture.rstrip(b"\0")
    if kind == "image/jpeg":
        return content.endswith(b"\xff\xd9")
    return content[8:16] == b"\0\0\0\x0dIHDR" and content.endswith(b"\0\0\0\0IEND\xae\x42\x60\x82")


def give_to_case(session: Session, draft_id: str) -> None:
    """The draft is handed in: its photographs stay when the talk is erased."""
    session.execute(update(CasePhotoRow).where(CasePhotoRow.draft_id == draft_id).values(conversation_id=None, undecided=False))


def photos_of_draft(session: Session, draft_id: str) -> int:
    """How many photographs this application has."""
    return session.scalar(select(func.count()).where(CasePhotoRow.draft_id == draft_id)) or 0


def photo_counts(session: Session, receipts: Iterable[str]) -> dict[str, int]:
    """Receipt → how many photographs its case has; those that have none are not there."""
    found = (
        select(CaseRow.receipt, func.count())
        .join(CasePhotoRow, CasePhotoRow.draft_id == CaseRow.draft_id)
        .where(CaseRow.receipt.in_(list(receipts)))
        .group_by(CaseRow.receipt)
    )
    return {receipt: count for receipt, count in session.execute(found)}  # noqa: C416  # rows are no pairs for dict


def photos_of(session: Session, seal: Seal, receipt: str) -> list[Photo]:
    """The photographs of a case in the order in which they came. Raises ValueError when one was tampered with."""
    of_case = select(CaseRow.draft_id).where(CaseRow.receipt == receipt).scalar_subquery()
    rows = select(CasePhotoRow).where(CasePhotoRow.draft_id == of_case).options(undefer(CasePhotoRow.sealed))
    return [
        Photo(cast(PhotoKind, row.kind), seal.unseal_bytes(row.sealed, sealing_context(row.draft_id, row.id)), row.at)
        for row in session.scalars(rows.order_by(CasePhotoRow.at, CasePhotoRow.id))
    ]


def note_photos_given(session: Session, receipt: str, *, by: str, now: datetime) -> None:
    """Writes down that somebody took this case's photographs out. Raises UnknownCase."""
    case = session.scalar(select(CaseRow.id).where(CaseRow.receipt == receipt))
    if case is None:
        raise UnknownCase(receipt)
    session.add(CaseEventRow(case_id=case, at=now, what="photos", item=None, by=by))


def reseal_photos(session: Session, reseal: Callable[[bytes, str], bytes]) -> int:
    """Seals every photograph again with today's key, one after the other; `reseal` gets what is sealed and its context. Says how many."""
    ids = session.execute(select(CasePhotoRow.id, CasePhotoRow.draft_id)).all()
    for id, draft_id in ids:
        one = CasePhotoRow.id == id
        sealed = session.scalars(select(CasePhotoRow.sealed).where(one).with_for_update()).one()
        session.execute(update(CasePhotoRow).where(one).values(sealed=reseal(sealed, sealing_context(draft_id, id))))
    return len(ids)


def _for_which(session: Session, conversation: str, now: datetime) -> tuple[Owner | None, Owner | None]:
    """What it is for; and what else it may be for, where that has to be asked."""
    found = owners_in(session, conversation, now)
    pair = found.pair(now)
    if pair is None:
        return found.open or found.handed_in, None
    said = said_before(session, pair, now)
    if said is not None:
        return said, None
    return pair[0], pair[1] if count_of(session, pair[1]) < MOST else None


def sealing_context(draft_id: str, id: str) -> str:
    """What the seal of a photograph binds it to."""
    return f"case_photo/{draft_id}/{id}"
