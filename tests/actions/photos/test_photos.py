"""Photographs for a case: kept once, sealed, with the draft until it is handed in, then with the case."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from actions.cases import (
    Kept,
    NoCase,
    Photo,
    TooMany,
    photo_counts,
    photo_of_talk,
    photos_of,
    photos_of_draft,
    photos_of_talk,
    reseal_photos,
)
from actions.cases.photo_tables import CasePhotoRow
from actions.cases.photos import MOST
from actions.cases.tables import CaseRow
from actions.identity import sign_out
from actions.identity.verified import LASTS
from bot.database import Sessions
from bot.vault import Seal
from tests.actions.photos.sending import JPEG, PNG, close_draft, erase, kept, send, talk_about, verify
from tests.actions.seals import seal_with
from tests.actions.test_cases import hand_in
from tests.photographs import jpeg


def test_a_picture_belongs_to_the_application_that_is_open(sessions: Sessions, seal: Seal, now: datetime) -> None:
    talk_about(sessions, now)
    assert send(sessions, seal, now) == Kept("moving", None, 1)
    assert send(sessions, seal, now + timedelta(minutes=1), PNG) == Kept("moving", None, 2)
    assert kept(sessions) == [("draft", "talk", "image/jpeg", len(JPEG)), ("draft", "talk", "image/png", len(PNG))]


def test_the_open_application_comes_before_what_was_handed_in(sessions: Sessions, seal: Seal, now: datetime) -> None:
    hand_in(sessions, seal, now, "earlier")
    talk_about(sessions, now)
    assert send(sessions, seal, now) == Kept("moving", None, 1)
    assert [draft for draft, *_ in kept(sessions)] == ["draft"]


def test_with_nothing_open_it_belongs_to_what_was_handed_in_last(sessions: Sessions, seal: Seal, now: datetime) -> None:
    hand_in(sessions, seal, now, "earlier")
    newest = hand_in(sessions, seal, now + timedelta(hours=1), "newest")
    hand_in(sessions, seal, now + timedelta(hours=2), "elsewhere", conversation="another")
    talk_about(sessions, now, None)
    verify(sessions, seal, now)
    assert send(sessions, seal, now) == Kept("moving", newest.receipt, 1)
    assert kept(sessions) == [("newest", None, "image/jpeg", len(JPEG))]


def test_what_was_handed_in_takes_no_picture_from_whoever_is_not_its_applicant(sessions: Sessions, seal: Seal, now: datetime) -> None:
    hand_in(sessions, seal, now)
    talk_about(sessions, now, None)
    told = [send(sessions, seal, now)]
    verify(sessions, seal, now, "999001196008251332")
    told.append(send(sessions, seal, now))
    verify(sessions, seal, now)
    told.append(send(sessions, seal, now + LASTS))
    with sessions.begin() as session:
        sign_out(session, "talk")
    told.append(send(sessions, seal, now))
    assert (told, kept(sessions)) == ([NoCase()] * 4, [])


def test_what_is_done_takes_no_picture_any_more(sessions: Sessions, seal: Seal, now: datetime) -> None:
    hand_in(sessions, seal, now)
    talk_about(sessions, now, None)
    verify(sessions, seal, now)
    with sessions.begin() as session:
        session.execute(update(CaseRow).values(state="done"))
    assert (send(sessions, seal, now), kept(sessions)) == (NoCase(), [])


@pytest.mark.parametrize("known", [True, False], ids=["a talk about nothing", "a talk without a word"])
def test_with_no_application_at_all_nothing_is_kept(sessions: Sessions, seal: Seal, now: datetime, known: bool) -> None:
    if known:
        talk_about(sessions, now, None)
    assert send(sessions, seal, now) == NoCase()
    assert kept(sessions) == []


def test_the_same_picture_again_is_kept_once_for_one_application(sessions: Sessions, seal: Seal, now: datetime) -> None:
    talk_about(sessions, now)
    assert [send(sessions, seal, now) for _ in range(2)] == [Kept("moving", None, 1)] * 2
    talk_about(sessions, now, "another")
    assert send(sessions, seal, now) == Kept("moving", None, 1)
    assert sorted(draft for draft, *_ in kept(sessions)) == ["another", "draft"]


def test_the_same_picture_after_handing_in_is_known_again(sessions: Sessions, seal: Seal, now: datetime) -> None:
    talk_about(sessions, now)
    send(sessions, seal, now)
    case = hand_in(sessions, seal, now)
    close_draft(sessions)
    verify(sessions, seal, now)
    assert send(sessions, seal, now) == Kept("moving", case.receipt, 1)
    assert len(kept(sessions)) == 1


def test_nine_pictures_are_enough_and_the_ninth_may_come_again(sessions: Sessions, seal: Seal, now: datetime) -> None:
    talk_about(sessions, now)
    told = [send(sessions, seal, now, jpeg(bytes([number]))) for number in range(MOST + 1)]
    assert told == [*(Kept("moving", None, number) for number in range(1, MOST + 1)), TooMany("moving")]
    assert send(sessions, seal, now, jpeg(bytes([MOST - 1]))) == Kept("moving", None, MOST)
    assert len(kept(sessions)) == MOST


def test_many_at_once_are_not_more_than_nine_and_the_same_is_kept_once(sessions: Sessions, seal: Seal, now: datetime) -> None:
    talk_about(sessions, now)
    with ThreadPoolExecutor(6) as threads:
        told = list(threads.map(lambda number: send(sessions, seal, now, jpeg(bytes([number % 12]))), range(24)))
    assert len({draft for draft, *_ in kept(sessions)}) == 1
    assert (len(kept(sessions)), {type(one) for one in told}) == (MOST, {Kept, TooMany})


def test_pictures_of_a_draft_go_with_the_talk_and_those_of_a_case_stay(sessions: Sessions, seal: Seal, now: datetime) -> None:
    talk_about(sessions, now)
    send(sessions, seal, now)
    receipt = hand_in(sessions, seal, now).receipt
    talk_about(sessions, now, "never handed in")
    send(sessions, seal, now, PNG)
    erase(sessions)
    assert kept(sessions) == [("draft", None, "image/jpeg", len(JPEG))]
    with sessions.begin() as session:
        assert photos_of(session, seal, receipt) == [Photo("image/jpeg", JPEG, now)]


def test_departments_see_the_pictures_of_their_case_alone_in_order(sessions: Sessions, seal: Seal, now: datetime) -> None:
    talk_about(sessions, now)
    send(sessions, seal, now, PNG)
    send(sessions, seal, now + timedelta(minutes=1), JPEG)
    receipt = hand_in(sessions, seal, now).receipt
    other = hand_in(sessions, seal, now, "another").receipt
    with sessions.begin() as session:
        found = [photos_of(session, seal, one) for one in (receipt, other, "000000000000")]
        assert found == [[Photo("image/png", PNG, now), Photo("image/jpeg", JPEG, now + timedelta(minutes=1))], [], []]
        assert photo_counts(session, [receipt, other]) == {receipt: 2}
        assert (photos_of_draft(session, "draft"), photos_of_draft(session, "another")) == (2, 0)


def test_nothing_of_a_picture_is_readable_in_the_table(sessions: Sessions, seal: Seal, now: datetime) -> None:
    talk_about(sessions, now)
    send(sessions, seal, now, jpeg(b" a paper" + "王演示".encode()))
    with sessions.begin() as session:
        sealed = session.scalars(select(CasePhotoRow.sealed)).one()
    assert [part for part in (JPEG[:10], b"a paper", "王演示".encode()) if part in sealed] == []


def test_a_picture_moved_to_another_case_or_changed_does_not_open(sessions: Sessions, seal: Seal, now: datetime) -> None:
    talk_about(sessions, now)
    send(sessions, seal, now)
    mine, other = hand_in(sessions, seal, now).receipt, hand_in(sessions, seal, now, "another").receipt
    with sessions.begin() as session:
        session.execute(update(CasePhotoRow).values(draft_id="another"))
        with pytest.raises(ValueError, match="moved"):
            photos_of(session, seal, other)
        sealed = session.scalars(select(CasePhotoRow.sealed)).one()
        session.execute(update(CasePhotoRow).values(draft_id="draft", sealed=sealed[:-1] + bytes([sealed[-1] ^ 1])))
        with pytest.raises(ValueError, match="changed"):
            photos_of(session, seal, mine)


def test_pictures_open_after_the_key_was_changed(sessions: Sessions, seal: Seal, now: datetime) -> None:
    talk_about(sessions, now)
    send(sessions, seal, now)
    send(sessions, seal, now, PNG)
    receipt = hand_in(sessions, seal, now).receipt
    new = seal_with(b"n" * 32)
    with sessions.begin() as session:
        assert reseal_photos(session, lambda sealed, context: new.seal_bytes(seal.unseal_bytes(sealed, context), context)) == 2
    with sessions.begin() as session:
        assert sorted(photo.kind for photo in photos_of(session, new, receipt)) == ["image/jpeg", "image/png"]


def test_a_talk_has_what_is_open_in_it_and_what_was_handed_in_there_and_no_others(sessions: Sessions, seal: Seal, now: datetime) -> None:
    talk_about(sessions, now)
    send(sessions, seal, now)
    receipt = hand_in(sessions, seal, now).receipt
    talk_about(sessions, now, "next")
    send(sessions, seal, now + timedelta(minutes=1), PNG)
    talk_about(sessions, now, "of another", conversation="another")
    send(sessions, seal, now, PNG, conversation="another")
    with sessions.begin() as session:
        mine = photos_of_talk(session, "talk")
        (other,) = photos_of_talk(session, "another")
        assert [(one.receipt, one.at) for one in mine] == [(receipt, now), (None, now + timedelta(minutes=1))]
        opened = [photo_of_talk(session, seal, "talk", one.id) for one in (*mine, other)]
    assert opened == [Photo("image/jpeg", JPEG, now), Photo("image/png", PNG, now + timedelta(minutes=1)), None]
