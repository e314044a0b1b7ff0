"""`nuanban case`, as a clerk types it."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from typer.testing import CliRunner, Result

from actions import cases
from actions.cases import CaseView
from actions.cases.photo_tables import CasePhotoRow
from actions.cases.photos import kind_of
from actions.cases.tables import CaseEventRow
from actions.identity import person_of
from api.cli import app
from api.migrate import upgrade
from api.settings import ROOT
from api.vault import Cipher, load_keys
from api.wechat.tables import AnswerRow, FollowerRow
from bot.catalogue import load_catalogue
from bot.database import Sessions, open_database
from bot.receipt import show_receipt
from tests.actions.seals import seal_with
from tests.photographs import jpeg, png

ME = ("王演示", "999001196607220036")
SEAL = seal_with(b"k" * 32)
CATALOGUE = load_catalogue(ROOT / "data")
UNKNOWN = "123456789018"


@pytest.fixture(autouse=True)
def sessions(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Sessions:
    for name in ("DATABASE_URL", "NUANBAN_DATA", "NUANBAN_WECHAT_APP_ID"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NUANBAN_HOME", str(tmp_path))
    url = f"sqlite:///{tmp_path / 'nuanban.db'}"
    upgrade(url)
    return open_database(url)[1]


def nuanban(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def hand_in(sessions: Sessions, draft: str = "draft", service: str = "newborn", days_ago: int = 0) -> CaseView:
    with sessions.begin() as session:
        return cases.submit(
            session,
            SEAL,
            draft_id=draft,
            service=CATALOGUE.services[service],
            region="yunhe",
            applicant_name=ME[0],
            applicant_id=ME[1],
            answers=(),
            required=(),
            conversation="talk",
            channel="web",
            now=datetime.now(UTC) - timedelta(days=days_ago),
        )


def test_cases_are_listed_newest_first_and_nothing_says_whose_they_are(sessions: Sessions) -> None:
    old, new = hand_in(sessions, days_ago=1), hand_in(sessions, "draft 2", "retire")
    listed = nuanban("case", "list")
    assert [line.split()[3] for line in listed.stdout.splitlines()[1:]] == ["retire", "newborn"]
    assert [case["receipt"] for case in json.loads(nuanban("case", "list", "--json").stdout)] == [new.receipt, old.receipt]
    assert [case["receipt"] for case in json.loads(nuanban("case", "list", "--limit", "1", "--json").stdout)] == [new.receipt]
    said = [nuanban("case", "show", new.receipt, *form).output for form in ((), ("--json",))] + [listed.output]
    assert [text for text in (*ME, person_of(SEAL, ME[1])) if any(text in one for one in said)] == []


def test_only_cases_in_one_state_are_listed(sessions: Sessions) -> None:
    done, _ = hand_in(sessions), hand_in(sessions, "draft 2")
    assert nuanban("case", "move", done.receipt, "done", "--by", "lihua").exit_code == 0
    assert [case["receipt"] for case in json.loads(nuanban("case", "list", "--state", "done", "--json").stdout)] == [done.receipt]


def test_one_case_is_shown_with_its_items_and_what_they_wait_for(sessions: Sessions) -> None:
    case = hand_in(sessions)
    shown = json.loads(nuanban("case", "show", show_receipt(case.receipt), "--json").stdout)
    assert sorted(shown) == ["items", "photos", "receipt", "region", "service", "state", "submitted_at"]
    assert {item["key"]: item["state"] for item in shown["items"]} == {item.key: item.state for item in case.items}
    blocked = next(item for item in case.items if item.state == "blocked")
    lines = nuanban("case", "show", case.receipt).stdout
    assert f"blocked by {', '.join(blocked.blocked_by)}" in lines


def test_a_clerk_moves_an_item_and_it_is_written_whose_word_it_was(sessions: Sessions) -> None:
    case = hand_in(sessions)
    first = next(item for item in case.items if item.state == "submitted")
    moved = nuanban("case", "move", case.receipt, "done", "--item", first.key, "--by", "lihua", "--json")
    assert (moved.exit_code, json.loads(moved.stdout)["state"]) == (0, "working")
    with sessions() as session:
        said = session.execute(select(CaseEventRow.what, CaseEventRow.by).where(CaseEventRow.item == first.key)).all()
    assert [tuple(line) for line in said] == [("done", "lihua")]


@pytest.mark.parametrize(
    ("arguments", "code", "why"),
    [
        ((UNKNOWN, "done", "--by", "lihua"), 1, "there is no case with this receipt number"),
        (("123456789012", "done", "--by", "lihua"), 1, "this is no receipt number"),
        (("{receipt}", "done", "--item", "garden", "--by", "lihua"), 1, "this case has no item garden"),
        (("{receipt}", "done", "--by", " "), 2, "--by is a name"),
        (("{receipt}", "done", "--by", "x" * 65), 2, "--by is a name"),
        (("{receipt}", "finished", "--by", "lihua"), 2, "finished"),
        (("{receipt}", "done"), 2, "--by"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(sessions: Sessions, arguments: tuple[str, ...], code: int, why: str) -> None:
    case = hand_in(sessions)
    refused = nuanban("case", "move", *(one.replace("{receipt}", case.receipt) for one in arguments))
    assert (refused.exit_code, why in refused.output) == (code, True)
    assert json.loads(nuanban("case", "show", case.receipt, "--json").stdout)["state"] == "submitted"


def test_an_unknown_case_is_not_shown() -> None:
    shown = nuanban("case", "show", UNKNOWN)
    assert (shown.exit_code, "there is no case" in shown.output) == (1, True)


def test_whoever_is_bound_hears_of_it(sessions: Sessions, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "APP_ID": "wx-for-tests-only",
        "SECRET": "for-tests-only-0123456789abcdef",
        "TOKEN": "fortestsonly0123456789abcdef",
    }.items():
        monkeypatch.setenv(f"NUANBAN_WECHAT_{name}", value)
    monkeypatch.setenv("NUANBAN_WECHAT_MODE", "plain")
    monkeypatch.setenv("NUANBAN_PUBLIC_URL", "https://nuanban.example")
    case = hand_in(sessions)
    with sessions.begin() as session:
        session.add(FollowerRow(fingerprint="f", openid="sealed", person=person_of(SEAL, ME[1])))
    moves = [nuanban("case", "move", case.receipt, "done", "--by", "lihua").exit_code for _ in range(2)]
    with sessions() as session:
        told = [answer.body["replies"][0]["text"] for answer in session.scalars(select(AnswerRow))]
    assert (moves, told) == ([0, 0], [f"您办的新生儿出生，办好了。编号 {show_receipt(case.receipt)}。想细问，回复“我的办件”。"])


def with_photos(sessions: Sessions, home: Path, *pictures: bytes) -> CaseView:
    """A case handed in after these were sent for it."""
    case, now = hand_in(sessions), datetime.now(UTC)
    cipher = Cipher(load_keys(None, home / "keys" / "vault.key"))
    with sessions.begin() as session:
        for number, picture in enumerate(pictures):
            id, later = uuid.uuid4().hex, timedelta(seconds=number)
            sealed = cipher.seal_bytes(picture, f"case_photo/draft/{id}")
            kind = kind_of(picture)
            row = CasePhotoRow(id=id, draft_id="draft", fingerprint=id, sealed=sealed, kind=kind, bytes=len(picture), at=now + later)
            session.add(row)
    return case


def test_a_case_tells_how_many_photographs_it_has(sessions: Sessions, tmp_path: Path) -> None:
    case = with_photos(sessions, tmp_path, jpeg(b"1"), png(b"2"))
    assert nuanban("case", "show", case.receipt).output.splitlines()[0].endswith(", submitted, 2 photographs")
    assert json.loads(nuanban("case", "show", case.receipt, "--json").stdout)["photos"] == 2


def test_photographs_are_written_out_for_the_department_and_that_is_noted(sessions: Sessions, tmp_path: Path) -> None:
    case, folder = with_photos(sessions, tmp_path, jpeg(b"1"), png(b"2")), tmp_path / "new" / "folder"
    written = nuanban("case", "photos", show_receipt(case.receipt), "--into", str(folder), "--by", "lihua")
    files = [folder / f"{case.receipt}-1.jpg", folder / f"{case.receipt}-2.png"]
    assert (written.exit_code, written.stdout.splitlines()) == (0, [str(file) for file in files])
    assert [(file.read_bytes(), file.stat().st_mode & 0o777) for file in files] == [(jpeg(b"1"), 0o600), (png(b"2"), 0o600)]
    assert photo_events(sessions) == [("photos", None, "lihua")]


def test_photographs_are_not_written_over_what_is_there(sessions: Sessions, tmp_path: Path) -> None:
    case = with_photos(sessions, tmp_path, jpeg(b"1"), png(b"2"))
    (tmp_path / f"{case.receipt}-2.png").write_bytes(b"mine")
    refused = nuanban("case", "photos", case.receipt, "--into", str(tmp_path))
    assert (refused.exit_code, sorted(file.name for file in tmp_path.glob(f"{case.receipt}*"))) == (1, [f"{case.receipt}-2.png"])
    assert (tmp_path / f"{case.receipt}-2.png").read_bytes() == b"mine"
    assert photo_events(sessions) == []


@pytest.mark.parametrize(
    ("receipt", "code", "said"), [(UNKNOWN, 1, "no case with this receipt number"), (None, 0, "no photographs"), ("12", 1, "no receipt")]
)
def test_where_there_are_no_photographs_it_is_said(sessions: Sessions, tmp_path: Path, receipt: str | None, code: int, said: str) -> None:
    case = hand_in(sessions)
    told = nuanban("case", "photos", receipt or case.receipt, "--into", str(tmp_path / "folder"))
    assert (told.exit_code, said in told.output, (tmp_path / "folder").exists()) == (code, True, False)


def test_photographs_sealed_with_another_key_are_not_written(sessions: Sessions, tmp_path: Path) -> None:
    case = with_photos(sessions, tmp_path, jpeg(b"1"))
    (tmp_path / "keys" / "vault.key").unlink()
    told = nuanban("case", "photos", case.receipt, "--into", str(tmp_path / "folder"))
    assert (told.exit_code, "cannot be opened" in told.output, (tmp_path / "folder").exists()) == (1, True, False)


def photo_events(sessions: Sessions) -> list[tuple[str, str | None, str]]:
    with sessions.begin() as session:
        rows = session.scalars(select(CaseEventRow).where(CaseEventRow.what == "photos").order_by(CaseEventRow.id))
        return [(row.what, row.item, row.by) for row in rows]
