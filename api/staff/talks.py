"""Talks as staff read them: masked, nothing is opened here. The number of queries does not depend on the number of talks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, and_, exists, func, or_, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.functions import GenericFunction

from api.staff.filters import Filter
from api.staff.tables import StaffViewRow
from api.tables import ConversationRow, TurnRow
from bot.acts import ACTS

PER_PAGE = 50


@dataclass(frozen=True)
class Summary:
    """One line of the list."""

    id: str
    channel: str
    last_at: datetime
    turns: int
    failed: bool
    not_understood: bool
    first_said: str
    """Masked."""
    service: str | None
    act: str | None
    """Of the last turn that has one."""


@dataclass(frozen=True)
class Listing:
    """One page of the list."""

    talks: tuple[Summary, ...]
    total: int
    pages: int


class reply_texts(GenericFunction[str]):  # named as SQL names its functions
    """The sentences of a turn's replies, without the choices under them: a greeting that offers a service is no talk about it."""

    type = Text()
    inherit_cache = True


@compiles(reply_texts, "sqlite")
def _reply_texts_on_sqlite(element: Any, compiler: Any, **kw: Any) -> str:
    replies = compiler.process(element.clauses, **kw)
    return f"(SELECT group_concat(json_extract(r.value, '$.text'), char(10)) FROM json_each({replies}) AS r)"


@compiles(reply_texts, "postgresql")
def _reply_texts_on_postgresql(element: Any, compiler: Any, **kw: Any) -> str:
    replies = compiler.process(element.clauses, **kw)
    array = f"CASE json_typeof({replies}) WHEN 'array' THEN {replies} ELSE '[]' END"
    return f"(SELECT string_agg(r.value ->> 'text', chr(10)) FROM json_array_elements({array}) AS r)"


def listing(session: Session, wanted: Filter) -> Listing:
    """The page of talks that `wanted` asks for, newest first."""
    chosen = _chosen(wanted)
    total = session.scalar(select(func.count()).select_from(chosen.subquery())) or 0
    pages = max(1, -(-total // PER_PAGE))
    number = min(wanted.number, pages)
    page = chosen.order_by(ConversationRow.last_at.desc(), ConversationRow.id).limit(PER_PAGE).offset((number - 1) * PER_PAGE)
    talks = session.execute(page).all()
    ids = [talk.id for talk in talks]
    counts = {row.conversation_id: row for row in session.execute(_counts(ids))}
    firsts = {row.conversation_id: row for row in session.execute(_turn_at_end(ids, TurnRow.said != "", last=False))}
    lasts = {row.conversation_id: row for row in session.execute(_turn_at_end(ids, TurnRow.act.is_not(None), last=True))}
    return Listing(tuple(_summary(talk, counts.get(talk.id), firsts.get(talk.id), lasts.get(talk.id)) for talk in talks), total, pages)


def turns_of(session: Session, conversation: str) -> tuple[ConversationRow, Sequence[TurnRow]] | None:
    """A talk and its turns in order; None when there is no such talk."""
    talk = session.get(ConversationRow, conversation)
    if talk is None:
        return None
    return talk, session.scalars(select(TurnRow).where(TurnRow.conversation_id == conversation).order_by(TurnRow.number)).all()


def note_view(session: Session, staff: str, conversation: str, photo: str | None = None) -> None:
    """Writes down who opened which talk, or which photograph in it, and when."""
    session.add(StaffViewRow(staff=staff, conversation_id=conversation, photo_id=photo, at=datetime.now(UTC)))


def mark(session: Session, conversation: str, number: int, staff: str, service: str | None, act: str | None) -> bool:
    """Keeps what should have been understood; without an act the mark is taken back. False when there is no such turn."""
    turn = session.scalar(select(TurnRow).where(TurnRow.conversation_id == conversation, TurnRow.number == number))
    if turn is None:
        return False
    turn.marked_service, turn.marked_act = (service, act) if act else (None, None)
    turn.marked_by, turn.marked_at = (staff, datetime.now(UTC)) if act else (None, None)
    return True


def _chosen(wanted: Filter) -> Select[str, str, datetime]:
    """The talks that a filter lets through."""
    query = select(ConversationRow.id, ConversationRow.channel, ConversationRow.last_at)
    begins, ends = wanted.begins(), wanted.ends()
    if begins:
        query = query.where(ConversationRow.last_at >= begins.astimezone(UTC))
    if ends:
        query = query.where(ConversationRow.last_at < ends.astimezone(UTC))
    for condition in _turn_conditions(wanted):
        query = query.where(exists().where(TurnRow.conversation_id == ConversationRow.id, condition))
    return query


def _turn_conditions(wanted: Filter) -> list[ColumnElement[bool]]:
    """What some turn of the talk must be; service and act must meet in one turn."""
    one: list[ColumnElement[bool]] = []
    if wanted.service:
        one.append(TurnRow.service == wanted.service)
    if wanted.act:
        one.append(TurnRow.act == wanted.act)
    conditions: list[ColumnElement[bool]] = [and_(*one)] if one else []
    if wanted.failed == "yes":
        conditions.append(TurnRow.failed.is_(True))
    if wanted.not_understood == "yes":
        conditions.append(_not_understood())
    texts = reply_texts(TurnRow.replies)
    for word in wanted.words.split():
        conditions.append(or_(TurnRow.said.icontains(word, autoescape=True), texts.icontains(word, autoescape=True)))
    return conditions


def _not_understood() -> ColumnElement[bool]:
    return and_(TurnRow.said != "", TurnRow.aside.is_(False), or_(TurnRow.act.is_(None), TurnRow.act.not_in(ACTS)))


def _counts(ids: Sequence[str]) -> Select[str, int, int, int]:
    return (
        select(
            TurnRow.conversation_id,
            func.count().filter(TurnRow.said != "").label("turns"),
            func.count().filter(TurnRow.failed.is_(True)).label("failed"),
            func.count().filter(_not_understood()).label("not_understood"),
        )
        .where(TurnRow.conversation_id.in_(ids))
        .group_by(TurnRow.conversation_id)
    )


def _turn_at_end(ids: Sequence[str], condition: ColumnElement[bool], *, last: bool) -> Select[str, str, str | None, str | None]:
    """The first or last turn of each talk that meets the condition."""
    end = func.max(TurnRow.number) if last else func.min(TurnRow.number)
    ends = (
        select(TurnRow.conversation_id, end.label("number"))
        .where(TurnRow.conversation_id.in_(ids), condition)
        .group_by(TurnRow.conversation_id)
        .subquery()
    )
    return select(TurnRow.conversation_id, TurnRow.said, TurnRow.service, TurnRow.act).join(
        ends, and_(ends.c.conversation_id == TurnRow.conversation_id, ends.c.number == TurnRow.number)
    )


def _summary(talk: Any, count: Any, first: Any, last: Any) -> Summary:
    return Summary(
        id=talk.id,
        channel=talk.channel,
        last_at=talk.last_at,
        turns=count.turns if count else 0,
        failed=bool(count and count.failed),
        not_understood=bool(count and count.not_understood),
        first_said=first.said if first else "",
        service=last.service if last else None,
        act=last.act if last else None,
    )
