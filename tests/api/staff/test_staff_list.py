"""The list of talks: filters, words, pages; the queries on PostgreSQL too."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import event

from api.staff import accounts, sessions, talks
from api.staff.filters import Filter, filter_of
from bot.database import Base, Sessions, open_database
from tests.api.staff.desk import NAME, NOON, PASSWORD, found, write
from tests.postgres import postgres_url

__all__ = ["postgres_url"]


def test_talks_come_newest_first_with_what_was_understood_last(staff: TestClient, made: Sessions) -> None:
    write(made, "old", at=NOON)
    turns: list[dict[str, Any]] = [{"said": "生孩子要带什么", "service": "newborn", "act": "materials"}, {"act": None, "failed": True}]
    write(made, "new", *turns, at=NOON + timedelta(hours=1))
    with made.begin() as session:
        listing = talks.listing(session, Filter())
    assert [(t.id, t.turns, t.service, t.act, t.failed, t.not_understood, t.first_said) for t in listing.talks] == [
        ("new", 2, "newborn", "materials", True, True, "生孩子要带什么"),
        ("old", 1, "retire", "start", False, False, "我想办退休"),
    ]
    page = staff.get("/staff").text
    assert re.findall(r'href="/staff/talks/(\w+)"', page) == ["new", "old"]


def test_the_greeting_is_no_turn_of_the_resident(made: Sessions) -> None:
    write(made, "t1", {"said": "", "act": None, "service": None}, {})
    with made.begin() as session:
        [talk] = talks.listing(session, Filter()).talks
    assert (talk.turns, talk.not_understood, talk.first_said) == (1, False, "我想办退休")


def test_filters_leave_what_was_asked_for(made: Sessions) -> None:
    write(made, "plain", at=NOON)
    write(made, "failed", {"failed": True}, at=NOON - timedelta(days=1))
    write(made, "lost", {"act": None, "service": None}, at=NOON - timedelta(days=2))
    write(made, "unknown", {"act": "nlu_fallback", "service": None}, at=NOON - timedelta(days=3))
    write(made, "mixed", {"service": "newborn", "act": "fee"}, {"service": "retire", "act": "time"}, at=NOON - timedelta(days=4))
    assert found(made) == ["plain", "failed", "lost", "unknown", "mixed"]
    assert found(made, failed="yes") == ["failed"]
    assert found(made, not_understood="yes") == ["lost", "unknown"]
    assert found(made, service="newborn") == ["mixed"]
    assert found(made, service="newborn", act="fee") == ["mixed"]
    assert found(made, service="newborn", act="time") == []
    assert found(made, since="2026-03-03", until="2026-03-04") == ["failed", "lost"]
    assert found(made, since="no day") == found(made)


def test_a_day_is_a_chinese_day(made: Sessions) -> None:
    write(made, "night", at=datetime(2026, 3, 4, 16, 30, tzinfo=UTC))
    assert found(made, since="2026-03-05", until="2026-03-05") == ["night"]
    assert found(made, until="2026-03-04") == []


SEARCHED: list[tuple[str, list[str]]] = [
    ("退休", ["t1"]),
    ("要带 身份证", ["t2"]),
    ("身份证 要带", ["t2"]),
    ("养老金", ["t1"]),
    ("100%", ["t3"]),
    ("1%免", []),
    ("a_b", ["t3"]),
    ("aXb", []),
    ('"引号"', ["t3"]),
    ("text", []),
    ("choices", []),
    ("只是选项", []),
    ("OK", ["t3"]),
    ("ok", ["t3"]),
    ("没有这个词", []),
    ("\\", []),
]


def search_everything(made: Sessions) -> list[tuple[str, list[str]]]:
    second = {"text": "养老金下月发。", "choices": [{"title": "只是选项", "value": "x"}]}
    write(made, "t1", {"said": "我想办退休", "replies": [{"text": "好的。"}, second]})
    unanswered: list[dict[str, Any]] = [{"said": "等一下", "replies": None}, {"said": "再等", "replies": []}]
    write(made, "t2", {"said": "要带什么", "replies": [{"text": "身份证。"}]}, *unanswered)
    write(made, "t3", {"said": "100%免费吗", "replies": [{"text": 'a_b "引号" OK'}]})
    return [(word, sorted(found(made, words=word))) for word, _ in SEARCHED]


def test_chinese_words_are_found_in_what_was_said_and_answered(made: Sessions) -> None:
    assert search_everything(made) == SEARCHED


def test_the_list_and_accounts_work_on_postgresql(postgres_url: str) -> None:
    engine, made = open_database(postgres_url)
    Base.metadata.create_all(engine)
    assert search_everything(made) == SEARCHED
    write(made, "t4", {"failed": True, "act": None}, at=NOON + timedelta(days=1))
    assert (found(made, failed="yes", not_understood="yes"), found(made, since="2026-03-06"), found(made)[0]) == (["t4"], ["t4"], "t4")
    with made.begin() as session:
        staff_id = accounts.add(session, NAME, PASSWORD).id
    assert [accounts.verify(made, NAME, p, NOON) for p in ("wrong", PASSWORD)] == [None, staff_id]
    with made.begin() as session:
        token = sessions.sign_in(session, staff_id, NOON)
        assert [sessions.member(session, t, NOON) is None for t in (token, "x")] == [False, True]
    engine.dispose()


def test_the_list_asks_the_database_as_often_for_fifty_talks_as_for_one(staff: TestClient, made: Sessions) -> None:
    asked: list[str] = []
    engine = made.kw["bind"]
    event.listen(engine, "before_cursor_execute", lambda c, cursor, statement, *rest: asked.append(statement))
    write(made, "t0")
    counts = []
    for more in (0, 49):
        for i in range(more):
            write(made, f"m{i}", {}, {}, {})
        asked.clear()
        assert staff.get("/staff").text.count('scope="row"') == more + 1
        counts.append(len([s for s in asked if not s.startswith("BEGIN")]))
    assert counts == [7, 7]


def test_pages_hold_fifty_talks_and_keep_the_filter(staff: TestClient, made: Sessions) -> None:
    for i in range(51):
        write(made, f"t{i:02}", at=NOON + timedelta(minutes=i))
    page = staff.get("/staff?words=%E9%80%80%E4%BC%91").text
    assert page.count('scope="row"') == 50
    assert re.findall(r'rel="next" href="([^"]+)"', page) == ["/staff?words=%E9%80%80%E4%BC%91&amp;page=2"]
    assert re.findall(r'href="/staff/talks/(\w+)"', staff.get("/staff?page=2").text) == ["t00"]
    assert re.findall(r'href="/staff/talks/(\w+)"', staff.get("/staff?page=999").text) == ["t00"]


@pytest.mark.parametrize("page", ["0", "-1", "x", "", "٣", "99999999999999999999"])
def test_a_strange_page_number_is_no_error(staff: TestClient, made: Sessions, page: str) -> None:
    write(made, "t1")
    assert re.findall(r'href="/staff/talks/(\w+)"', staff.get("/staff", params={"page": page}).text) == ["t1"]


def test_a_filter_with_strange_names_and_nul_is_no_error(staff: TestClient) -> None:
    assert filter_of({"words": "退\x00休", "self": "1", "number": "2"}) == Filter(words="退休")
    assert staff.get("/staff?words=%00&service='%20OR%201=1&act=%25&since=2026-02-30").status_code == 200


def test_what_was_said_to_the_channel_is_not_counted_as_not_understood(made: Sessions) -> None:
    aside = {"said": "【照片】", "service": None, "act": None, "aside": True}
    write(made, "t1", {}, aside)
    write(made, "t2", {"service": None, "act": None}, aside)
    with made.begin() as session:
        listed = {talk.id: (talk.turns, talk.not_understood) for talk in talks.listing(session, Filter()).talks}
    assert listed == {"t1": (2, False), "t2": (2, True)}
    assert found(made, not_understood="yes") == ["t2"]
