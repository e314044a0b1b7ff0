"""Cases move when a department says so, and whoever listens hears of it once."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from actions.cases import CaseAnswer, CaseState, CaseView, UnknownCase, UnknownItem, move, submit
from actions.cases.tables import CaseEventRow
from actions.identity import person_of
from bot.catalogue.models import Service
from bot.database import Sessions
from bot.news import CaseNews
from bot.vault import Seal
from tests.actions.listening import Listener
from tests.actions.services import MOVING

ME = "999001196607220036"
NOT_ALONE = (CaseAnswer("alone", "一个人", "no", "不是", "resident"), CaseAnswer("kind", "房子", "new", "新房", "resident"))
STATES: tuple[CaseState, ...] = ("submitted", "blocked", "working", "done", "returned")


@pytest.fixture
def listener() -> Listener:
    return Listener()


@pytest.fixture
def receipt(sessions: Sessions, seal: Seal, now: datetime) -> str:
    return hand_in(sessions, seal, now, "draft").receipt


def hand_in(sessions: Sessions, seal: Seal, now: datetime, draft: str, service: Service = MOVING) -> CaseView:
    """迁户口; 换卡 and 补贴 need it; 上门 needs both."""
    with sessions.begin() as session:
        return submit(
            session,
            seal,
            draft_id=draft,
            service=service,
            region="yunhe",
            applicant_name="王演示",
            applicant_id=ME,
            answers=NOT_ALONE,
            required=(),
            conversation="talk",
            channel="web",
            now=now,
        )


def say(sessions: Sessions, listener: Listener, receipt: str, item: str | None, state: CaseState, now: datetime) -> CaseView:
    with sessions.begin() as session:
        return move(session, listener, receipt=receipt, item=item, state=state, by="lihua", now=now)


def shown(case: CaseView) -> tuple[str, dict[str, str]]:
    return case.state, {item.key: item.state for item in case.items}


def events(sessions: Sessions) -> list[tuple[str, str | None, str]]:
    with sessions.begin() as session:
        lines = session.execute(select(CaseEventRow.what, CaseEventRow.item, CaseEventRow.by).order_by(CaseEventRow.id)).all()
    return [(what, item, by) for what, item, by in lines]


def test_what_waited_for_an_item_can_begin_when_it_is_done(sessions: Sessions, listener: Listener, receipt: str, now: datetime) -> None:
    assert shown(say(sessions, listener, receipt, "register", "done", now)) == (
        "working",
        {"register": "done", "card": "submitted", "subsidy": "submitted", "visit": "blocked"},
    )
    say(sessions, listener, receipt, "card", "done", now)
    case = say(sessions, listener, receipt, "subsidy", "done", now)
    assert shown(case) == ("working", {"register": "done", "card": "done", "subsidy": "done", "visit": "submitted"})


def test_a_case_is_done_with_its_last_item_and_that_is_told_once(
    sessions: Sessions, seal: Seal, listener: Listener, receipt: str, now: datetime
) -> None:
    for item in ("register", "card", "subsidy"):
        say(sessions, listener, receipt, item, "done", now)
    assert say(sessions, listener, receipt, "visit", "done", now).state == "done"
    assert listener.told == [CaseNews(person_of(seal, ME), "moving", receipt, state, None) for state in ("working", "done")]


def test_a_whole_case_is_done_at_once(sessions: Sessions, listener: Listener, receipt: str, now: datetime) -> None:
    case = say(sessions, listener, receipt, None, "done", now)
    assert shown(case) == ("done", dict.fromkeys(("register", "card", "subsidy", "visit"), "done"))
    assert listener.states() == ["done"]


@pytest.mark.parametrize("state", ["working", "returned"])
def test_of_a_whole_case_only_what_does_not_wait_is_worked_on_or_returned(
    sessions: Sessions, listener: Listener, receipt: str, now: datetime, state: CaseState
) -> None:
    case = say(sessions, listener, receipt, None, state, now)
    assert shown(case) == (state, {"register": state, "card": "blocked", "subsidy": "blocked", "visit": "blocked"})


def test_one_returned_item_returns_the_case_and_a_second_one_is_told_too(
    sessions: Sessions, listener: Listener, receipt: str, now: datetime
) -> None:
    say(sessions, listener, receipt, "register", "done", now)
    assert say(sessions, listener, receipt, "card", "returned", now).state == "returned"
    assert say(sessions, listener, receipt, "subsidy", "returned", now).state == "returned"
    assert say(sessions, listener, receipt, "card", "working", now).state == "returned"
    assert say(sessions, listener, receipt, "subsidy", "working", now).state == "working"
    assert listener.states() == ["working", "returned", "returned", "working"]


def test_an_item_that_was_not_done_after_all_holds_up_what_needs_it(
    sessions: Sessions, listener: Listener, receipt: str, now: datetime
) -> None:
    say(sessions, listener, receipt, "register", "done", now)
    say(sessions, listener, receipt, "card", "working", now)
    case = say(sessions, listener, receipt, "register", "submitted", now)
    assert shown(case) == ("working", {"register": "submitted", "card": "working", "subsidy": "blocked", "visit": "blocked"})


@pytest.mark.parametrize("said", ["submitted", "blocked"])
def test_whether_an_item_waits_follows_from_the_others_whichever_is_said(
    sessions: Sessions, listener: Listener, receipt: str, now: datetime, said: CaseState
) -> None:
    states = [shown(say(sessions, listener, receipt, item, said, now))[1][item] for item in ("register", "card")]
    assert states == ["submitted", "blocked"]
    assert listener.told == []


def test_what_happened_is_written_with_who_said_it(sessions: Sessions, listener: Listener, receipt: str, now: datetime) -> None:
    say(sessions, listener, receipt, "register", "done", now + timedelta(days=1))
    assert events(sessions) == [
        ("submitted", None, "resident"),
        ("done", "register", "lihua"),
        ("submitted", "card", "assistant"),
        ("submitted", "subsidy", "assistant"),
        ("working", None, "lihua"),
    ]


@pytest.mark.parametrize("item", ["register", None])
@pytest.mark.parametrize("state", ["working", "done", "returned"])
def test_the_same_again_changes_nothing_and_is_not_told_again(
    sessions: Sessions, listener: Listener, receipt: str, now: datetime, item: str | None, state: CaseState
) -> None:
    first, written = say(sessions, listener, receipt, item, state, now), events(sessions)
    assert say(sessions, listener, receipt, item, state, now) == first
    assert (events(sessions), len(listener.told)) == (written, 1)


def test_many_say_the_same_at_once_and_it_is_told_once(sessions: Sessions, listener: Listener, receipt: str, now: datetime) -> None:
    with ThreadPoolExecutor(8) as threads:
        seen = set(threads.map(lambda _: say(sessions, listener, receipt, "register", "done", now).state, range(16)))
    assert (seen, listener.states()) == ({"working"}, ["working"])


def test_two_departments_at_once_are_both_heard(sessions: Sessions, listener: Listener, receipt: str, now: datetime) -> None:
    say(sessions, listener, receipt, "register", "done", now)
    with ThreadPoolExecutor(2) as threads:
        list(threads.map(lambda item: say(sessions, listener, receipt, item, "done", now), ("card", "subsidy")))
    assert shown(say(sessions, listener, receipt, "visit", "done", now))[0] == "done"


def test_unknown_cases_and_items_are_refused(sessions: Sessions, listener: Listener, receipt: str, now: datetime) -> None:
    with pytest.raises(UnknownCase):
        say(sessions, listener, "123456789012", None, "done", now)
    with pytest.raises(UnknownItem) as refused:
        say(sessions, listener, receipt, "garden", "done", now)
    assert refused.value.items == ("register", "card", "subsidy", "visit")
    assert listener.told == []


def test_other_cases_of_the_same_person_stay_as_they_are(
    sessions: Sessions, seal: Seal, listener: Listener, receipt: str, now: datetime
) -> None:
    other = hand_in(sessions, seal, now, "draft 2")
    say(sessions, listener, receipt, None, "done", now)
    assert say(sessions, listener, other.receipt, None, "submitted", now) == other


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=st.lists(st.tuples(st.sampled_from(["register", "card", "subsidy", "visit", None]), st.sampled_from(STATES)), max_size=8))
def test_whatever_is_said_an_item_waits_exactly_while_one_that_it_needs_is_not_done(
    sessions: Sessions, seal: Seal, now: datetime, said: list[tuple[str | None, CaseState]]
) -> None:
    case = hand_in(sessions, seal, now, uuid.uuid4().hex)
    for item, state in said:
        case = say(sessions, Listener(), case.receipt, item, state, now)
    states = {item.key: item.state for item in case.items}
    for one in case.items:
        waits = any(states[need] != "done" for need in one.blocked_by)
        assert not (one.state == "blocked" and not waits)
        assert not (one.state == "submitted" and waits)
    assert (case.state == "done") == (set(states.values()) == {"done"})
    assert (case.state == "returned") == ("returned" in states.values())
