"""What departments say about a case: its items move, and the case with them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.cases.tables import CaseEventRow, CaseItemRow, CaseRow
from actions.cases.views import CaseView, view_of
from actions.ports import CaseNews, News
from bot.news import CaseState

PROGRAM = "assistant"
"""Who has moved an item that only followed another one."""


class UnknownCase(Exception):
    """There is no case with this receipt number."""


class UnknownItem(Exception):
    """The case has no such item; `items` are the keys that it has."""

    def __init__(self, items: Iterable[str]) -> None:
        self.items = tuple(items)
        super().__init__(", ".join(self.items))


def move(session: Session, news: News, *, receipt: str, item: str | None, state: CaseState, by: str, now: datetime) -> CaseView:
    """Notes that an item is in this state, and gives the case as it is then.

    `item` None: all items that are not done; those that wait for others only
    with `done`. Whether an item that nobody works on is `submitted` or `blocked`
    follows from the items that it needs, whichever of the two is said. The case is done when all
    its items are, returned when one of them is, else in work when one is or was.
    Each change is an event (what only followed is by PROGRAM), and whoever asked
    for news hears when the case's own state changes or one more item came back.
    The same again changes nothing. Raises UnknownCase, UnknownItem.
    """
    row = session.scalars(select(CaseRow).where(CaseRow.receipt == receipt).with_for_update(of=CaseRow)).first()
    if row is None:
        raise UnknownCase(receipt)
    chosen = [one for one in row.items if (one.key == item if item else _is_open(one, state))]
    if item and not chosen:
        raise UnknownItem(one.key for one in row.items)
    before, case_before = {one.key: one.state for one in row.items}, row.state
    for one in chosen:
        one.state = state
    _follow(row.items)
    row.state = whole = _whole(row.items, state)
    changed = [one for one in row.items if one.state != before[one.key]]
    said = {one.key for one in chosen}
    events: list[tuple[str | None, str, str]] = [(one.key, one.state, by if one.key in said else PROGRAM) for one in changed]
    if row.state != case_before:
        events.append((None, row.state, by))
    session.add_all(CaseEventRow(case_id=row.id, at=now, what=what, item=key, by=who) for key, what, who in events)
    session.flush()
    if row.state != case_before or any(one.state == "returned" for one in changed):
        news.tell(session, CaseNews(row.applicant, row.service, row.receipt, whole, None))
    return view_of(row, now)


def _is_open(item: CaseItemRow, state: CaseState) -> bool:
    """Whether what is said of a case as a whole concerns this item."""
    return item.state != "done" and (item.state != "blocked" or state == "done")


def _follow(items: Iterable[CaseItemRow]) -> None:
    """An item that nobody works on waits exactly while one that it needs is not done."""
    done = {one.key for one in items if one.state == "done"}
    for one in items:
        if one.state in ("submitted", "blocked"):
            one.state = "submitted" if done.issuperset(one.blocked_by) else "blocked"


def _whole(items: Collection[CaseItemRow], said: CaseState) -> CaseState:
    states = {one.state for one in items} or {said}
    if states == {"done"}:
        return "done"
    if "returned" in states:
        return "returned"
    return "working" if states & {"working", "done"} else "submitted"
