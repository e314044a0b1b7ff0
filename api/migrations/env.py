"""Alembic's environment: our tables, over the connection that `api.migrate` hands in."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Connection, text

from api.all_tables import all_tables
from bot.database import UtcDateTime

LOCK = 7_380_112
"""Any number that nothing else in the database locks: two gateways that start together migrate one after the other."""


def plain_types(kind: str, thing: Any, _: AutogenContext) -> str | Literal[False]:
    """Migrations name only SQLAlchemy's own types: they must run after our classes have moved."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(thing, UtcDateTime) else False


connection: Connection = context.config.attributes["connection"]
if connection.dialect.name == "postgresql":
    connection.execute(text(f"SELECT pg_advisory_xact_lock({LOCK})"))
context.configure(
    connection=connection,
    target_metadata=all_tables(),
    render_as_batch=True,
    render_item=plain_types,
    user_module_prefix="sa.",
)
with context.begin_transaction():
    context.run_migrations()
