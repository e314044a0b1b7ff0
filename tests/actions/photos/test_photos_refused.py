"""Photographs that are not kept: no pictures, too large, cut off, too many."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from actions.cases import (
    Between,
    Kept,
    NotAPicture,
    NotWhole,
    TooLarge,
    TooMany,
    keep_photo,
    photos_of,
)
from actions.cases.photo_limits import MOST_A_DAY
from actions.cases.photos import LARGEST, MOST, NotKept
from bot.database import Sessions
from bot.vault import Seal
from tests.actions.photos.sending import JPEG, PNG, kept, send, talk_about
from tests.actions.test_cases import hand_in
from tests.photographs import jpeg


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


MINUTE = timedelta(minutes=1)


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
