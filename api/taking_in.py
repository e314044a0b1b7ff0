"""A turn on its way in: claimed, heard, masked, and written down before anything else sees it; then what was answered."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, null, select
from sqlalchemy.orm import Session

from api.door import Door, Undelivered
from api.masking_turn import heard_and_masked
from api.rasa import Answered
from api.tables import ConversationRow, TurnRow
from bot.chinese import normalise
from bot.turn import Recognised, Reply, Turn, reply_as_json, reply_from_json
from bot.vault import TOKEN


@dataclass(frozen=True)
class Taking:
    """A turn that was claimed and written down."""

    masked: str
    metadata: Mapping[str, Any] = field(default_factory=dict)
    """What Rasa is told beside the words: stage, what was heard. Nothing personal."""
    held_by: str | None = None
    done: tuple[Reply, ...] = ()
    """Replies that the actions gave to this very turn before whoever ran it was stopped."""
    late: tuple[Reply, ...] = ()
    """Replies to the turn before that came too late to be shown."""
    until: datetime | None = None
    """When the lease ends that it was claimed with: nobody else has this one."""


def claim(door: Door, session: Session, turn: Turn, now: datetime, lease: timedelta) -> Taking | TurnRow | None:
    """Takes a turn in, in one transaction: heard, masked and written down.

    Its line when it was answered before; None while a turn of this talk is being
    worked on, for turns of one talk go one after the other, whoever takes them.
    The newest turn, when it failed or was left lying, is taken once more.
    """
    conversation = session.get_one(ConversationRow, turn.conversation, with_for_update=True)
    row, before = _row_of(session, turn), _last_row(session, turn)
    last = door.undelivered(session, turn.conversation)
    if row is not None and row.replies is not None:
        untouched = last.turn != row.turn_id
        if not row.failed or not (untouched or _untold(row, last)):
            return row
    if any(one is not None and one.replies is None and one.lease_until > now for one in (row, before)):
        return None
    if row is not None and before is not None and before.number > row.number:
        return row  # the talk has gone on since: old words are not obeyed any more
    conversation.last_at = now
    late = tuple(_untold(before, last)) if before is not None and (before.failed or before.replies is None) else ()
    if row is None:
        masked, metadata = heard_and_masked(door, session, turn)
        number = _next_number(session, turn)
        session.add(_row(turn, masked, number, now, now + lease, [one["key"] for one in metadata["heard"]]))
        return Taking(masked, metadata, conversation.held_by, (), late, now + lease)
    done = tuple(_answers(row, last))
    row.lease_until, row.replies = now + lease, null()  # SQL's NULL: None would be JSON's
    if done:
        return Taking(row.said, {}, conversation.held_by, done, late, now + lease)
    return Taking(*heard_and_masked(door, session, turn), conversation.held_by, (), late, now + lease)


def _answers(row: TurnRow, last: Undelivered) -> list[Reply]:
    """What the actions answered in this turn."""
    return [reply_from_json(dict(body)) for body in last.replies] if last.turn == row.turn_id else []


def _untold(row: TurnRow, last: Undelivered) -> list[Reply]:
    """What of it came too late: the resident was told that the turn failed."""
    told = [reply_from_json(body) for body in row.replies or ()]
    return [reply for reply in _answers(row, last) if reply not in told]


def keep_turn(session: Session, turn: Turn, taking: Taking, answered: Answered, ms: int, why: str, model: str) -> bool:
    """Writes down the replies (masked), what was understood, why, by which model, and how long it took.

    False, and nothing is written, when the turn was taken over meanwhile: whoever stood still for longer than the
    lease knows nothing of what was answered since.
    """
    row = _row_of(session, turn)
    if row is None:
        return True  # the resident has erased the talk meanwhile
    if row.lease_until != taking.until:
        return False
    understood = answered.understanding
    row.replies = [reply_as_json(reply) for reply in answered.replies]
    row.service, row.act = understood.service, understood.act
    row.confidence_service, row.confidence_act = understood.confidence_service, understood.confidence_act
    row.why, row.model, row.ms, row.failed = why, model, ms, answered.failed
    return True


def add_told(session: Session, conversation: str, replies: Sequence[Reply], now: datetime, why: str) -> None:
    """Writes down (masked) replies that answer nothing: their turn says nothing."""
    _add_aside(session, Turn(conversation, "", secrets.token_hex(8)), "", replies, now, why)


def add_noted(door: Door, session: Session, turn: Turn, replies: Sequence[Reply], now: datetime, why: str) -> TurnRow | None:
    """Writes down what was said to the channel and not to the dialogue, with its (masked) replies; its line when it has one already."""
    conversation = session.get_one(ConversationRow, turn.conversation, with_for_update=True)
    row = _row_of(session, turn)
    if row is None:
        conversation.last_at = now
        _add_aside(session, turn, door.masked(session, turn.conversation, normalise(turn.text)), replies, now, why)
    return row


def _add_aside(session: Session, turn: Turn, masked: str, replies: Sequence[Reply], now: datetime, why: str) -> None:
    """A line that is answered already and that the dialogue knows nothing of."""
    row = _row(turn, masked, _next_number(session, turn), now, now, [])
    row.replies, row.why, row.ms, row.aside = [reply_as_json(reply) for reply in replies], why, 0, True
    session.add(row)


def _row_of(session: Session, turn: Turn) -> TurnRow | None:
    return session.scalars(select(TurnRow).where(TurnRow.conversation_id == turn.conversation, TurnRow.turn_id == turn.turn_id)).first()


def _last_row(session: Session, turn: Turn) -> TurnRow | None:
    """The newest other turn of the dialogue: what was said aside neither ends one that failed nor hides one being worked on."""
    return session.scalars(
        select(TurnRow)
        .where(TurnRow.conversation_id == turn.conversation, TurnRow.turn_id != turn.turn_id, TurnRow.aside.is_(False))
        .order_by(TurnRow.number.desc())
        .limit(1)
    ).first()


def _next_number(session: Session, turn: Turn) -> int:
    newest = session.scalar(select(func.max(TurnRow.number)).where(TurnRow.conversation_id == turn.conversation))
    return (newest or 0) + 1


def _row(turn: Turn, masked: str, number: int, now: datetime, lease_until: datetime, heard: list[str]) -> TurnRow:
    return TurnRow(
        conversation_id=turn.conversation,
        number=number,
        turn_id=turn.turn_id,
        said=masked,
        at=now,
        lease_until=lease_until,
        heard=heard,
        recognised=asdict(_open_repairs(turn.recognised, masked)) if turn.recognised else null(),
        failed=False,
        aside=False,
    )


def _open_repairs(recognised: Recognised, masked: str) -> Recognised:
    """Without what was put right in words that are masked: the repair would tell them."""
    words = TOKEN.sub("", masked)
    return replace(recognised, repairs=tuple(one for one in recognised.repairs if one.taken_for in words))
