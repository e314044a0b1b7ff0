"""Somebody who sends photographs in the middle of an application, or after it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select

from actions.cases import (
    Between,
    Kept,
    keep_photo,
)
from actions.cases.photo_tables import CasePhotoRow
from actions.cases.photos import NotKept
from actions.drafts import Draft, save_draft
from actions.identity import person_of
from actions.identity.tables import IdentityRow
from actions.talk import Talk, load_talk, save_talk
from api.tables import ConversationRow
from bot.database import Sessions
from bot.vault import Seal
from tests.actions.test_cases import ME
from tests.photographs import jpeg, png

JPEG, PNG = jpeg(b" a paper"), png(b" a paper")


def talk_about(sessions: Sessions, now: datetime, draft: str | None = "draft", conversation: str = "talk") -> None:
    """A talk with this draft open."""
    with sessions.begin() as session:
        if session.get(ConversationRow, conversation) is None:
            row = ConversationRow(id=conversation, token_hash="0" * 64, channel="wechat", language="zh", started_at=now, last_at=now)
            session.add(row)
            session.flush()
        if draft is not None:
            save_draft(session, conversation, Draft(draft, "moving"), now)
        save_talk(session, conversation, Talk(draft=draft), "moving" if draft else None)


def verify(sessions: Sessions, seal: Seal, now: datetime, resident_id: str = ME[1]) -> None:
    """As after the right code."""
    with sessions.begin() as session:
        person = person_of(seal, resident_id)
        session.merge(IdentityRow(conversation="talk", person=person, name_token="", resident_id_token="", verified_at=now))


def send(sessions: Sessions, seal: Seal, now: datetime, picture: bytes = JPEG, conversation: str = "talk") -> Kept | Between | NotKept:
    with sessions.begin() as session:
        return keep_photo(session, seal, conversation, picture, now, senders=("me",))


def close_draft(sessions: Sessions) -> None:
    """As when it was handed in or put aside."""
    with sessions.begin() as session:
        talk = load_talk(session, "talk")
        talk.draft = None
        save_talk(session, "talk", talk, None)


def kept(sessions: Sessions) -> list[tuple[str, str | None, str, int]]:
    """What lies in the table: draft, talk, kind, size."""
    with sessions.begin() as session:
        rows = session.scalars(select(CasePhotoRow).order_by(CasePhotoRow.at, CasePhotoRow.draft_id)).all()
        return [(row.draft_id, row.conversation_id, row.kind, row.bytes) for row in rows]


def erase(sessions: Sessions) -> None:
    with sessions.begin() as session:
        session.execute(delete(ConversationRow).where(ConversationRow.id == "talk"))
