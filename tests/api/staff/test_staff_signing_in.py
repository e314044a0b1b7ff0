"""Who gets into the staff page, and what keeps others out."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import func, select, update

from api.staff import accounts, sessions
from api.staff.tables import StaffRow, StaffSessionRow
from api.tables import TurnRow
from bot.database import Sessions
from tests.api.staff.desk import NAME, NOON, PASSWORD, csrf, sign_in, write


@pytest.mark.parametrize("path", ["/staff", "/staff?words=x", "/staff/talks/t1", "/staff/anything/else", "/staff/"])
def test_whoever_is_not_signed_in_is_led_to_the_door(visitor: TestClient, made: Sessions, path: str) -> None:
    write(made, "t1")
    response = visitor.get(path)
    assert (response.status_code, response.headers["location"], response.text) == (303, "/staff/login", "")


@pytest.mark.parametrize("path", ["/staff/logout", "/staff/talks/t1/turns/1/mark"])
def test_forms_do_nothing_for_whoever_is_not_signed_in(visitor: TestClient, made: Sessions, path: str) -> None:
    write(made, "t1")
    assert visitor.post(path, data={"act": "fee", "csrf": ""}).headers["location"] == "/staff/login"
    with made.begin() as session:
        assert session.scalar(select(TurnRow.marked_act)) is None


def test_the_right_password_opens_the_list(staff: TestClient) -> None:
    response = staff.get("/staff")
    assert (response.status_code, re.findall("<h1>(.*?)</h1>", response.text)) == (200, ["居民的谈话"])
    assert NAME in response.text


def test_the_session_cookie_is_for_the_staff_page_alone(staff: TestClient, app: FastAPI) -> None:
    browser = TestClient(app, base_url="https://testserver", headers={"Sec-Fetch-Site": "same-origin"}, follow_redirects=False)
    cookie = sign_in(browser).headers.get_list("set-cookie")[-1]
    assert re.fullmatch(r"nuanban_staff=[\w-]{43}; HttpOnly; Path=/staff; SameSite=strict; Secure", cookie)


def test_a_wrong_name_and_a_wrong_password_are_told_alike(staff: TestClient, app: FastAPI) -> None:
    told = []
    for name, password in ((NAME, "wrong"), ("nobody", PASSWORD), ("", "")):
        response = sign_in(TestClient(app, headers={"Sec-Fetch-Site": "same-origin"}), name, password)
        told.append((response.status_code, re.sub(r'value="[^"]+"', "", response.text)))
    assert told[1:] == told[:1] * 2
    assert told[0][0] == 403


def test_the_door_needs_its_own_form(visitor: TestClient, made: Sessions) -> None:
    with made.begin() as session:
        accounts.add(session, NAME, PASSWORD)
    token = csrf(visitor, "/staff/login")
    stranger = TestClient(visitor.app, headers={"Sec-Fetch-Site": "same-origin"})
    assert stranger.post("/staff/login", data={"name": NAME, "password": PASSWORD, "csrf": token}).status_code == 403
    assert visitor.post("/staff/login", data={"name": NAME, "password": PASSWORD}).status_code == 403


def test_signing_out_ends_the_session(staff: TestClient, made: Sessions) -> None:
    key = staff.cookies["nuanban_staff"]
    assert staff.post("/staff/logout", data={"csrf": csrf(staff)}).headers["location"] == "/staff/login"
    staff.cookies.set("nuanban_staff", key, path="/staff")
    assert staff.get("/staff").status_code == 303
    with made.begin() as session:
        assert session.scalar(select(func.count()).select_from(StaffSessionRow)) == 0


def test_a_form_with_a_wrong_token_or_from_elsewhere_does_nothing(staff: TestClient, made: Sessions) -> None:
    write(made, "t1")
    path, right = "/staff/talks/t1/turns/1/mark", csrf(staff)
    assert staff.post(path, data={"act": "fee", "csrf": "wrong"}).status_code == 403
    assert staff.post(path, data={"act": "fee"}).status_code == 403
    assert staff.post(path, data={"act": "fee", "csrf": right}, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert staff.post("/staff/logout", data={"csrf": "wrong"}).status_code == 403
    with made.begin() as session:
        assert session.scalar(select(TurnRow.marked_act)) is None
    assert staff.get("/staff").status_code == 200


@pytest.mark.parametrize(
    ("changed", "status"),
    [({"seen_at": -29 * 60}, 200), ({"seen_at": -30 * 60}, 303), ({"started_at": -8 * 3600 + 60}, 200), ({"started_at": -8 * 3600}, 303)],
)
def test_a_session_ends_after_half_an_hour_unused_and_after_eight_hours(
    staff: TestClient, made: Sessions, changed: dict[str, int], status: int
) -> None:
    with made.begin() as session:
        session.execute(update(StaffSessionRow).values({k: datetime.now(UTC) + timedelta(seconds=v) for k, v in changed.items()}))
    assert staff.get("/staff").status_code == status


def test_neither_password_nor_session_key_is_kept_readable(staff: TestClient, made: Sessions) -> None:
    with made.begin() as session:
        row, kept = session.scalars(select(StaffRow)).one(), session.scalars(select(StaffSessionRow)).one()
    assert row.password.startswith("$argon2id$")
    assert PASSWORD not in row.password
    assert staff.cookies["nuanban_staff"] != kept.token_hash


def test_five_wrong_passwords_lock_the_account_for_a_quarter_of_an_hour(made: Sessions) -> None:
    with made.begin() as session:
        staff_id = accounts.add(session, NAME, PASSWORD).id
    for _ in range(4):
        assert accounts.verify(made, NAME, "wrong", NOON) is None
    assert accounts.verify(made, NAME, PASSWORD, NOON) == staff_id
    for _ in range(5):
        assert accounts.verify(made, NAME, "wrong", NOON) is None
    assert accounts.verify(made, NAME, PASSWORD, NOON + timedelta(minutes=14, seconds=59)) is None
    assert accounts.verify(made, NAME, PASSWORD, NOON + timedelta(minutes=15)) == staff_id


def test_after_the_lock_there_are_five_attempts_again(made: Sessions) -> None:
    with made.begin() as session:
        staff_id = accounts.add(session, NAME, PASSWORD).id
    for _ in range(9):
        accounts.verify(made, NAME, "wrong", NOON)
    later = NOON + timedelta(minutes=15)
    for _ in range(4):
        accounts.verify(made, NAME, "wrong", later)
    assert accounts.verify(made, NAME, PASSWORD, later) == staff_id


def test_an_unknown_name_costs_a_guesser_the_same_work(made: Sessions, monkeypatch: pytest.MonkeyPatch) -> None:
    checked: list[str] = []
    real = accounts._matches

    def watched(known: str, password: str) -> bool:
        checked.append(known[:30])
        return real(known, password)

    monkeypatch.setattr(accounts, "_matches", watched)
    with made.begin() as session:
        accounts.add(session, NAME, PASSWORD)
    accounts.verify(made, NAME, "wrong", NOON)
    accounts.verify(made, "nobody", "wrong", NOON)
    assert len(checked) == 2
    assert checked[0] == checked[1]


UNFIT = [("", PASSWORD), ("x" * 65, PASSWORD), ("王芳", "short"), ("王芳", "x" * 257), (f" {NAME} ", PASSWORD)]


@pytest.mark.parametrize(("name", "password"), UNFIT)
def test_an_account_without_a_fit_name_or_password_is_refused(made: Sessions, name: str, password: str) -> None:
    with made.begin() as session:
        accounts.add(session, NAME, PASSWORD)
        with pytest.raises(accounts.AccountRefused):
            accounts.add(session, name, password)
    with made.begin() as session:
        assert session.scalars(select(StaffRow.name)).all() == [NAME]


def test_an_old_session_is_cleared_away_at_the_next_sign_in(made: Sessions) -> None:
    with made.begin() as session:
        staff_id = accounts.add(session, NAME, PASSWORD).id
        sessions.sign_in(session, staff_id, NOON)
        kept = sessions.sign_in(session, staff_id, NOON + timedelta(hours=1))
        assert session.scalar(select(func.count()).select_from(StaffSessionRow)) == 1
        assert sessions.member(session, kept, NOON + timedelta(hours=1)) is not None
