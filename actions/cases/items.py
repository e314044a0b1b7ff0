"""Which departments' items a case has, what each waits for, and until when it is promised."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from actions.applying.steps import holds
from actions.cases.working_days import after_working_days
from bot.catalogue.models import Item
from bot.kinds import Value


@dataclass(frozen=True)
class PlannedItem:
    """One item of a case that is about to be handed in."""

    key: str
    department: str
    blocked_by: tuple[str, ...]
    """Items of the same case that must be done first."""
    due: date | None
    """None where no time is promised, here or for an item that must come first."""


def planned_items(items: Sequence[Item], answers: Mapping[str, Value], start: date) -> tuple[PlannedItem, ...]:
    """The items whose conditions hold, in the order of the service's file.

    The days of an item that waits for others count from when the last of them is due.
    Raises ValueError when items wait for each other in a circle.
    """
    chosen = {item.key: item for item in items if holds(item.only_if, answers)}
    due: dict[str, date | None] = {}
    waiting = dict(chosen)
    while waiting:
        ready = [item for item in waiting.values() if not any(need in waiting for need in item.needs)]
        if not ready:
            raise ValueError(f"these items need each other: {', '.join(waiting)}")
        for item in ready:
            due[item.key] = _due(item, [due[need] for need in item.needs if need in chosen], start)
            del waiting[item.key]
    return tuple(PlannedItem(i.key, i.department, tuple(need for need in i.needs if need in chosen), due[i.key]) for i in chosen.values())


def _due(item: Item, before: list[date | None], start: date) -> date | None:
    known = [day for day in before if day is not None]
    if item.days is None or len(known) < len(before):
        return None
    return after_working_days(max([start, *known]), item.days)
