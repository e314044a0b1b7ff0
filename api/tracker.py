"""Rasa's tracker store: what Rasa remembers of a talk, in a database of its own."""

from __future__ import annotations

from sqlalchemy import column, create_engine, delete, inspect, table
from sqlalchemy.exc import SQLAlchemyError


class Tracker:
    """Forgets talks that are erased. Rasa itself has no way to forget one."""

    def __init__(self, url: str) -> None:
        self._engine = create_engine(url, pool_pre_ping=True)
        self._events = table("events", column("sender_id"))

    def ready(self) -> bool:
        """Whether Rasa's store is there: without it Rasa would quietly keep talks in memory."""
        try:
            return inspect(self._engine).has_table("events")
        except SQLAlchemyError:
            return False

    def forget(self, conversation: str) -> None:
        """Removes all that Rasa stored of this conversation."""
        if not inspect(self._engine).has_table("events"):
            return
        with self._engine.begin() as connection:
            connection.execute(delete(self._events).where(self._events.c.sender_id == conversation))
