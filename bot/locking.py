"""Lets one writer at a time through, where counting and then writing must not be interleaved."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.orm import Session

from bot.database import Base


def one_writer(session: Session, table: type[Base]) -> None:
    """Until this transaction ends, nobody else gets past `one_writer` for the same table; readers are not held up.

    SQLite needs nothing: its transactions take the write lock when they begin (bot.database).
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text(f'LOCK TABLE "{table.__tablename__}" IN SHARE ROW EXCLUSIVE MODE'))


def one_at_a_time(session: Session, conversation: str) -> None:
    """Until this transaction ends no other sitting of this talk begins: a slow action and the next turn do not overwrite each other."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:talk, 0))"), {"talk": conversation})
