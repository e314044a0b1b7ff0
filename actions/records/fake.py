"""Records from a dictionary: for tests, and for trying the assistant without any department."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from actions.ports import RecordsUnavailable, RecordValue
from bot.kinds import Value


@dataclass
class FakeRecords:
    """The Records port over what a test put in; `unavailable` makes every department fail."""

    phones: dict[tuple[str, str], str] = field(default_factory=dict)
    """(name, resident_id) → mobile number."""
    values: dict[str, dict[str, Value]] = field(default_factory=dict)
    """resident_id → field → value."""
    department: str = "公安"
    as_of: date = date(2026, 11, 1)
    unavailable: bool = False

    def phone_of(self, name: str, resident_id: str) -> str | None:
        """The mobile number put in for exactly this person. Raises RecordsUnavailable."""
        self._answer()
        return self.phones.get((name, resident_id.upper()))

    def read(self, resident_id: str, fields: Iterable[str]) -> Mapping[str, RecordValue]:
        """The asked values that were put in. Raises RecordsUnavailable."""
        self._answer()
        held = self.values.get(resident_id.upper(), {})
        return {f: RecordValue(f, held[f], self.department, self.as_of) for f in dict.fromkeys(fields) if held.get(f) is not None}

    def _answer(self) -> None:
        if self.unavailable:
            raise RecordsUnavailable("the departments do not answer")
