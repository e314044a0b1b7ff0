"""The sheet to take home: what was answered, the receipt, what happens next, what to bring, where to go."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.api.paging import SHEET, Elements, in_a_browser, type_in, visit
from tests.api.talking import hand_in
from tests.living import Living


def lines(html: str) -> list[tuple[str, str]]:
    """All labels of the page's sheets with what stands beside them."""
    page = Elements(html)
    return list(zip(page.texts("dt"), page.texts("dd"), strict=True))


def test_everything_of_a_case_is_on_one_sheet(browser: TestClient) -> None:
    browser.post("/talk", data={"text": "交"})
    page = Elements(html := browser.get("/summary").text)
    assert page.texts("h2") == ["养老金资格认证"]
    assert page.texts("h3") == ["接下来谁来办", "去柜台要带的", "要先拍好照片的", "去哪儿", "您填的", "办完以后"]
    assert page.texts("li") == [
        "资格核对，人社局，5个工作日内",
        "上门服务，社区",
        "身份证（原件）",
        "社保卡",
        "本人近照（拿着当天的报纸）",
    ]
    assert lines(html) == [
        ("办件编号", "138260475915"),
        ("时间", "2026-03-05 14:09"),
        ("地址", "云禾市青禾区穗语路1号二楼（演示）"),
        ("时间", "工作日上午九点到十二点，下午一点半到五点"),
        ("电话", "0600-0001102"),
        ("姓名", "林桂芳"),
        ("联系地址", "云禾市青禾区麦笛路8号2栋301室"),
    ]
    assert "有事请打 12345。" in page.texts("p")
    assert page.attrs("article")[0]["data-name"] == "暖办-138260475915.png"


def test_without_a_receipt_the_sheet_has_what_was_asked_about(browser: TestClient) -> None:
    browser.post("/talk", data={"text": "要带什么"})
    page = Elements(html := browser.get("/summary").text)
    assert page.texts("h3") == ["去柜台要带的", "怎么办", "去哪儿"]
    assert lines(html) == []
    assert ["这件事还没有交上去。" in page.texts("p"), "具体地址请打 12333 问。" in page.texts("p")] == [True, True]


def test_with_nothing_said_the_sheet_says_what_to_do(browser: TestClient) -> None:
    browser.get("/elder")
    page = Elements(browser.get("/summary").text)
    assert (page.attrs("article"), "单子上还没有东西。先说说您想办什么事。" in page.texts("p")) == ([], True)
    assert page.attrs("a", href="/elder#latest") == [{"class": "button", "href": "/elder#latest"}]


def test_nobody_without_a_talk_sees_a_sheet(app: FastAPI, browser: TestClient) -> None:
    browser.post("/talk", data={"text": "交"})
    response = TestClient(app).get("/summary", follow_redirects=False)
    assert (response.status_code, response.headers["location"]) == (303, "/")


def test_the_way_to_the_sheet_is_in_the_receipt_and_at_the_foot(browser: TestClient) -> None:
    for home in ("/", "/elder"):
        assert len(Elements(browser.get(home).text).attrs("a", href="/summary")) == 1
        browser.post("/mode", data={"mode": "plain"})
    html = browser.post("/talk", data={"text": "交", "to": "/elder"}).text
    assert len(Elements(html).attrs("a", href="/summary")) == 2


