"""Photographs that may be for either of two applications."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import update

from actions.cases import (
    Between,
    Kept,
    Photo,
    TooMany,
    photo_of_talk,
    photos_of,
    photos_of_talk,
    place_photos,
)
from actions.cases.photo_placing import Place
from actions.cases.photos import MOST
from actions.cases.tables import CaseRow
from actions.identity import sign_out
from bot.database import Sessions
from bot.vault import Seal
from tests.actions.photos.sending import JPEG, PNG, close_draft, kept, send, talk_about, verify
from tests.actions.test_cases import hand_in
from tests.photographs import jpeg

MINUTE = timedelta(minutes=1)


def handed_in_and_another_open(sessions: Sessions, seal: Seal, now: datetime) -> str:
    """The receipt of the one; the other is `next`."""
    receipt = hand_in(sessions, seal, now, "earlier").receipt
    talk_about(sessions, now, "next")
    verify(sessions, seal, now)
    return receipt


def place(sessions: Sessions, seal: Seal, now: datetime, where: Place) -> Kept | None:
    with sessions.begin() as session:
        return place_photos(session, seal, "talk", where, now)


@pytest.mark.parametrize("where", ["handed_in", "open"])
def test_what_may_be_for_either_goes_where_its_resident_says_and_so_does_the_next(
    sessions: Sessions, seal: Seal, now: datetime, where: Place
) -> None:
    receipt = handed_in_and_another_open(sessions, seal, now)
    told = [send(sessions, seal, now + MINUTE, one) for one in (JPEG, PNG, JPEG)]
    assert told == [Between("moving", "moving")] * 3
    placed = place(sessions, seal, now + MINUTE, where)
    next_one = send(sessions, seal, now + 9 * MINUTE, jpeg(b"next"))
    kept_there = receipt if where == "handed_in" else None
    assert (placed, next_one) == (Kept("moving", kept_there, 2), Kept("moving", kept_there, 3))
    rows = kept(sessions)
    assert {(draft, talk) for draft, talk, *_ in rows} == {("earlier", None) if where == "handed_in" else ("next", "talk")}
    with sessions.begin() as session:
        opened = [photo_of_talk(session, seal, "talk", one.id) for one in photos_of_talk(session, "talk")]
    assert sorted(photo.content for photo in opened if photo) == sorted([JPEG, PNG, jpeg(b"next")])
    assert send(sessions, seal, now + 30 * MINUTE, jpeg(b"much later")) == Between("moving", "moving")


def test_what_nobody_decides_stays_with_the_one_that_is_open_and_is_handed_in_with_it(
    sessions: Sessions, seal: Seal, now: datetime
) -> None:
    handed_in_and_another_open(sessions, seal, now)
    send(sessions, seal, now + MINUTE)
    receipt = hand_in(sessions, seal, now + 2 * MINUTE, "next").receipt
    close_draft(sessions)
    assert place(sessions, seal, now + 3 * MINUTE, "handed_in") is None
    with sessions.begin() as session:
        assert photos_of(session, seal, receipt) == [Photo("image/jpeg", JPEG, now + MINUTE)]


@pytest.mark.parametrize("why", ["done", "signed out"])
def test_a_case_that_takes_nothing_more_leaves_it_where_it_is(sessions: Sessions, seal: Seal, now: datetime, why: str) -> None:
    handed_in_and_another_open(sessions, seal, now)
    send(sessions, seal, now + MINUTE)
    with sessions.begin() as session:
        if why == "done":
            session.execute(update(CaseRow).values(state="done"))
        else:
            sign_out(session, "talk")
    assert place(sessions, seal, now + MINUTE, "handed_in") == Kept("moving", None, 1)
    assert send(sessions, seal, now + MINUTE, PNG) == Kept("moving", None, 2)


def test_a_case_of_yesterday_or_with_nine_photographs_is_not_meant_any_more(sessions: Sessions, seal: Seal, now: datetime) -> None:
    handed_in_and_another_open(sessions, seal, now)
    verify(sessions, seal, now + timedelta(hours=20))
    assert send(sessions, seal, now + timedelta(hours=25)) == Kept("moving", None, 1)
    for number in range(MOST):
        send(sessions, seal, now + MINUTE, jpeg(bytes([number])))
        place(sessions, seal, now + MINUTE, "handed_in")
    assert send(sessions, seal, now + 2 * MINUTE, jpeg(b"one more")) == TooMany("moving")
    assert send(sessions, seal, now + 30 * MINUTE, jpeg(b"later")) == Kept("moving", None, 2)


def test_one_that_the_case_has_already_is_not_there_twice(sessions: Sessions, seal: Seal, now: datetime) -> None:
    receipt = hand_in(sessions, seal, now, "earlier").receipt
    talk_about(sessions, now, None)
    verify(sessions, seal, now)
    send(sessions, seal, now)
    talk_about(sessions, now, "next")
    assert send(sessions, seal, now + MINUTE) == Between("moving", "moving")
    assert place(sessions, seal, now + MINUTE, "handed_in") == Kept("moving", receipt, 1)
    assert len(kept(sessions)) == 1
