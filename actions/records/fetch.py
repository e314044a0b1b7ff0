"""The way from a question to a department's record: basis first, ledger second, then the read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime

from actions.ledger import record_read
from actions.ports import Records, RecordValue, Seal
from bot.catalogue import RecordField
from bot.database import Sessions


def fetch(
    records: Records,
    sessions: Sessions,
    seal: Seal,
    catalogue: Mapping[str, RecordField],
    conversation: str,
    person: str,
    resident_id: str,
    fields: Iterable[str],
    now: datetime,
) -> Mapping[str, RecordValue]:
    """Values of those fields that may lawfully be read. The caller has the resident's consent.

    A field without a legal basis is left out. The ledger's lines are committed
    before a department is asked, so that no read can be without one. Raises
    RecordsUnavailable.
    """
    lawful: dict[tuple[str, str], list[str]] = defaultdict(list)
    for field in dict.fromkeys(fields):
        known = catalogue.get(field)
        if known is not None and known.basis is not None:
            lawful[known.basis, known.purpose].append(field)
    if not lawful:
        return {}
    with sessions.begin() as session:
        for (basis, purpose), asked in lawful.items():
            record_read(session, seal, conversation, person, asked, basis, purpose, now)
    return records.read(resident_id, [field for asked in lawful.values() for field in asked])
