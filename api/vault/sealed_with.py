"""Which keys what lies in the database was sealed with."""

from __future__ import annotations

from sqlalchemy import LargeBinary, func, select
from sqlalchemy.orm import Session

from api.all_tables import all_tables
from api.vault.cipher import Cipher
from api.vault.keys import KEY_ID, KeyFault


def keys_in_use(session: Session) -> set[str]:
    """Ids of all keys that a sealed column of any room needs (`bot.database.SEALED`)."""
    columns = [column for table in all_tables().tables.values() for column in table.columns if column.info.get("sealed")]
    found: set[str] = set()
    for column in columns:
        ids = session.scalars(select(func.substr(column, 1, KEY_ID)).where(column.is_not(None)).distinct())
        found |= {bytes(id).decode("ascii", "replace") if isinstance(column.type, LargeBinary) else id for id in ids}
    return found


def check_keys(session: Session, cipher: Cipher) -> None:
    """For the start: raises KeyFault when rows need a key that is not here, lest a new key hide that the old one was lost."""
    missing = sorted(key for key in keys_in_use(session) if not cipher.knows(key))
    if missing:
        keys = ", ".join(missing)
        raise KeyFault(f"The database was written with the key {keys}, which is not here; put the key file back from your backup.")
