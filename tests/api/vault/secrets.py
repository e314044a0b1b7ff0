"""What is put into vaults, and empty databases for them."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Engine

from api.tables import ConversationRow
from api.vault import Cipher
from api.vault.keys import new_keyring
from api.vault.tables import VaultRow
from bot.database import Base, Sessions, open_database
from bot.vault import Secret

KEYS = new_keyring()
SEALED = Cipher(KEYS).seal("43010519491231002X", "row")
NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
PHONE = Secret("phone", "13800138000", "138 0013 8000", "幺三八,零零幺三,八零零零")
DAY = Secret("birth_date", "2026-11-11", "2026年11月11日（星期三）", "十一月十一日，星期三", "上周三")
NAME = Secret("person_name", "王建国", "王建国", "王建国")


def database(url: str) -> tuple[Engine, Sessions]:
    """Empty tables with two conversations, `one` and `two`."""
    engine, sessions = open_database(url)
    for row in (ConversationRow, VaultRow):
        Base.metadata.tables[row.__tablename__].create(engine)
    with sessions.begin() as session:
        for id in ("one", "two"):
            session.add(ConversationRow(id=id, token_hash="0" * 64, channel="web", language="zh", started_at=NOW, last_at=NOW))
    return engine, sessions
