"""Identity by name, ID number and a one-time code."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from actions.identity import (
    Blocked,
    Claim,
    CodeSent,
    Expired,
    NoCode,
    NotDelivered,
    TooSoon,
    Verified,
    Wrong,
    check_code,
    forget_codes,
    person_of,
    request_code,
    sign_out,
    verified,
)
from actions.identity.tables import CodeRow
from actions.identity.verified import LASTS
from actions.ports import SendFailed
from actions.records import FakeRecords
from bot.database import Sessions
from bot.vault import Seal

ID = "999001196607220036"
ME = Claim("王演示", ID, "⟦name:abcd2345⟧", "⟦resident_id:abcd2346⟧")
STRANGER = Claim("李演示", ID, "⟦name:abcd2347⟧", "⟦resident_id:abcd2348⟧")
NEXT_DOOR = Claim("赵演示", "999001199709220060", "⟦name:abcd2349⟧", "⟦resident_id:abcd234a⟧")
MINUTE = timedelta(minutes=1)


@dataclass
class Telephone:
    """Where codes arrive; the network can be down."""

    received: list[tuple[str, str]] = field(default_factory=list)
    down: bool = False

    def send(self, phone: str, text: str) -> None:
        if self.down:
            raise SendFailed("no network")
        self.received.append((phone, text))

    @property
    def code(self) -> str:
        return self.received[-1][1].removeprefix("验证码")


@dataclass
class Desk:
    """Identity as a resident meets it."""

    sessions: Sessions
    seal: Seal
    telephone: Telephone
    records: FakeRecords

    def ask(self, now: datetime, claim: Claim = ME, talk: str = "talk") -> CodeSent | TooSoon | Blocked | NotDelivered:
        return request_code(self.sessions, self.records, self.telephone, self.seal, talk, claim, lambda code: f"验证码{code}", now)

    def type(self, code: str, now: datetime, talk: str = "talk") -> Verified | Wrong | Expired | NoCode:
        with self.sessions.begin() as session:
            return check_code(session, self.seal, talk, code, now)

    def who(self, now: datetime, talk: str = "talk") -> Verified | None:
        with self.sessions.begin() as session:
            return verified(session, talk, now)


@pytest.fixture
def desk(sessions: Sessions, seal: Seal) -> Desk:
    phones = {(ME.name, ME.resident_id): "16100000001", (NEXT_DOOR.name, NEXT_DOOR.resident_id): "16100000002"}
    return Desk(sessions, seal, Telephone(), FakeRecords(phones=phones))


def test_the_right_code_verifies_the_person(desk: Desk, now: datetime) -> None:
    assert desk.ask(now) == CodeSent(now + 10 * MINUTE)
    assert desk.telephone.received[0][0] == "16100000001"
    assert re.fullmatch(r"\d{6}", desk.telephone.code)
    assert desk.who(now) is None
    me = Verified(person_of(desk.seal, ID), ME.name_token, ME.resident_id_token, now + MINUTE)
    assert desk.type(desk.telephone.code, now + MINUTE) == me
    assert desk.who(now) == me
    assert desk.who(now, "another talk") is None


def test_a_day_later_nobody_is_verified_any_more(desk: Desk, now: datetime) -> None:
    desk.ask(now)
    me = desk.type(desk.telephone.code, now)
    assert desk.who(now + LASTS - MINUTE) == me
    assert desk.who(now + LASTS) is None
    desk.ask(now + LASTS)
    assert desk.type(desk.telephone.code, now + LASTS) == desk.who(now + LASTS)


def test_a_person_is_the_same_whether_the_last_letter_was_small_or_capital(seal: Seal) -> None:
    assert person_of(seal, "11010519491231002x") == person_of(seal, "11010519491231002X")


def test_a_code_works_once(desk: Desk, now: datetime) -> None:
    desk.ask(now)
    desk.type(desk.telephone.code, now)
    assert desk.type(desk.telephone.code, now) == NoCode()


def test_a_code_works_only_in_its_own_conversation(desk: Desk, now: datetime) -> None:
    desk.ask(now)
    desk.ask(now, NEXT_DOOR, "talk 2")
    mine = desk.telephone.received[0][1].removeprefix("验证码")
    assert desk.type(mine, now, "talk 2") == Wrong(4)
    assert desk.type(mine, now, "talk 3") == NoCode()


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def test_five_wrong_codes_void_it(desk: Desk, now: datetime) -> None:
    desk.ask(now)
    assert [desk.type(wrong(desk.telephone.code), now) for _ in range(5)] == [Wrong(left) for left in (4, 3, 2, 1, 0)]
    assert desk.type(desk.telephone.code, now) == NoCode()
    assert desk.who(now) is None


def test_a_code_lives_ten_minutes(desk: Desk, now: datetime) -> None:
    desk.ask(now)
    assert desk.type(desk.telephone.code, now + 10 * MINUTE) == Expired()
    assert isinstance(desk.type(desk.telephone.code, now + 10 * MINUTE - timedelta(seconds=1)), Verified)


def test_a_newer_code_voids_the_older(desk: Desk, now: datetime) -> None:
    desk.ask(now)
    older = desk.telephone.code
    desk.ask(now + MINUTE)
    if older != desk.telephone.code:
        assert desk.type(older, now + MINUTE) == Wrong(4)
    assert isinstance(desk.type(desk.telephone.code, now + MINUTE), Verified)


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "' OR 1=1", "１２３４５６", "六个数字"])
def test_what_is_no_code_is_wrong(desk: Desk, now: datetime, typed: str) -> None:
    desk.ask(now)
    assert desk.type(typed, now) == Wrong(4)


def test_without_a_request_there_is_no_code(desk: Desk, now: datetime) -> None:
    assert desk.type("123456", now) == NoCode()


def test_a_second_code_must_wait_a_minute(desk: Desk, now: datetime) -> None:
    desk.ask(now)
    assert desk.ask(now + timedelta(seconds=20, milliseconds=500)) == TooSoon(40)
    assert desk.ask(now + timedelta(seconds=20), talk="another talk") == TooSoon(40)
    assert desk.ask(now + timedelta(seconds=20), NEXT_DOOR) == TooSoon(40)
    assert desk.ask(now + MINUTE) == CodeSent(now + 11 * MINUTE)


def test_the_fourth_code_in_an_hour_is_refused_in_the_conversation_and_for_the_person(desk: Desk, now: datetime) -> None:
    for minute in (0, 10, 20):
        desk.ask(now + minute * MINUTE)
    later = now + 30 * MINUTE
    refused = Blocked(now + 60 * MINUTE)
    assert [desk.ask(later), desk.ask(later, talk="another talk"), desk.ask(later, NEXT_DOOR)] == [refused] * 3
    assert desk.ask(later, NEXT_DOOR, "another talk") == CodeSent(later + 10 * MINUTE)
    assert desk.ask(now + 60 * MINUTE) == CodeSent(now + 70 * MINUTE)


def test_a_stranger_who_knows_only_the_number_gets_the_same_answers_and_cannot_use_up_its_owners_codes(desk: Desk, now: datetime) -> None:
    stranger = [desk.ask(now + m * MINUTE, STRANGER, "theirs") for m in (0, 1, 2, 3)]
    assert desk.telephone.received == []
    mine = [desk.ask(now + m * MINUTE) for m in (0, 1, 2, 3)]
    assert mine == stranger
    assert len(desk.telephone.received) == 3
    assert [desk.type("000000", now + 3 * MINUTE, "theirs"), desk.type(wrong(desk.telephone.code), now + 3 * MINUTE)] == [Wrong(4)] * 2
    assert desk.type(desk.telephone.code, now + 3 * MINUTE, "theirs") == Wrong(3)


def test_a_message_that_cannot_be_delivered_is_told_and_does_not_count(desk: Desk, now: datetime) -> None:
    desk.telephone.down = True
    assert [desk.ask(now) for _ in range(4)] == [NotDelivered()] * 4
    assert desk.type("000000", now) == NoCode()
    desk.telephone.down = False
    assert isinstance(desk.ask(now), CodeSent)


def test_records_that_do_not_answer_are_told_to_everybody_alike(desk: Desk, now: datetime) -> None:
    desk.records.unavailable = True
    assert [desk.ask(now), desk.ask(now, STRANGER, "theirs")] == [NotDelivered()] * 2


def test_signing_out_leaves_a_stranger_and_no_open_code(desk: Desk, now: datetime) -> None:
    desk.ask(now)
    desk.type(desk.telephone.code, now)
    desk.ask(now + MINUTE)
    with desk.sessions.begin() as session:
        sign_out(session, "talk")
    assert desk.who(now) is None
    assert desk.type(desk.telephone.code, now + MINUTE) == NoCode()


def test_signing_out_does_not_reset_the_count(desk: Desk, now: datetime) -> None:
    for minute in (0, 1, 2):
        desk.ask(now + minute * MINUTE)
    with desk.sessions.begin() as session:
        sign_out(session, "talk")
    assert desk.ask(now + 3 * MINUTE) == Blocked(now + 60 * MINUTE)


def test_somebody_else_can_be_verified_afterwards(desk: Desk, now: datetime) -> None:
    desk.ask(now)
    desk.type(desk.telephone.code, now)
    desk.ask(now + MINUTE, NEXT_DOOR)
    desk.type(desk.telephone.code, now + MINUTE)
    assert desk.who(now) == Verified(
        person_of(desk.seal, NEXT_DOOR.resident_id), NEXT_DOOR.name_token, NEXT_DOOR.resident_id_token, now + MINUTE
    )


def test_of_many_requests_at_once_one_is_sent(desk: Desk, now: datetime) -> None:
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda n: desk.ask(now, talk=f"talk {n}"), range(8)))
    assert sorted(map(repr, answers)) == sorted(map(repr, [CodeSent(now + 10 * MINUTE), *[TooSoon(60)] * 7]))
    assert len(desk.telephone.received) == 1


def test_of_many_guesses_at_once_five_are_heard(desk: Desk, now: datetime) -> None:
    desk.ask(now)
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: desk.type(wrong(desk.telephone.code), now), range(12)))
    assert sorted(map(repr, answers)) == sorted(map(repr, [*(Wrong(left) for left in range(5)), *[NoCode()] * 7]))


def test_nothing_personal_is_in_the_tables(desk: Desk, now: datetime) -> None:
    desk.ask(now)
    desk.type(desk.telephone.code, now)
    with desk.sessions.begin() as session:
        cells = [str(cell) for row in session.execute(select(*CodeRow.__table__.columns)) for cell in row]
    assert [personal for personal in (ME.name, ID, "16100000001") if any(personal in cell for cell in cells)] == []
    assert desk.telephone.code not in cells


def test_old_requests_are_forgotten(desk: Desk, now: datetime) -> None:
    desk.ask(now)
    desk.ask(now + MINUTE)
    with desk.sessions.begin() as session:
        forget_codes(session, now + MINUTE)
        assert session.scalar(select(func.count()).select_from(CodeRow)) == 1