def test_what_a_case_says_is_on_the_sheet_of_whoever_handed_it_in(alive: Living) -> None:
    talker, receipt = hand_in(alive)
    said = alive.house.summary(talker.id, "zh")
    assert said is not None
    (sheet,) = said.sheets
    catalogue = alive.house.desk.catalogue
    service = catalogue.in_region("pension_auth", "qinghe_district")
    office = catalogue.regions.office(service.counter.office, "qinghe_district")
    assert office is not None
    assert (sheet.service, sheet.receipt, sheet.title) == ("pension_auth", receipt, service.title.zh)
    assert [(line.label, line.value) for line in sheet.answers][:2] == [("姓名", "孙示兰"), ("办理地区", "云禾市青禾区")]
    assert {line.label: line.value for line in sheet.answers}["认证方式"] == "手机刷脸"
    assert ([line for line in sheet.answers if "⟦" in line.value], sheet.ways) == ([], ())
    assert [part.title for part in sheet.parts] == [item.title.zh for item in service.items if item.title.zh in talker.text()]
    assert sheet.parts != ()
    assert sheet.counter is not None
    assert (sheet.counter.address, sheet.counter.phone) == (office.address, office.phone)


def test_a_draft_is_on_the_sheet_with_its_answers_opened_and_in_english_too(alive: Living) -> None:
    talker = alive.talk()
    talker.say("我要做养老金资格认证")
    talker.say("青禾区")
    opened = {language: alive.house.summary(talker.id, language) for language in ("zh", "en")}
    service = alive.house.desk.catalogue.services["pension_auth"]
    assert [said and (said.sheets[0].title, said.sheets[0].receipt) for said in opened.values()] == [
        (service.title.zh, None),
        (service.title.in_("en"), None),
    ]
    assert [said and said.sheets[0].answers[0].value for said in opened.values()] == ["云禾市青禾区"] * 2


def test_what_was_asked_about_is_on_the_sheet_before_anything_is_begun(alive: Living) -> None:
    talker = alive.talk()
    assert alive.house.summary(talker.id, "zh") is None
    talker.say("办身份证要带什么")
    if talker.asked() == "region":
        talker.say("青禾区")
    said = alive.house.summary(talker.id, "zh")
    assert said is not None
    assert [(sheet.service, sheet.receipt, bool(sheet.ways)) for sheet in said.sheets] == [("id_card", None, True)]


@in_a_browser
def test_the_sheet_is_kept_as_a_picture_named_by_its_number(chromium: Any, address: str, tmp_path: Path) -> None:
    page = visit(chromium, address, "/elder")
    type_in(page, "交")
    page.goto(f"{address}/summary")
    with page.expect_download() as kept:
        page.get_by_role("button", name="存成图片").click()
    kept.value.save_as(tmp_path / "sheet.png")
    picture = (tmp_path / "sheet.png").read_bytes()
    assert (kept.value.suggested_filename, picture[:8]) == (f"暖办-{SHEET.receipt}.png", b"\x89PNG\r\n\x1a\n")
    width, height = (int.from_bytes(picture[at : at + 4]) for at in (16, 20))
    assert (width, 1000 < height < 3000) == (1080, True)
    assert page.get_by_role("status").inner_text() == "图片存好了，在手机的“下载”里。"
    page.context.close()


@in_a_browser
def test_on_paper_there_is_the_sheet_and_nothing_to_press(chromium: Any, address: str) -> None:
    page = visit(chromium, address, "/elder", cookies={"nuanban_contrast": "high"})
    type_in(page, "交")
    page.goto(f"{address}/summary")
    page.emulate_media(media="print")
    seen = "[...document.querySelectorAll('button, summary, a.button, input, h1')].filter(e => e.getClientRects().length).length"
    assert page.evaluate(seen) == 0
    sheet = "(() => { const s = getComputedStyle(document.querySelector('.sheet')); return [s.backgroundColor, s.color]; })()"
    assert page.evaluate(sheet) == ["rgb(255, 255, 255)", "rgb(0, 0, 0)"]
    page.context.close()


@in_a_browser
def test_without_script_the_sheet_stands_there_without_dead_buttons(chromium: Any, address: str) -> None:
    page = visit(chromium, address, "/", java_script_enabled=False)
    type_in(page, "交")
    page.goto(f"{address}/summary")
    assert [page.get_by_role("button", name=name).count() for name in ("打印", "存成图片")] == [0, 0]
    assert page.locator(".by-browser").is_visible()
    page.context.close()
