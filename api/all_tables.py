"""Every table of our own database, found by convention: each `tables.py` and `…_tables.py` of the rooms.

Found by looking, so that a new module of tables cannot be forgotten in the migrations.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from sqlalchemy import MetaData

from bot.database import Base

ROOMS = ("bot", "actions", "voice", "api")
NOT_OURS = {".venv", "migrations"}


def all_tables() -> MetaData:
    """The metadata with all tables in it."""
    root = Path(__file__).parent.parent
    for room in ROOMS:
        for file in sorted((root / room).rglob("*tables.py")):
            module = file.relative_to(root).with_suffix("")
            if not NOT_OURS & set(module.parts) and file != Path(__file__):
                import_module(".".join(module.parts))
    return Base.metadata
