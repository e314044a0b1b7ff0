"""Cases: handed in once, seen by their applicant only."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event, func, select, update

from actions.cases import (
    CaseAnswer,
    CaseView,
    Incomplete,
    ItemView,
    NotYourDraft,
    Payload,
    case_of,
    payload_of,
    progress,
    reseal_payloads,
    submit,
)
from actions.cases.items import planned_items
from actions.cases.tables import CaseEventRow, CaseItemRow, CaseRow
from actions.identity import person_of
from bot.catalogue.models import Item
from bot.database import Sessions
from bot.receipt import is_receipt
from bot.vault import Seal
from tests.actions.seals import seal_with
from tests.actions.services import MOVING

ME = ("王演示", "999001196607220036")
OTHER = ("赵演示", "999001199709220060")
ANSWERS = (CaseAnswer("alone", "一个人", "yes", "是", "resident"), CaseAnswer("kind", "房子", "new", "新房", "公安"))


def hand_in(sessions: Sessions, seal: Seal, now: datetime, draft: str = "draft", **changed: Any) -> CaseView:
    values: dict[str, Any] = {
        "draft_id": draft,
        "service": MOVING,
        "region": "yunhe",
        "applicant_name": ME[0],
        "applicant_id": ME[1],
        "answers": ANSWERS,
        "required": ("alone",),
        "conversation": "talk",
        "channel": "web",
        "now": now,
    }
    with sessions.begin() as session:
        return submit(session, seal, **(values | changed))


def count(sessions: Sessions, table: type[CaseRow] | type[CaseItemRow] | type[CaseEventRow]) -> int | None:
    with sessions.begin() as session:
        return session.scalar(select(func.count()).select_from(table))


def test_a_case_has_a_receipt_and_one_item_for_each_department_that_is_concerned(sessions: Sessions, seal: Seal, now: datetime) -> None:
    case = hand_in(sessions, seal, now)
    assert is_receipt(case.receipt)
    assert case == CaseView(
        receipt=case.receipt,
        service="moving",
        region="yunhe",
        state="submitted",
        submitted_at=now,
        items=(
            ItemView("register", "公安", "submitted", (), date(2026, 11, 27), late=False),
            ItemView("card", "人社", "blocked", ("register",), date(2026, 12, 2), late=False),
            ItemView("visit", "街道", "blocked", ("card",), date(2026, 12, 3), late=False),
        ),
    )


def test_an_item_after_one_without_a_promise_has_none_either(sessions: Sessions, seal: Seal, now: datetime) -> None:
    not_alone = (CaseAnswer("alone", "一个人", False, "不是", "resident"), ANSWERS[1])
    case = hand_in(sessions, seal, now, answers=not_alone)
    assert [(item.key, item.blocked_by, item.due) for item in case.items] == [
        ("register", (), date(2026, 11, 27)),
        ("card", ("register",), date(2026, 12, 2)),
        ("subsidy", ("register",), None),
        ("visit", ("card", "subsidy"), None),
    ]


def test_promises_count_from_the_day_in_china(sessions: Sessions, seal: Seal) -> None:
    before_midnight, after_midnight = (datetime(2026, 11, 23, hour, 30, tzinfo=UTC) for hour in (15, 16))
    due = [hand_in(sessions, seal, at, draft).items[0].due for at, draft in ((before_midnight, "a"), (after_midnight, "b"))]
    assert due == [date(2026, 11, 30), date(2026, 12, 1)]


def test_items_that_need_each_other_are_refused() -> None:
    circle = [Item.model_validate({"key": a, "title": a, "department": "公安", "needs": [b]}) for a, b in ("ab", "ba")]
    with pytest.raises(ValueError, match="need each other: a, b"):
        planned_items(circle, {}, date(2026, 11, 22))


def test_the_same_draft_again_is_the_same_case(sessions: Sessions, seal: Seal, now: datetime) -> None:
    first = hand_in(sessions, seal, now)
    assert hand_in(sessions, seal, now + timedelta(days=1), answers=ANSWERS[:1]) == first
    assert [count(sessions, table) for table in (CaseRow, CaseItemRow, CaseEventRow)] == [1, 3, 1]


def test_another_draft_is_another_case(sessions: Sessions, seal: Seal, now: datetime) -> None:
    assert hand_in(sessions, seal, now).receipt != hand_in(sessions, seal, now, "draft 2").receipt


def test_somebody_elses_draft_is_refused(sessions: Sessions, seal: Seal, now: datetime) -> None:
    hand_in(sessions, seal, now)
    with pytest.raises(NotYourDraft):
        hand_in(sessions, seal, now, applicant_name=OTHER[0], applicant_id=OTHER[1])


def test_many_submissions_of_one_draft_at_once_are_one_case(sessions: Sessions, seal: Seal, now: datetime) -> None:
    with ThreadPoolExecutor(8) as threads:
        cases = list(threads.map(lambda _: hand_in(sessions, seal, now), range(24)))
    assert cases == [cases[0]] * 24
    assert [count(sessions, table) for table in (CaseRow, CaseItemRow, CaseEventRow)] == [1, 3, 1]


def test_many_drafts_at_once_are_as_many_cases(sessions: Sessions, seal: Seal, now: datetime) -> None:
    with ThreadPoolExecutor(8) as threads:
        receipts = set(threads.map(lambda n: hand_in(sessions, seal, now, f"draft {n}").receipt, range(16)))
    assert len(receipts) == count(sessions, CaseRow) == 16


def test_a_receipt_number_that_is_taken_is_drawn_again(
    sessions: Sessions, seal: Seal, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = hand_in(sessions, seal, now).receipt
    drawn = iter([taken, taken, "572572572572"])
    monkeypatch.setattr(sys.modules["actions.cases.submit"], "new_receipt", lambda: next(drawn))
    assert hand_in(sessions, seal, now, "draft 2").receipt == "572572572572"
    assert count(sessions, CaseRow) == 2


@pytest.mark.parametrize(("when", "left"), [("before", 0), ("after", 1)])
def test_a_process_killed_in_the_middle_loses_nothing_and_doubles_nothing(
    sessions: Sessions, database_url: str, seal: Seal, now: datetime, when: str, left: int
) -> None:
    died = subprocess.run([sys.executable, "-m", "tests.actions.hand_in", database_url, "draft", when], capture_output=True, text=True)
    assert died.returncode == -signal.SIGKILL, died.stderr
    assert count(sessions, CaseRow) == left
    with sessions.begin() as session:
        written = session.scalars(select(CaseRow.receipt)).all()
    again = hand_in(sessions, seal, now)
    assert written in ([], [again.receipt])
    assert [count(sessions, table) for table in (CaseRow, CaseItemRow, CaseEventRow)] == [1, 3, 1]


def answer(key: str, value: str | int | bool | None) -> CaseAnswer:
    return CaseAnswer(key, key, value, "", "resident")


@pytest.mark.parametrize(
    ("changed", "missing"),
    [
        ({"applicant_name": " "}, ("name",)),
        ({"applicant_id": ""}, ("resident_id",)),
        ({"answers": ()}, ("alone",)),
        ({"answers": [answer("alone", None)]}, ("alone",)),
        ({"answers": [answer("alone", "")]}, ("alone",)),
        (
            {"applicant_name": "", "applicant_id": "", "answers": (), "required": ["alone", "kind"]},
            ("name", "resident_id", "alone", "kind"),
        ),
    ],
)
def test_an_incomplete_case_is_refused_and_leaves_nothing(
    sessions: Sessions, seal: Seal, now: datetime, changed: dict[str, Any], missing: Sequence[str]
) -> None:
    with pytest.raises(Incomplete) as refused:
        hand_in(sessions, seal, now, **changed)
    assert refused.value.missing == missing
    assert count(sessions, CaseRow) == 0


@pytest.mark.parametrize("value", [0, False, "no"])
def test_no_and_nought_are_answers(sessions: Sessions, seal: Seal, now: datetime, value: str | int | bool) -> None:
    assert is_receipt(hand_in(sessions, seal, now, answers=[answer("alone", value)]).receipt)


def test_a_person_sees_their_own_cases_newest_first(sessions: Sessions, seal: Seal, now: datetime) -> None:
    first = hand_in(sessions, seal, now)
    second = hand_in(sessions, seal, now + timedelta(hours=1), "draft 2")
    theirs = hand_in(sessions, seal, now, "draft 3", applicant_name=OTHER[0], applicant_id=OTHER[1])
    me, other, nobody = (person_of(seal, who) for who in (ME[1], OTHER[1], "999001196607220070"))
    with sessions.begin() as session:
        assert [progress(session, who, now) for who in (me, other, nobody)] == [(second, first), (theirs,), ()]


def test_somebody_elses_receipt_and_an_unknown_one_look_and_cost_the_same(sessions: Sessions, seal: Seal, now: datetime) -> None:
    mine = hand_in(sessions, seal, now)
    theirs = hand_in(sessions, seal, now, "draft 2", applicant_name=OTHER[0], applicant_id=OTHER[1])
    me = person_of(seal, ME[1])
    said: list[str] = []
    with sessions.begin() as session:
        event.listen(session.get_bind(), "before_cursor_execute", lambda _c, _cur, statement, *_: said.append(statement))
        assert case_of(session, mine.receipt, me, now) == mine
        said.clear()
        assert case_of(session, theirs.receipt, me, now) is None
        foreign = [*said]
        said.clear()
        assert case_of(session, "123456789012", me, now) is None
        assert said == foreign


def test_an_item_past_its_promise_is_late_until_it_is_done(sessions: Sessions, seal: Seal, now: datetime) -> None:
    receipt = hand_in(sessions, seal, now).receipt
    me = person_of(seal, ME[1])

    def late(at: datetime) -> list[bool]:
        with sessions.begin() as session:
            case = case_of(session, receipt, me, at)
            assert case is not None
            return [item.late for item in case.items]

    on_its_last_day = datetime(2026, 11, 27, 15, 59, tzinfo=UTC)
    assert late(on_its_last_day) == [False, False, False]
    assert late(on_its_last_day + timedelta(minutes=1)) == [True, False, False]
    with sessions.begin() as session:
        session.execute(update(CaseItemRow).where(CaseItemRow.key == "register").values(state="done"))
    assert late(on_its_last_day + timedelta(minutes=1)) == [False, False, False]


@pytest.mark.parametrize("cases", [1, 3])
def test_seeing_progress_asks_the_database_twice_however_many_cases(sessions: Sessions, seal: Seal, now: datetime, cases: int) -> None:
    for number in range(cases):
        hand_in(sessions, seal, now, f"draft {number}")
    said: list[str] = []
    with sessions.begin() as session:
        session.connection()
        event.listen(session.get_bind(), "before_cursor_execute", lambda _c, _cur, statement, *_: said.append(statement))
        assert len(progress(session, person_of(seal, ME[1]), now)) == cases
    assert len(said) == 2


def test_what_was_handed_in_opens_again_and_nothing_of_it_is_readable_in_the_tables(sessions: Sessions, seal: Seal, now: datetime) -> None:
    hand_in(sessions, seal, now)
    with sessions.begin() as session:
        row = session.scalars(select(CaseRow)).one()
        assert payload_of(session, seal, row.id) == Payload(*ME, ANSWERS)
        cells = [str(getattr(row, column.name)) for column in CaseRow.__table__.columns]
    assert [text for text in (*ME, "新房") if any(text in cell for cell in cells)] == []


def test_answers_moved_to_another_case_do_not_open(sessions: Sessions, seal: Seal, now: datetime) -> None:
    hand_in(sessions, seal, now)
    hand_in(sessions, seal, now, "draft 2")
    with sessions.begin() as session:
        one, other = session.scalars(select(CaseRow)).all()
        one.payload = other.payload
        session.flush()
        with pytest.raises(ValueError, match="moved"):
            payload_of(session, seal, one.id)


def test_cases_open_after_the_key_was_changed(sessions: Sessions, seal: Seal, now: datetime) -> None:
    hand_in(sessions, seal, now)
    hand_in(sessions, seal, now, "draft 2")
    new = seal_with(b"n" * 32)
    with sessions.begin() as session:
        assert reseal_payloads(session, lambda text, context: new.seal(seal.unseal(text, context), context)) == 2
    with sessions.begin() as session:
        ids = session.scalars(select(CaseRow.id)).all()
        assert [payload_of(session, new, case_id).applicant_name for case_id in ids] == [ME[0]] * 2


def test_handing_in_leaves_an_event(sessions: Sessions, seal: Seal, now: datetime) -> None:
    hand_in(sessions, seal, now)
    with sessions.begin() as session:
        events = session.execute(select(CaseEventRow.what, CaseEventRow.item, CaseEventRow.by, CaseEventRow.at)).all()
    assert [tuple(line) for line in events] == [("submitted", None, "resident", now)]


@given(st.lists(st.tuples(st.none() | st.integers(0, 30), st.sets(st.integers(0, 6))), min_size=1, max_size=7))
def test_no_item_is_promised_before_what_it_waits_for(plan: list[tuple[int | None, set[int]]]) -> None:
    items = [
        Item.model_validate(
            {"key": f"i{n}", "title": "项", "department": "公安", "days": days, "needs": [f"i{m}" for m in sorted(needs) if m < n]}
        )
        for n, (days, needs) in enumerate(plan)
    ]
    planned = {item.key: item for item in planned_items(items, {}, date(2026, 11, 22))}
    assert list(planned) == [item.key for item in items]
    for item in items:
        due, before = planned[item.key].due, [planned[need].due for need in item.needs]
        assert (due is None) == (item.days is None or None in before)
        assert due is None or all(day is not None and day <= due for day in before)
