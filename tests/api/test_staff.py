"""The staff page: real routes, accounts and tables on SQLite, the queries on PostgreSQL too."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx import Response
from sqlalchemy import event, func, select, update

from api.pages import files
from api.staff import accounts, sessions, talks
from api.staff.filters import Filter, filter_of
from api.staff.labels import labelled
from api.staff.photographs import Photographs
from api.staff.routes import router
from api.staff.tables import StaffRow, StaffSessionRow, StaffViewRow
from api.tables import ConversationRow, TurnRow
from bot.acts import ACTS
from bot.catalogue.models import Words
from bot.database import Base, Sessions, open_database
from bot.say import load_sentences
from bot.turn import Recognised, Repair
from tests.api.paging import in_a_browser
from tests.api.seeing import RULES, SCROLLS
from tests.postgres import postgres_url

__all__ = ["postgres_url"]

ROOT = Path(__file__).parents[2]
SAY = ROOT / "data/say"
NAME, PASSWORD = "李华", "correct horse battery"
NOON = datetime(2026, 3, 5, 4, 0, tzinfo=UTC)
BORN = "⟦birth_date:abcd2345⟧"


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Sessions]:
    engine, opened = open_database(f"sqlite:///{tmp_path / 'nuanban.db'}")
    Base.metadata.create_all(engine)
    yield opened
    engine.dispose()


@pytest.fixture
def app(made: Sessions) -> FastAPI:
    app = FastAPI()
    app.state.sessions = made
    app.state.sentences = load_sentences(SAY)
    app.state.settings = SimpleNamespace(demo=False)
    app.state.labels = {"birth_date": "出生日期"}
    app.state.photographs = Photographs(lambda session, conversation: (), lambda session, conversation, id: None)
    services = {"retire": SimpleNamespace(title=Words(zh="退休")), "newborn": SimpleNamespace(title=Words(zh="新生儿出生"))}
    app.state.catalogue = SimpleNamespace(services=services)
    app.include_router(router)
    app.include_router(files.router)
    return app


@pytest.fixture
def visitor(app: FastAPI) -> TestClient:
    return TestClient(app, headers={"Sec-Fetch-Site": "same-origin"}, follow_redirects=False)


@pytest.fixture
def staff(visitor: TestClient, made: Sessions) -> TestClient:
    with made.begin() as session:
        accounts.add(session, NAME, PASSWORD)
    assert sign_in(visitor).headers["location"] == "/staff"
    return visitor


def sign_in(browser: TestClient, name: str = NAME, password: str = PASSWORD) -> Response:
    response: Response = browser.post("/staff/login", data={"name": name, "password": password, "csrf": csrf(browser, "/staff/login")})
    return response


def csrf(browser: TestClient, path: str = "/staff") -> str:
    return str(re.findall(r'name="csrf" value="([^"]+)"', browser.get(path).text)[0])


def write(made: Sessions, id: str, *turns: dict[str, Any], at: datetime = NOON) -> None:
    """A talk with these turns; what a turn does not say is as usual."""
    replies = [{"text": "好的，办退休。", "choices": []}]
    usual = {"said": "我想办退休", "service": "retire", "act": "start", "replies": replies, "failed": False}
    with made.begin() as session:
        session.add(ConversationRow(id=id, token_hash="0" * 64, channel="web", language="zh", started_at=at, last_at=at))
        session.flush()
        for number, turn in enumerate(turns or ({},), 1):
            session.add(TurnRow(conversation_id=id, number=number, turn_id=str(number), at=at, lease_until=at, **{**usual, **turn}))


def found(made: Sessions, **wanted: str) -> list[str]:
    with made.begin() as session:
        return [talk.id for talk in talks.listing(session, Filter(**wanted)).talks]


# Who gets in


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


# Accounts


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


# The list


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


# Reading and marking


def test_a_talk_is_read_masked_with_what_was_understood(staff: TestClient, made: Sessions) -> None:
    turn = {
        "said": f"我{BORN}生的，⟦odd_key:zzzz2222⟧",
        "replies": [{"text": f"您的生日是{BORN}，对吗？", "choices": [{"title": "对", "value": "对"}]}],
        "confidence_service": 0.913,
        "confidence_act": 0.5,
        "heard": ["birth_date"],
        "why": "form answered",
        "model": "understanding-1a2b",
        "ms": 41,
    }
    write(made, "t1", turn)
    page = staff.get("/staff/talks/t1").text
    assert re.findall(r'<p class="words"[^>]*>(.*?)</p>', page) == ["我〔出生日期〕生的，〔个人信息〕", "您的生日是〔出生日期〕，对吗？"]
    facts = [(a, re.sub(r"\s*<[^>]+>", " ", b).strip()) for a, b in re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", page)]
    assert facts == [
        ("事项", "退休 91%"),
        ("意思", "想办 50%"),
        ("听到的回答", "出生日期"),
        ("依据", "form answered"),
        ("模型", "understanding-1a2b"),
        ("用时", "41 毫秒"),
    ]
    assert "abcd2345" not in page


def test_a_spoken_sentence_shows_how_surely_it_was_heard_and_what_was_taken_for_what(staff: TestClient, made: Sessions) -> None:
    recognised = asdict(Recognised(0.625, (Repair("设宝卡", "社保卡"),)))
    write(made, "t1", {"said": "社保卡怎么办", "recognised": recognised}, {"said": "要带什么"})
    page = staff.get("/staff/talks/t1").text
    heard = [re.sub(r"\s*<[^>]+>", "", one).strip() for one in re.findall(r"<dt>听得准不准</dt><dd>(.*?)</dd>", page)]
    assert heard == ["62% （设宝卡，当作社保卡）"]


def test_opening_a_talk_is_written_down_and_listing_is_not(staff: TestClient, made: Sessions) -> None:
    write(made, "t1")
    staff.get("/staff")
    staff.get("/staff/talks/t1")
    staff.get("/staff/talks/unknown")
    with made.begin() as session:
        views = session.scalars(select(StaffViewRow)).all()
    assert [(view.staff, view.conversation_id) for view in views] == [(NAME, "t1")]
    assert datetime.now(UTC) - views[0].at < timedelta(minutes=5)


def test_a_turn_is_marked_with_what_it_should_have_been_and_by_whom(staff: TestClient, made: Sessions) -> None:
    write(made, "t1", {"act": None, "service": None}, {})
    response = staff.post("/staff/talks/t1/turns/1/mark", data={"service": "newborn", "act": "fee", "csrf": csrf(staff)})
    assert response.headers["location"] == "/staff/talks/t1#turn-1"
    with made.begin() as session:
        turns = session.scalars(select(TurnRow).order_by(TurnRow.number)).all()
    assert [(t.number, t.marked_service, t.marked_act, t.marked_by) for t in turns] == [(1, "newborn", "fee", NAME), (2, None, None, None)]
    assert re.findall(r'<p class="marked">(.*?标于)', staff.get("/staff/talks/t1").text) == [f"应为：新生儿出生，要多少钱。{NAME} 标于"]


def test_a_mark_can_be_taken_back(staff: TestClient, made: Sessions) -> None:
    write(made, "t1")
    for act in ("fee", ""):
        staff.post("/staff/talks/t1/turns/1/mark", data={"service": "retire", "act": act, "csrf": csrf(staff)})
    with made.begin() as session:
        turn = session.scalars(select(TurnRow)).one()
    assert (turn.marked_service, turn.marked_act, turn.marked_by, turn.marked_at) == (None, None, None, None)


@pytest.mark.parametrize(
    ("path", "data", "status"),
    [
        ("/staff/talks/t1/turns/1/mark", {"act": "no_act"}, 422),
        ("/staff/talks/t1/turns/1/mark", {"act": "fee", "service": "no_service"}, 422),
        ("/staff/talks/t1/turns/x/mark", {"act": "fee"}, 404),
        ("/staff/talks/%00/turns/1/mark", {"act": "fee"}, 404),
        ("/staff/talks/t1/turns/9/mark", {"act": "fee"}, 404),
        ("/staff/talks/unknown/turns/1/mark", {"act": "fee"}, 404),
    ],
)
def test_a_mark_that_means_nothing_is_refused(staff: TestClient, made: Sessions, path: str, data: dict[str, str], status: int) -> None:
    write(made, "t1")
    assert staff.post(path, data={**data, "csrf": csrf(staff)}).status_code == status
    with made.begin() as session:
        assert session.scalar(select(TurnRow.marked_act)) is None


def test_what_residents_say_stays_text(staff: TestClient, made: Sessions) -> None:
    write(made, "t1", {"said": "<script>alert(1)</script>{{ 7*7 }}", "why": "<b>"})
    for path in ("/staff", "/staff/talks/t1"):
        page = staff.get(path).text
        assert re.findall("<script|<b>|49", page) == []
        assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7*7 }}" in page


def test_an_address_that_is_not_there_is_a_plain_page(staff: TestClient) -> None:
    for path in ("/staff/talks/unknown", "/staff/talks/%00", "/staff/nothing"):
        response = staff.get(path)
        assert (response.status_code, re.findall("<h1>(.*?)</h1>", response.text)) == (404, ["没有这个页面"])


def test_every_field_of_the_staff_pages_has_a_label(staff: TestClient, made: Sessions) -> None:
    write(made, "t1", {}, {})
    for path in ("/staff", "/staff/talks/t1"):
        page = staff.get(path).text
        named = set(re.findall(r'<label for="([^"]+)"', page))
        fields = set(re.findall(r'<(?:input|select)[^>]*? id="([^"]+)"', page))
        assert fields == named
        assert len(re.findall("<h1>", page)) == 1


def test_every_act_has_a_name_for_staff() -> None:
    for language in ("zh", "en"):
        keys = load_sentences(SAY).keys(language)
        assert {key.removeprefix("staff.acts.") for key in keys if key.startswith("staff.acts.")} == set(ACTS)


def test_a_token_is_shown_as_its_label() -> None:
    assert labelled(f"{BORN}⟦phone:abcd2345⟧⟦x", {"birth_date": "出生日期"}, "个人信息") == "〔出生日期〕〔个人信息〕⟦x"


@in_a_browser
@pytest.mark.parametrize("cookies", [{}, {"nuanban_size": "30", "nuanban_contrast": "high"}])
def test_axe_finds_nothing_on_the_staff_pages(chromium: Any, address: str, made: Sessions, cookies: dict[str, str]) -> None:
    write(made, "t1", {}, {"act": "out_of_scope", "failed": True})
    with made.begin() as session:
        accounts.add(session, NAME, PASSWORD)
    context = chromium.new_context(viewport={"width": 320, "height": 256})
    context.add_cookies([{"name": name, "value": value, "url": address} for name, value in cookies.items()])
    page = context.new_page()
    page.goto(f"{address}/staff/login")
    steps = (lambda: None, lambda: sign_in_by_hand(page), lambda: page.locator("tbody a").click())
    for step in steps:
        step()
        found = Axe().run(page, options=RULES).response["violations"]
        assert ([(rule["id"], node["html"]) for rule in found for node in rule["nodes"]], page.evaluate(SCROLLS)) == ([], 0)
    assert page.url == f"{address}/staff/talks/t1"
    context.close()


def sign_in_by_hand(page: Any) -> None:
    """Through the form, as members of staff do."""
    page.locator("#name").fill(NAME)
    page.locator("#password").fill(PASSWORD)
    page.locator(".door button").click()
    page.wait_for_url("**/staff")


# What was said aside


def test_what_was_said_to_the_channel_is_not_counted_as_not_understood(made: Sessions) -> None:
    aside = {"said": "【照片】", "service": None, "act": None, "aside": True}
    write(made, "t1", {}, aside)
    write(made, "t2", {"service": None, "act": None}, aside)
    with made.begin() as session:
        listed = {talk.id: (talk.turns, talk.not_understood) for talk in talks.listing(session, Filter()).talks}
    assert listed == {"t1": (2, False), "t2": (2, True)}
    assert found(made, not_understood="yes") == ["t2"]


def test_what_was_said_to_the_channel_is_told_so_and_cannot_be_marked(staff: TestClient, made: Sessions) -> None:
    write(made, "t1", {}, {"said": "【照片】", "service": None, "act": None, "aside": True, "why": "picture"})
    page = staff.get("/staff/talks/t1").text
    assert page.count("【照片】") == 1
    assert re.findall(r"/turns/(\d+)/mark", page) == ["1"]
    assert re.findall(r"没有进对话，渠道自己处理的。 \w+", page) == ["没有进对话，渠道自己处理的。 picture"]


def test_words_of_staff_stand_under_their_name(staff: TestClient, made: Sessions) -> None:
    replies = [{"text": "您稍等。", "choices": [], "facts": {"by": "李"}}]
    write(made, "t1", {}, {"said": "", "service": None, "act": None, "aside": True, "replies": replies})
    page = staff.get("/staff/talks/t1").text
    assert re.findall(r'class="who">([^<]+)<', page) == ["居民", "暖办", "工作人员 李"]
