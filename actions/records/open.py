"""Opens the departments' database."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, create_engine, make_url

PATIENCE_S = 5
"""A department that does not answer within this many seconds counts as unavailable."""


def open_records(url: str) -> Engine:
    """An engine for SQLite or PostgreSQL that gives up early rather than let a resident wait."""
    settings: dict[str, Any] = {"timeout": PATIENCE_S}
    if make_url(url).get_backend_name() == "postgresql":
        settings = {"connect_timeout": PATIENCE_S, "options": f"-c statement_timeout={PATIENCE_S * 1000}"}
    return create_engine(url, connect_args=settings, pool_pre_ping=True, hide_parameters=True)
