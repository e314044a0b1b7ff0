"""What is said on the page is one turn, and its answer stands on the same page."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.pages.render import unbroken
from api.pages.view import grouped, lang_of, talk_view
from bot.turn import Choice, Reply
from tests.api.paging import GREETING, PEOPLE, Elements, Exchange, Talks, answer, build_app, shown_turn, words


def test_a_first_visit_greets_and_offers_choices(browser: TestClient) -> None:
    page = Elements(browser.get("/").text)
    assert page.texts("p", "words") == [GREETING.text]
    buttons = [(attrs["value"], "".join(text)) for tag, attrs, text in page.all if tag == "button" and attrs.get("name") == "text"]
    assert buttons == [("我想办退休", "办退休"), ("更多", "更多"), ("人工", "找人工")]


def test_what_is_said_is_answered_on_the_same_page_without_script(browser: TestClient, talks: Talks) -> None:
    turn_id = shown_turn(browser.get("/").text)
    response = browser.post("/talk", data={"text": " 我想办退休 ", "turn_id": turn_id}, follow_redirects=False)
    assert (response.status_code, response.headers["location"]) == (303, "/#latest")
    page = browser.get("/").text
    assert words(page) == [GREETING.text, "我想办退休", *(reply.text for reply in answer("我想办退休"))]
    assert Elements(page).texts("span", "step") == ["第 2 步，共 5 步"]
    assert [(turn.text, turn.channel, turn.language) for turn in talks.taken] == [("我想办退休", "web", "zh")]


def test_only_the_last_reply_keeps_its_choices(browser: TestClient) -> None:
    browser.get("/")
    browser.post("/talk", data={"text": "我想办退休"})
    page = browser.post("/talk", data={"text": "职工"}).text
    assert Elements(page).attrs("form", **{"class": "choices"}) == []


def test_a_double_submit_and_a_reload_are_one_turn(browser: TestClient, talks: Talks) -> None:
    turn_id = shown_turn(browser.get("/").text)
    for _ in range(3):
        browser.post("/talk", data={"text": "交", "turn_id": turn_id})
    assert len(talks.taken) == 1
    browser.get("/")
    assert len(talks.taken) == 1


def test_other_words_on_a_page_shown_again_are_another_turn(browser: TestClient, talks: Talks) -> None:
    turn_id = shown_turn(browser.get("/").text)
    browser.post("/talk", data={"text": "要带什么", "turn_id": turn_id})
    browser.post("/talk", data={"text": "去哪里办", "turn_id": turn_id})
    assert [turn.text for turn in talks.taken] == ["要带什么", "去哪里办"]


def test_a_turns_id_does_not_tell_what_was_said(talks: Talks) -> None:
    ids = set()
    for _ in range(2):
        browser = TestClient(build := build_app())
        browser.get("/")
        browser.post("/talk", data={"text": "13900000001", "turn_id": "same"})
        ids.add(build.state.talks.taken[0].turn_id)
    assert len(ids) == 2
    assert {len(id) for id in ids} == {40}


def test_nothing_written_is_told_and_no_turn(browser: TestClient, talks: Talks) -> None:
    browser.get("/")
    response = browser.post("/talk", data={"text": "  "})
    assert response.status_code == 422
    assert Elements(response.text).texts("p", "notice")[0] == "还没有写字。请写一句话，再点“发送”。"
    assert talks.taken == []


def test_a_very_long_text_is_handed_back_unlost(browser: TestClient, talks: Talks) -> None:
    browser.get("/")
    long = "我想办退休。" * 1700
    response = browser.post("/talk", data={"text": long})
    assert response.status_code == 422
    assert Elements(response.text).attrs("input", id="text")[0]["value"] == long
    assert talks.taken == []


def test_a_nul_character_is_dropped(browser: TestClient, talks: Talks) -> None:
    browser.get("/")
    browser.post("/talk", data={"text": "要带\x00什么"})
    assert [turn.text for turn in talks.taken] == ["要带什么"]


def test_a_turn_from_a_browser_without_cookies_is_told_so(app: FastAPI) -> None:
    response = TestClient(app).post("/talk", data={"text": "交"}, follow_redirects=False)
    assert response.headers["location"] == "/?new=1#latest"
    page = TestClient(app).get("/?new=1").text
    assert Elements(page).texts("p", "notice")[0].startswith("您的浏览器没有记住这次谈话")


def test_a_receipt_is_shown_in_groups_that_join_to_the_number(browser: TestClient) -> None:
    browser.get("/")
    page = browser.post("/talk", data={"text": "交"}).text
    assert re.findall(r"<span>([^<]*)</span>", page.split('class="number"')[1].split("</dd>")[0]) == ["NB", "2026", "0325", "0001", "7"]
    assert Elements(page).texts("h3") == ["办件回执"]
    assert "2026-03-05 14:09" in page


def test_an_answer_that_is_not_there_yet_can_be_looked_for(browser: TestClient) -> None:
    browser.get("/")
    page = Elements(browser.post("/talk", data={"text": "人工"}).text)
    assert page.texts("p", "notice")[0] == "还在办，请稍等一下。 看看有没有回复"


def test_demonstration_people_and_codes_are_shown_only_in_a_demonstration() -> None:
    shown = TestClient(build_app(demo=True)).get("/").text
    hidden = TestClient(build_app(demo=False)).get("/").text
    assert [text in shown for text in (PEOPLE[0][1], "482913", "演示系统")] == [True, True, True]
    assert [text in hidden for text in (PEOPLE[0][1], "482913", "演示")] == [False, False, False]


def test_numbers_are_grouped_and_lose_nothing() -> None:
    assert [grouped(n) for n in ("NB2026032500017", "20260325-17", "A1")] == [
        ("NB", "2026", "0325", "0001", "7"),
        ("2026", "0325", "-", "17"),
        ("A", "1"),
    ]


def test_a_number_of_several_groups_stays_on_its_line() -> None:
    whole = '<span class="number-whole">{}</span>'.format
    assert unbroken("电话 0600-0001102。") == f"电话 {whole('0600-0001102')}。"
    assert unbroken("编号 1382 6047 5915，打 12345") == f"编号 {whole('1382 6047 5915')}，打 12345"
    assert unbroken("<b>1号</b>") == "&lt;b&gt;1号&lt;/b&gt;"


def test_a_text_has_the_language_of_its_characters() -> None:
    assert [lang_of("退休", "en"), lang_of("OK", "en"), lang_of("OK", "zh")] == ["zh-CN", "en", "zh-CN"]


def test_steps_that_are_no_steps_are_not_shown() -> None:
    views = [
        talk_view([Exchange(None, (Reply("好", facts={"steps": steps}),), datetime.now(UTC))], "zh").step
        for steps in ("2/5", {"now": 2}, None)
    ]
    assert views == [None, None, None]


def test_what_was_said_aside_leaves_the_open_question_with_its_choices(app: FastAPI, browser: TestClient) -> None:
    browser.get("/")
    at = datetime(2026, 3, 5, 6, 9, tzinfo=UTC)
    talks: Talks = app.state.talks
    (talk,) = talks.exchanges
    before = talk_view(talks.exchanges[talk], "zh")
    talks.exchanges[talk].append(Exchange("【照片】", (Reply("照片收到了。", choices=(Choice("别的", "别的"),)),), at, aside=True))
    after = talk_view(talks.exchanges[talk], "zh")
    assert (after.choices, after.waiting) == (before.choices, False)
    assert (after.newest.said, [reply.text for reply in after.newest.replies]) == ("【照片】", ["照片收到了。"])


def test_words_of_staff_stand_there_as_theirs_and_the_resident_has_said_nothing(app: FastAPI, browser: TestClient) -> None:
    browser.get("/")
    talks: Talks = app.state.talks
    (talk,) = talks.exchanges
    told = Exchange("", (Reply("我是小李，我帮您看。", facts={"by": "李"}),), datetime(2026, 3, 5, 6, 9, tzinfo=UTC), aside=True)
    talks.exchanges[talk].append(told)
    page = Elements(browser.get("/").text)
    assert [word for word in page.texts("p") if word in ("您说", "暖办", "工作人员", "我是小李，我帮您看。")] == [
        "暖办",
        "工作人员",
        "我是小李，我帮您看。",
    ]
