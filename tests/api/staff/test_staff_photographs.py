"""Photographs as staff see them: sent in WeChat, kept sealed, opened by whoever may read the talk, every look written down."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from httpx import Client, Response
from sqlalchemy import select, update

from actions.cases.photo_tables import CasePhotoRow
from actions.drafts import Draft, save_draft
from actions.talk import Talk, save_talk
from api.staff import accounts
from api.staff.tables import StaffRow, StaffViewRow
from tests.api.paging import in_a_browser
from tests.api.seeing import RULES, SCROLLS
from tests.api.staff.desk import NAME, PASSWORD, sign_in
from tests.living import wait_until
from tests.photographs import jpeg, painted, png
from tests.wechat.quiet import QuietTown, quiet_town
from tests.wechat.simulator import Resident

JPEG, PNG = jpeg(b" an identity card"), png(b" a page")
LINKS = re.compile(r'<a href="(/staff/talks/\w+/photographs/\w+)"')


@pytest.fixture(scope="module")
def quiet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[QuietTown]:
    with quiet_town(tmp_path_factory.mktemp("quiet")) as town:
        with town.house.sessions.begin() as session:
            accounts.add(session, NAME, PASSWORD)
        yield town


@pytest.fixture
def visitor(quiet: QuietTown) -> Iterator[Client]:
    with Client(base_url=quiet.house.settings.url, trust_env=False, headers={"Sec-Fetch-Site": "same-origin"}) as client:
        yield client


@pytest.fixture
def staff(visitor: Client) -> Client:
    assert sign_in(visitor).headers["location"] == "/staff"
    return visitor


def sender(quiet: QuietTown, name: str, *pictures: bytes) -> Resident:
    """Somebody in the middle of an application, who has sent these."""
    resident = quiet.wechat.resident(name)
    quiet.ask(resident, "我绑定了谁")
    conversation, now = quiet.talk(resident), datetime.now(UTC)
    with quiet.house.sessions.begin() as session:
        save_draft(session, conversation, Draft(f"draft of {conversation[:16]}", "pension_auth"), now)
        save_talk(session, conversation, Talk(draft=f"draft of {conversation[:16]}"), "pension_auth")
    for picture in pictures:
        before = len(resident.screen)
        resident.show(picture)
        resident.wait_for(before + 1)
    return resident


def looks(quiet: QuietTown, conversation: str) -> list[tuple[str, str | None]]:
    """Who opened this talk (None) or which of its photographs."""
    with quiet.house.sessions() as session:
        views = select(StaffViewRow).where(StaffViewRow.conversation_id == conversation).order_by(StaffViewRow.id)
        return [(row.staff, row.photo_id) for row in session.scalars(views)]


def test_a_member_of_staff_sees_the_photographs_of_a_talk_and_each_look_is_written_down(quiet: QuietTown, staff: Client) -> None:
    talk = quiet.talk(sender(quiet, "ann", JPEG, PNG))
    page = staff.get(f"/staff/talks/{talk}").text
    links = LINKS.findall(page)
    assert re.findall(r'<h2 id="photographs">([^<]+)<', page) == ["照片，2张"]
    assert re.findall(r'<img src="(/staff/talks/\w+/photographs/\w+)"', page) == links
    seen = [staff.get(link) for link in links]
    assert [(one.content, one.headers["content-type"]) for one in seen] == [(JPEG, "image/jpeg"), (PNG, "image/png")]
    ids = [link.rsplit("/", 1)[1] for link in links]
    assert looks(quiet, talk) == [(NAME, None), (NAME, ids[0]), (NAME, ids[1])]


def test_a_photograph_is_kept_by_no_browser_and_runs_nothing(quiet: QuietTown, staff: Client) -> None:
    talk = quiet.talk(sender(quiet, "bea", JPEG))
    (link,) = LINKS.findall(staff.get(f"/staff/talks/{talk}").text)
    headers = staff.get(link).headers
    id = link.rsplit("/", 1)[1]
    assert {name: headers[name] for name in ("cache-control", "x-content-type-options", "content-disposition", "referrer-policy")} == {
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
        "content-disposition": f'inline; filename="photograph-{id[:8]}.jpg"',
        "referrer-policy": "no-referrer",
    }
    assert headers["content-security-policy"] == "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox"
    assert headers["cross-origin-resource-policy"] == "same-origin"


def test_whoever_is_not_signed_in_sees_none(quiet: QuietTown, visitor: Client) -> None:
    talk = quiet.talk(sender(quiet, "cat", JPEG))
    answer = visitor.get(f"/staff/talks/{talk}/photographs/{ids_of(quiet, talk)[0]}")
    assert (answer.status_code, answer.headers["location"], answer.content, looks(quiet, talk)) == (303, "/staff/login", b"", [])


def test_an_account_that_was_taken_away_sees_none_any_more(quiet: QuietTown, visitor: Client) -> None:
    talk = quiet.talk(sender(quiet, "dot", JPEG))
    with quiet.house.sessions.begin() as session:
        accounts.add(session, "gone", PASSWORD)
    csrf = re.findall(r'name="csrf" value="([^"]+)"', visitor.get("/staff/login").text)[0]
    visitor.post("/staff/login", data={"name": "gone", "password": PASSWORD, "csrf": csrf})
    path = f"/staff/talks/{talk}/photographs/{ids_of(quiet, talk)[0]}"
    before = visitor.get(path).status_code
    with quiet.house.sessions.begin() as session:
        session.delete(session.scalars(select(StaffRow).where(StaffRow.name == "gone")).one())
    assert (before, visitor.get(path).status_code) == (200, 303)


def test_a_photograph_opens_in_its_own_talk_only(quiet: QuietTown, staff: Client) -> None:
    mine, other = quiet.talk(sender(quiet, "eve", JPEG)), quiet.talk(sender(quiet, "fay", PNG))
    strange = [(mine, ids_of(quiet, other)[0]), (mine, "0" * 32), (mine, "..%2F"), ("unknown", ids_of(quiet, mine)[0]), ("%00", "x")]
    assert [see(staff, *one).status_code for one in strange] == [404] * 5
    assert (looks(quiet, mine), looks(quiet, other)) == ([], [])


def test_one_that_was_tampered_with_is_not_shown(quiet: QuietTown, staff: Client) -> None:
    talk = quiet.talk(sender(quiet, "gil", JPEG))
    (id,) = ids_of(quiet, talk)
    with quiet.house.sessions.begin() as session:
        sealed = session.scalars(select(CasePhotoRow.sealed).where(CasePhotoRow.id == id)).one()
        session.execute(update(CasePhotoRow).where(CasePhotoRow.id == id).values(sealed=sealed[:-1] + bytes([sealed[-1] ^ 1])))
    answer = see(staff, talk, id)
    assert (answer.status_code, answer.headers["content-type"].partition(";")[0], JPEG in answer.content) == (500, "text/html", False)


def test_a_talk_without_photographs_does_not_speak_of_any(quiet: QuietTown, staff: Client) -> None:
    page = staff.get(f"/staff/talks/{quiet.talk(sender(quiet, 'hal'))}").text
    assert LINKS.findall(page) == re.findall("照片", page) == []


@in_a_browser
def test_the_small_pictures_are_seen_and_open_large_on_a_telephone_too(quiet: QuietTown, staff: Client, chromium: Any) -> None:
    talk = quiet.talk(sender(quiet, "ivy", painted(1200, 900), painted(900, 1600)))
    url = quiet.house.settings.url
    context = chromium.new_context(viewport={"width": 360, "height": 740})
    context.add_cookies([{"name": name, "value": value, "url": url} for name, value in staff.cookies.items()])
    page = context.new_page()
    page.goto(f"{url}/staff/talks/{talk}")
    whole = "all => all.length === 2 && all.every(one => one.complete && one.naturalWidth > 0)"
    wait_until(lambda: page.eval_on_selector_all(".photographs img", whole), "the pictures do not come")
    widths = page.eval_on_selector_all(".photographs img", "all => all.map(one => [one.naturalWidth, one.clientHeight])")
    found = Axe().run(page, options=RULES).response["violations"]
    assert ([rule["id"] for rule in found], page.evaluate(SCROLLS), widths) == ([], 0, [[1200, 160], [900, 160]])
    page.locator(".photographs a").first.click()
    page.wait_for_url("**/photographs/*")
    large = "all => all.length === 1 && all[0].naturalWidth === 1200"
    wait_until(lambda: page.eval_on_selector_all("img", large), "the large picture does not come")
    context.close()


def ids_of(quiet: QuietTown, talk: str) -> list[str]:
    with quiet.house.sessions() as session:
        of_talk = select(CasePhotoRow.id).where(CasePhotoRow.conversation_id == talk)
        return list(session.scalars(of_talk.order_by(CasePhotoRow.at, CasePhotoRow.id)))


def see(staff: Client, talk: str, id: str) -> Response:
    return staff.get(f"/staff/talks/{talk}/photographs/{id}")
