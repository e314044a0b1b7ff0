"""A talk as staff read it: masked, written down as read, marked; text stays text."""

from __future__ import annotations

import re
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from fastapi.testclient import TestClient
from sqlalchemy import select

from api.staff import accounts
from api.staff.labels import labelled
from api.staff.tables import StaffViewRow
from api.tables import TurnRow
from bot.acts import ACTS
from bot.database import Sessions
from bot.say import load_sentences
from bot.turn import Recognised, Repair
from tests.api.paging import in_a_browser
from tests.api.seeing import RULES, SCROLLS
from tests.api.staff.desk import BORN, NAME, PASSWORD, SAY, csrf, write


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
