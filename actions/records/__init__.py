"""Departments' records: adapters of the Records port, the lawful way to one, and the demonstration city's people."""

from __future__ import annotations

from actions.records.fake import FakeRecords
from actions.records.fetch import fetch
from actions.records.open import open_records
from actions.records.seed import DemoPerson, demo_people, seed
from actions.records.sql import SqlRecords

__all__ = ["DemoPerson", "FakeRecords", "SqlRecords", "demo_people", "fetch", "open_records", "seed"]
