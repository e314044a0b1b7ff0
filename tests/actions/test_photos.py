"""Photographs for a case: kept once, sealed, with the draft until it is handed in, then with the case."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete, select, update

from actions.cases import (
    Between,
    Kept,
    NoCase,
    NotAPicture,
    NotWhole,
    Photo,
    TooLarge,
    TooMany,
    keep_photo,
    photo_counts,
    photo_of_talk,
    photos_of,
    photos_of_draft,
    photos_of_talk,
    place_photos,
    reseal_photos,
)
from actions.cases.photo_limits import MOST_A_DAY
from actions.cases.photo_placing import Place
from actions.cases.photo_tables import CasePhotoRow
from actions.cases.photos import LARGEST, MOST, NotKept
from actions.cases.tables import CaseRow
from actions.drafts import Draft, save_draft
from actions.identity import person_of, sign_out
from actions.identity.tables import IdentityRow
from actions.identity.verified import LASTS
from actions.talk import Talk, load_talk, save_talk
from api.tables import ConversationRow
from bot.database import Sessions
from bot.vault import Seal
from tests.actions.seals import seal_with
from tests.actions.test_cases import ME, hand_in
from tests.photographs import jpeg, png

JPEG, PNG = jpeg(b" a paper"), png(b" a paper")


def talk_about(sessions: Sessions, now: datetime, draft: str | None = "draft", conversation: str = "talk") -> None:
    """A talk with this draft open."""
    with sessions.begin() as session:
        if session.get(ConversationRow, conversation) is None:
            row = ConversationRow(id=conversation, token_hash="0" * 64, channel="wechat", language="zh", started_at=now, last_at=now)
            session.add(row)
            session.flush()
        if draft is not None:
            save_draft(session, conversation, Draft(draft, "moving"), now)
        save_talk(session, conversation, Talk(draft=draft), "moving" if draft else None)


def verify(sessions: Sessions, seal: Seal, now: datetime, resident_id: str = ME[1]) -> None:
    """As after the right code."""
    with sessions.begin() as session:
        person = person_of(seal, resident_id)
        session.merge(IdentityRow(conversation="talk", person=person, name_token="", resident_id_token="", verified_at=now))


def send(sessions: Sessions, seal: Seal, now: datetime, picture: bytes = JPEG, conversation: str = "talk") -> Kept | Between | NotKept:
    with sessions.begin() as session:
        return keep_photo(session, seal, conversation, picture, now, senders=("me",))


def close_draft(sessions: Sessions) -> None:
    """As when it was handed in or put aside."""
    with sessions.begin() as session:
        talk = load_talk(session, "talk")
        talk.draft = None
        save_talk(session, "talk", talk, None)


def kept(sessions: Sessions) -> list[tuple[str, str | None, str, int]]:
    """What lies in the table: draft, talk, kind, size."""
    with sessions.begin() as session:
        rows = session.scalars(select(CasePhotoRow).order_by(CasePhotoRow.at, CasePhotoRow.draft_id)).all()
        return [(row.draft_id, row.conversation_id, row.kind, row.bytes) for row in rows]


def erase(sessions: Sessions) -> None:
    with sessions.begin() as session:
        session.execute(delete(ConversationRow).where(ConversationRow.id == "talk"))


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


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xd8",
        b"GIF89a",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b'{"errcode":40007}',
        b" " + JPEG,
        b"GIF89a".ljust(LARGEST + 1),
    ],
    ids=["nothing", "too short", "GIF", "SVG", "an error", "JPEG further on", "a large GIF"],
)
def test_what_is_no_picture_is_not_kept(sessions: Sessions, seal: Seal, now: datetime, content: bytes) -> None:
    talk_about(sessions, now)
    assert send(sessions, seal, now, content) == NotAPicture()
    assert kept(sessions) == []


def test_a_picture_that_is_too_large_is_not_kept(sessions: Sessions, seal: Seal, now: datetime) -> None:
    talk_about(sessions, now)
    assert send(sessions, seal, now, JPEG.ljust(LARGEST + 1, b"\0")) == TooLarge()
    assert kept(sessions) == []


@pytest.mark.parametrize(
    "content",
    [JPEG[:-1], JPEG[:-2], JPEG + b"<?php", PNG[:-1], PNG[:-12], PNG[:8] + PNG[16:], JPEG[:4] + PNG[-12:], PNG[:16] + JPEG[-2:]],
    ids=[
        "JPEG half an end",
        "JPEG no end",
        "more behind it",
        "PNG half an end",
        "PNG no end",
        "PNG no IHDR",
        "ends as PNG",
        "ends as JPEG",
    ],
)
def test_a_picture_without_its_end_is_not_kept(sessions: Sessions, seal: Seal, now: datetime, content: bytes) -> None:
    talk_about(sessions, now)
    assert send(sessions, seal, now, content) == NotWhole()
    assert kept(sessions) == []


@pytest.mark.parametrize("content", [JPEG, PNG], ids=["JPEG", "PNG"])
def test_zeros_behind_the_end_do_not_matter(sessions: Sessions, seal: Seal, now: datetime, content: bytes) -> None:
    talk_about(sessions, now)
    assert send(sessions, seal, now, content + bytes(7)) == Kept("moving", None, 1)


def test_the_largest_picture_is_kept_whole(sessions: Sessions, seal: Seal, now: datetime) -> None:
    talk_about(sessions, now)
    picture = JPEG.ljust(LARGEST, b"\0")
    assert send(sessions, seal, now, picture) == Kept("moving", None, 1)
    receipt = hand_in(sessions, seal, now).receipt
    with sessions.begin() as session:
        assert [photo.content == picture for photo in photos_of(session, seal, receipt)] == [True]


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


def test_a_new_talk_makes_no_room_for_the_same_resident_and_another_resident_has_their_own(
    sessions: Sessions, seal: Seal, now: datetime
) -> None:
    def send_as(senders: tuple[str, ...], number: int, at: datetime = now) -> Kept | Between | NotKept:
        talk = f"talk {number // MOST}"
        talk_about(sessions, now, f"draft {number // MOST}", talk)
        with sessions.begin() as session:
            return keep_photo(session, seal, talk, jpeg(number.to_bytes(2)), at, senders=senders)

    told = [send_as(("follower",), number) for number in range(MOST_A_DAY)]
    assert {type(one) for one in told} == {Kept}
    assert send_as(("follower", "person"), 100) == TooMany("moving", today=True)  # bound since
    assert isinstance(send_as(("another", "person"), 100), Kept)
    assert isinstance(send_as(("follower",), 200, now + timedelta(days=1)), Kept)


def test_a_person_with_two_telephones_has_no_more_room(sessions: Sessions, seal: Seal, now: datetime) -> None:
    for number in range(MOST_A_DAY):
        talk_about(sessions, now, f"draft {number // MOST}")
        with sessions.begin() as session:
            keep_photo(session, seal, "talk", jpeg(bytes([number])), now, senders=(f"telephone {number % 2}", "person"))
    with sessions.begin() as session:
        talk_about(sessions, now, "another")
        told = [keep_photo(session, seal, "talk", PNG, now, senders=who) for who in (("telephone 1", "person"), ("telephone 1",))]
    assert [type(one) for one in told] == [TooMany, Kept]


def test_new_applications_make_no_more_room_than_there_is_for_a_day(sessions: Sessions, seal: Seal, now: datetime) -> None:
    told = []
    for number in range(MOST_A_DAY + 1):
        talk_about(sessions, now, f"draft {number // MOST}")
        told.append(send(sessions, seal, now, JPEG[:-2] + bytes([number]) + JPEG[-2:]))
    assert [type(one) for one in told] == [Kept] * MOST_A_DAY + [TooMany]
    assert told[-1] == TooMany("moving", today=True)
    assert isinstance(send(sessions, seal, now + timedelta(days=1), JPEG[:-2] + b"tomorrow" + JPEG[-2:]), Kept)


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
