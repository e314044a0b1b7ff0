"""A code takes a talk along: once, for a quarter of an hour, and nobody guesses one."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import delete, func, select, update

from api import handing_over
from api.handing_over import ALL, ANSWERING, EACH, HOUR, VALID_FOR, Code, TooMany, Wrong, any_open, digits_in, may_answer, offer, take
from api.handing_over_tables import OpenCodeRow, WrongCodeRow
from api.tables import ConversationRow
from bot.catalogue import load_catalogue
from bot.database import Sessions
from bot.kinds import Moment
from bot.kinds.registry import KINDS
from bot.vault import Seal
from tests.actions.conftest import database_url, seal, sessions
from tests.api.paging import ROOT
from tests.postgres import postgres_url

__all__ = ["database_url", "postgres_url", "seal", "sessions"]

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)


def open_talk(sessions: Sessions, id: str = "a") -> str:
    """A talk that has begun."""
    row = ConversationRow(id=id, token_hash="-", channel="web", language="zh", started_at=NOW, last_at=NOW)
    with sessions.begin() as session:
        session.add(row)
    return id


def offered(sessions: Sessions, seal: Seal, talk: str, now: datetime = NOW) -> Code:
    with sessions.begin() as session:
        return offer(session, seal, talk, now)


def taken(sessions: Sessions, seal: Seal, digits: str, by: str = "lan", now: datetime = NOW) -> str | Wrong | TooMany:
    with sessions.begin() as session:
        return take(session, seal, digits, by, now)


def other(code: Code) -> str:
    """A code that was not offered."""
    return str((int(code.digits) - 30_000_000 + 1) % 70_000_000 + 30_000_000)


def test_a_code_hands_its_talk_over_once(sessions: Sessions, seal: Seal) -> None:
    code = offered(sessions, seal, open_talk(sessions))
    open_talk(sessions, "b")
    assert (len(code.digits), code.expires_at) == (8, NOW + timedelta(minutes=15))
    assert [taken(sessions, seal, code.digits, by) for by in ("lan", "hong")] == ["a", Wrong(EACH - 1)]


def test_whoever_sends_the_same_code_twice_is_told_the_same_twice(sessions: Sessions, seal: Seal) -> None:
    """A gateway that dies between taking the code and answering leaves nobody before a locked door."""
    code = offered(sessions, seal, open_talk(sessions))
    twice = [taken(sessions, seal, code.digits) for _ in range(2)]
    newer = offered(sessions, seal, "a")
    assert (twice, taken(sessions, seal, code.digits), taken(sessions, seal, newer.digits, "hong")) == (["a", "a"], Wrong(EACH - 1), "a")


def test_two_who_type_it_at_the_same_moment_do_not_both_get_the_talk(sessions: Sessions, seal: Seal) -> None:
    for number in range(5):
        code = offered(sessions, seal, open_talk(sessions, f"talk {number}"))
        with ThreadPoolExecutor(2) as both:
            found = list(both.map(lambda who, code=code: taken(sessions, seal, code.digits, who), (f"lan {number}", f"hong {number}")))
        assert sorted(found, key=str) == sorted([f"talk {number}", Wrong(EACH - 1)], key=str)


def test_a_code_is_good_for_a_quarter_of_an_hour(sessions: Sessions, seal: Seal) -> None:
    last, late = offered(sessions, seal, open_talk(sessions)), offered(sessions, seal, open_talk(sessions, "b"))
    assert taken(sessions, seal, last.digits, now=NOW + VALID_FOR - timedelta(seconds=1)) == "a"
    assert taken(sessions, seal, late.digits, now=NOW + VALID_FOR) == Wrong(EACH - 1)


def test_a_new_code_voids_the_talks_older_one_and_no_other(sessions: Sessions, seal: Seal) -> None:
    older, neighbours = offered(sessions, seal, open_talk(sessions)), offered(sessions, seal, open_talk(sessions, "b"))
    newer = offered(sessions, seal, "a")
    assert taken(sessions, seal, older.digits) == Wrong(EACH - 1)
    assert [taken(sessions, seal, one.digits) for one in (newer, neighbours)] == ["a", "b"]


def test_two_codes_of_one_talk_asked_for_at_once_leave_one(sessions: Sessions, seal: Seal) -> None:
    open_talk(sessions)
    with ThreadPoolExecutor(4) as many:
        codes = list(many.map(lambda _: offered(sessions, seal, "a"), range(8)))
    found = [taken(sessions, seal, code.digits, f"by {number}") for number, code in enumerate(codes)]
    assert sorted(found, key=str) == sorted(["a", *[Wrong(EACH - 1)] * 7], key=str)


def test_a_talk_that_was_left_or_erased_is_not_handed_over(sessions: Sessions, seal: Seal) -> None:
    left, erased = offered(sessions, seal, open_talk(sessions)), offered(sessions, seal, open_talk(sessions, "b"))
    with sessions.begin() as session:
        session.execute(update(ConversationRow).where(ConversationRow.id == "a").values(closed_at=NOW))
        session.execute(delete(ConversationRow).where(ConversationRow.id == "b"))
    assert [taken(sessions, seal, code.digits) for code in (left, erased)] == [Wrong(EACH - 1), Wrong(EACH - 2)]


def test_after_five_wrong_ones_even_the_right_one_has_to_wait(sessions: Sessions, seal: Seal) -> None:
    code = offered(sessions, seal, open_talk(sessions))
    wrong = [taken(sessions, seal, other(code), now=NOW + timedelta(minutes=minute)) for minute in range(EACH)]
    assert wrong == [Wrong(4), Wrong(3), Wrong(2), Wrong(1), Wrong(0)]
    at = NOW + timedelta(minutes=EACH)
    assert taken(sessions, seal, code.digits, now=at) == TooMany(NOW + HOUR)
    assert taken(sessions, seal, code.digits, "hong", now=at) == "a"
    later = offered(sessions, seal, "a", NOW + HOUR)
    assert taken(sessions, seal, later.digits, now=NOW + HOUR) == "a"


def test_a_code_of_ones_own_does_not_wipe_out_the_count(sessions: Sessions, seal: Seal) -> None:
    open_talk(sessions)
    for _ in range(EACH):
        code = offered(sessions, seal, "a")
        taken(sessions, seal, other(code))
        taken(sessions, seal, code.digits)
    assert taken(sessions, seal, offered(sessions, seal, "a").digits) == TooMany(NOW + HOUR)


def test_many_who_guess_together_have_one_try_each_and_lock_nobody_out(sessions: Sessions, seal: Seal) -> None:
    code, fresh = offered(sessions, seal, open_talk(sessions)), offered(sessions, seal, open_talk(sessions, "b"))
    with sessions.begin() as session:
        session.add_all(WrongCodeRow(by=f"guesser {number}", at=NOW + timedelta(seconds=number)) for number in range(ALL - 1))
    late = NOW + timedelta(minutes=10)
    assert taken(sessions, seal, other(code), "hong", now=late) == Wrong(EACH - 1)
    assert taken(sessions, seal, code.digits, "hong", now=late) == TooMany(NOW + HOUR, own=False)
    assert taken(sessions, seal, fresh.digits, "lan", now=late) == "b"


def test_digits_that_may_be_an_answer_are_counted_apart(sessions: Sessions, seal: Seal) -> None:
    code = offered(sessions, seal, open_talk(sessions))

    def said(digits: str) -> str | Wrong | TooMany:
        with sessions.begin() as session:
            return take(session, seal, digits, "lan", NOW, answering=True)

    assert [said(other(code)) for _ in range(ANSWERING)] == [Wrong(left) for left in reversed(range(ANSWERING))]
    assert said(code.digits) == TooMany(NOW + HOUR)
    assert taken(sessions, seal, code.digits) == "a"


def test_wrong_ones_are_forgotten_after_an_hour(sessions: Sessions, seal: Seal) -> None:
    code = offered(sessions, seal, open_talk(sessions))
    taken(sessions, seal, other(code), now=NOW)
    taken(sessions, seal, other(code), now=NOW + HOUR)
    with sessions() as session:
        assert session.scalars(select(WrongCodeRow.at)).all() == [NOW + HOUR]


def test_the_digits_lie_nowhere(sessions: Sessions, seal: Seal) -> None:
    code = offered(sessions, seal, open_talk(sessions))
    with sessions() as session:
        row = session.scalars(select(OpenCodeRow)).one()
    assert (row.conversation_id, row.code_hash, row.expires_at) == ("a", seal.fingerprint(f"handing over:{code.digits}"), code.expires_at)


def test_codes_that_nobody_used_do_not_pile_up(sessions: Sessions, seal: Seal) -> None:
    for number in range(3):
        offered(sessions, seal, open_talk(sessions, f"talk {number}"), NOW + VALID_FOR * number)
    with sessions() as session:
        assert session.scalar(select(func.count()).select_from(OpenCodeRow)) == 1


def test_a_code_that_another_talk_has_is_not_given_again(sessions: Sessions, seal: Seal, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter([7, 7, 7, 8])
    monkeypatch.setattr(handing_over.secrets, "randbelow", lambda _: next(drawn))
    codes = [offered(sessions, seal, open_talk(sessions, id)).digits for id in ("a", "b")]
    assert codes == ["30000007", "30000008"]


def test_messages_are_looked_at_only_while_a_code_is_open(sessions: Sessions, seal: Seal) -> None:
    def at(now: datetime) -> bool:
        with sessions() as session:
            return any_open(session, now)

    before = at(NOW)
    offered(sessions, seal, open_talk(sessions))
    assert (before, at(NOW), at(NOW + VALID_FOR)) == (False, True, False)


def test_a_code_is_shown_and_said_in_two_groups() -> None:
    code = Code("48271930", NOW)
    assert (code.groups, code.spoken) == (("4827", "1930"), "四八二七，幺九三零")


@pytest.mark.parametrize(
    "text",
    [
        "48271930", "4827 1930", " 4827  1930 ", "4827-1930", "４８２７１９３０", "4827，1930", "48271930。",
        "四八二七一九三零", "四八二七幺九三洞", "四八二七，幺九三〇。", "4 8 2 7 1 9 3 0", "四八二七 嗯 一九三零", "48271930\n",
    ],
)  # fmt: skip
def test_eight_digits_however_they_are_written_or_said_are_a_code(text: str) -> None:
    assert digits_in(text) == "48271930"


@pytest.mark.parametrize(
    "text",
    [
        "", "4827193", "482719300", "4827", "我的号码是48271930", "48271930是什么", "48271930元", "19580304", "2026 0305", "02712345",
        "一九五八零三零四", "13800138000", "138482719", "四八二七万", "办退休", "4827.1930x",
    ],
)  # fmt: skip
def test_anything_else_is_none(text: str) -> None:
    assert digits_in(text) is None


def test_no_code_can_be_a_date(monkeypatch: pytest.MonkeyPatch) -> None:
    edges = []
    for drawn in (0, 69_999_999):
        monkeypatch.setattr(handing_over.secrets, "randbelow", lambda most, drawn=drawn: min(drawn, most - 1))
        edges.append(handing_over._new_digits())
    assert edges == ["30000000", "99999999"]


def test_the_questions_that_eight_digits_may_answer_are_known() -> None:
    """Tried on every question of the catalogue with many codes, in figures and in words."""
    catalogue = load_catalogue(ROOT / "data")
    asked = [q for service in catalogue.services.values() for q in (*service.eligibility, *service.questions)] + [*catalogue.asks.asks]
    moment = Moment(date(2026, 11, 22), catalogue.regions)
    codes = ["30000000", "99999999", *(f"{4827 + step * 997:04d} {1930 + step:04d}" for step in range(5)), "四八二七一九三零"]
    answered = {
        question.kind
        for question in asked
        for code in codes
        if any(found.problem is None for found in KINDS[question.kind].find(code, question, moment, asked=True))
    }
    in_pieces = {"resident_id", "bank_card", "number"}
    assert {kind for kind in KINDS if may_answer(kind)} == answered | in_pieces
    assert may_answer(None) is False
