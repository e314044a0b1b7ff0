"""The ledger tells who read what, and shows tampering."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete, select, update

from actions.ledger import Broken, Head, Intact, LedgerLine, lines_for, record_read, verify
from actions.ledger_tables import LedgerRow
from bot.database import Sessions
from bot.vault import Seal
from tests.actions.seals import seal_with

BASIS = "《社会保险法》"


def write(sessions: Sessions, seal: Seal, now: datetime, person: str = "p1", *fields: str) -> None:
    with sessions.begin() as session:
        record_read(session, seal, "talk", person, fields or ("name", "birth_date"), BASIS, "算年龄够不够", now)


def checked(sessions: Sessions, seal: Seal, noted: Head | None = None) -> Intact | Broken:
    with sessions.begin() as session:
        return verify(session, seal, noted)


def test_a_read_of_two_fields_is_two_lines_that_their_person_can_hear(sessions: Sessions, seal: Seal, now: datetime) -> None:
    write(sessions, seal, now)
    write(sessions, seal, now + timedelta(minutes=1), "p2", "sex")
    with sessions.begin() as session:
        mine, theirs = lines_for(session, "p1"), lines_for(session, "p2")
    assert mine == (
        LedgerLine(now, "assistant", "birth_date", BASIS, "算年龄够不够"),
        LedgerLine(now, "assistant", "name", BASIS, "算年龄够不够"),
    )
    assert theirs == (LedgerLine(now + timedelta(minutes=1), "assistant", "sex", BASIS, "算年龄够不够"),)


def test_an_empty_ledger_is_intact(sessions: Sessions, seal: Seal) -> None:
    assert checked(sessions, seal) == Intact(Head(0, ""))


def test_an_untouched_ledger_is_intact(sessions: Sessions, seal: Seal, now: datetime) -> None:
    write(sessions, seal, now)
    write(sessions, seal, now + timedelta(microseconds=1))
    found = checked(sessions, seal)
    assert isinstance(found, Intact)
    assert found.head.number == 4


@pytest.mark.parametrize(
    "changed",
    [
        {"person": "p9"},
        {"field": "phone"},
        {"basis": ""},
        {"purpose": "x"},
        {"reader": "staff"},
        {"conversation": "other"},
        {"hash": "0" * 64},
    ],
    ids=lambda c: next(iter(c)),
)
def test_a_changed_line_is_found(sessions: Sessions, seal: Seal, now: datetime, changed: dict[str, str]) -> None:
    write(sessions, seal, now)
    with sessions.begin() as session:
        session.execute(update(LedgerRow).where(LedgerRow.number == 1).values(changed))
    assert checked(sessions, seal) == Broken(1, "changed")


def test_a_changed_time_is_found(sessions: Sessions, seal: Seal, now: datetime) -> None:
    write(sessions, seal, now)
    with sessions.begin() as session:
        session.execute(update(LedgerRow).where(LedgerRow.number == 2).values(at=now + timedelta(seconds=1)))
    assert checked(sessions, seal) == Broken(2, "changed")


def test_a_line_taken_out_is_found(sessions: Sessions, seal: Seal, now: datetime) -> None:
    write(sessions, seal, now, "p1", "name", "sex", "phone")
    with sessions.begin() as session:
        session.execute(delete(LedgerRow).where(LedgerRow.number == 2))
    assert checked(sessions, seal) == Broken(2, "missing")


def test_a_line_taken_out_and_the_rest_renumbered_is_found(sessions: Sessions, seal: Seal, now: datetime) -> None:
    write(sessions, seal, now, "p1", "name", "sex", "phone")
    with sessions.begin() as session:
        session.execute(delete(LedgerRow).where(LedgerRow.number == 2))
        session.execute(update(LedgerRow).where(LedgerRow.number == 3).values(number=2))
    assert checked(sessions, seal) == Broken(2, "changed")


def test_lines_cut_off_at_the_end_are_found_with_a_noted_head(sessions: Sessions, seal: Seal, now: datetime) -> None:
    write(sessions, seal, now, "p1", "name", "sex", "phone")
    noted = checked(sessions, seal)
    assert isinstance(noted, Intact)
    with sessions.begin() as session:
        session.execute(delete(LedgerRow).where(LedgerRow.number == 3))
    assert checked(sessions, seal, noted.head) == Broken(3, "shorter")


def test_a_ledger_written_anew_without_the_key_is_found(sessions: Sessions, seal: Seal, now: datetime) -> None:
    write(sessions, seal_with(b"x" * 32), now)
    assert checked(sessions, seal) == Broken(1, "changed")


def test_many_writers_at_once_make_one_chain(sessions: Sessions, seal: Seal, now: datetime) -> None:
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda n: write(sessions, seal, now, f"p{n}", "name", "sex"), range(16)))
    found = checked(sessions, seal)
    assert isinstance(found, Intact)
    assert found.head.number == 32
    with sessions.begin() as session:
        people = session.scalars(select(LedgerRow.person).order_by(LedgerRow.number)).all()
    assert people[::2] == people[1::2]
