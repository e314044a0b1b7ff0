"""The ledger's table: who read which field of a department's records, for whom, on what basis, when."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.database import Base, UtcDateTime


class LedgerRow(Base):
    """One field read once. Lines are only ever added."""

    __tablename__ = "ledger"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """1, 2, 3 … without a gap."""
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    reader: Mapped[str] = mapped_column(String(64))
    """`assistant`, or the member of staff."""
    conversation: Mapped[str] = mapped_column(String(32))
    """Not a foreign key: the line stays when the conversation is erased."""
    person: Mapped[str] = mapped_column(String(64), index=True)
    """Fingerprint of the resident's ID number."""
    field: Mapped[str] = mapped_column(String(64))
    basis: Mapped[str] = mapped_column(Text)
    purpose: Mapped[str] = mapped_column(Text)
    previous: Mapped[str] = mapped_column(String(64))
    """`hash` of the line before; empty for the first."""
    hash: Mapped[str] = mapped_column(String(64))
    """Keyed hash over everything above."""
