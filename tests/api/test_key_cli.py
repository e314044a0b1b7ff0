"""`nuanban key rotate`: everything sealed is sealed anew, or nothing is."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update
from typer.testing import CliRunner, Result

from actions import cases
from actions.cases.photo_tables import CasePhotoRow
from actions.drafts import Draft, save_draft
from actions.talk import Talk, save_talk
from api.all_tables import all_tables
from api.cli import app
from api.migrate import upgrade
from api.settings import ROOT
from api.tables import ConversationRow
from api.vault import Cipher, SqlVault, keys_in_use, load_keys
from api.vault.tables import VaultRow
from api.wechat import seals
from api.wechat.delivering import inbox
from api.wechat.delivering.inbox import fingerprint_of
from api.wechat.protocol.received import Received, Text
from api.wechat.tables import DeliveryRow, FollowerRow
from bot.catalogue import load_catalogue
from bot.database import Sessions, open_database
from bot.vault import Secret
from tests.edge import Edge, edge
from tests.living import free_port
from tests.photographs import jpeg

__all__ = ["edge"]

NOW = datetime.now(UTC)
PHOTO = jpeg(b" a paper")


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    for name in ("DATABASE_URL", "NUANBAN_VAULT_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NUANBAN_HOME", str(tmp_path))
    monkeypatch.setenv("PORT", str(free_port()))
    return tmp_path


@pytest.fixture
def sessions(home: Path) -> Sessions:
    """A database with something in every column that is sealed."""
    url = f"sqlite:///{home / 'nuanban.db'}"
    upgrade(url)
    sessions = open_database(url)[1]
    cipher = cipher_of(home)
    with sessions.begin() as session:
        session.add(ConversationRow(id="talk", token_hash="", channel="wechat", language="zh", started_at=NOW, last_at=NOW))
    SqlVault(sessions, cipher).put("talk", Secret("name", "林示伟", "林示伟", "林示伟"))
    with sessions.begin() as session:
        service = load_catalogue(ROOT / "data").services["newborn"]
        who = {"applicant_name": "林示伟", "applicant_id": "999001196008251332"}
        told: dict[str, Any] = {"answers": (), "required": (), "conversation": "talk", "channel": "wechat", "now": NOW}
        cases.submit(session, cipher, draft_id="handed in", service=service, region="yunhe", **who, **told)
        save_draft(session, "talk", Draft("draft", "pension_auth"), NOW)
        save_talk(session, "talk", Talk(draft="draft"), "pension_auth")
        assert isinstance(cases.keep_photo(session, cipher, "talk", PHOTO, NOW, senders=("me",)), cases.Kept)
        arrival = inbox.receive(session, cipher, Received("oAnn", "gh_city", 1, "m:1", Text("你好")), "s1", "b", NOW)
        assert arrival is not None
        name = cipher.seal("林示伟", seals.of_name(arrival.follower))
        session.execute(update(FollowerRow).values(bound_name=name, person="p"))
    return sessions


def cipher_of(home: Path) -> Cipher:
    return Cipher(load_keys(None, home / "keys" / "vault.key"))


def rotate() -> Result:
    return CliRunner().invoke(app, ["key", "rotate"])


def opened(sessions: Sessions, cipher: Cipher) -> list[object]:
    """What lies sealed, as this cipher reads it."""
    with sessions() as session:
        token = session.scalars(select(VaultRow.token)).one()
    secret = SqlVault(sessions, cipher).open("talk", token)
    with sessions() as session:
        row = session.scalars(select(FollowerRow)).one()
        delivery = session.scalars(select(DeliveryRow)).one()
        photo = session.scalars(select(CasePhotoRow)).one()
        case = session.scalars(select(cases.tables.CaseRow.id)).one()
        return [
            cipher.unseal(row.openid, seals.of_openid(row.fingerprint)),
            cipher.unseal(row.bound_name or "", seals.of_name(row.id)),
            cipher.unseal(delivery.content or "", seals.of_content(row.fingerprint, delivery.key)),
            cipher.unseal_bytes(photo.sealed, f"case_photo/{photo.draft_id}/{photo.id}"),
            secret.value,
            cases.payload_of(session, cipher, case).applicant_name,
            row.fingerprint == fingerprint_of(cipher, "oAnn"),
        ]


READ = ["oAnn", "林示伟", '{"is": "Text", "text": "你好"}', PHOTO, "林示伟", "林示伟", True]


def test_nothing_that_is_sealed_is_left_out_of_these_tests(sessions: Sessions) -> None:
    columns = [column for table in all_tables().tables.values() for column in table.columns if column.info.get("sealed")]
    with sessions() as session:
        assert [str(column) for column in columns if not session.scalars(select(column).where(column.is_not(None))).all()] == []


def test_all_is_sealed_anew_and_the_old_key_opens_nothing_any_more(sessions: Sessions, home: Path) -> None:
    before = cipher_of(home)
    assert (opened(sessions, before), rotate().exit_code) == (READ, 0)
    after = cipher_of(home)
    with sessions() as session:
        assert keys_in_use(session) == {after.writes}
    assert (opened(sessions, after), after.knows(before.writes)) == (READ, False)
    with pytest.raises(ValueError, match="key that is not here"):
        opened(sessions, before)


def test_one_row_that_cannot_be_read_leaves_all_as_it_was_and_keeps_both_keys(sessions: Sessions, home: Path) -> None:
    before = cipher_of(home)
    with sessions.begin() as session:
        whole = session.scalars(select(FollowerRow.openid)).one()
        session.execute(update(FollowerRow).values(openid=f"{whole}A"))
    said = rotate()
    assert (said.exit_code, "nothing was changed" in said.output) == (1, True)
    with sessions.begin() as session:
        assert keys_in_use(session) == {before.writes}
        session.execute(update(FollowerRow).values(openid=whole))
    assert opened(sessions, cipher_of(home)) == READ
    assert (rotate().exit_code, cipher_of(home).knows(before.writes), opened(sessions, cipher_of(home))) == (0, False, READ)


def test_while_a_gateway_answers_no_key_is_changed(sessions: Sessions, home: Path, edge: Edge, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", str(edge.port))
    before = cipher_of(home)
    said = rotate()
    assert (said.exit_code, "stop all gateways first" in said.output, opened(sessions, before)) == (1, True, READ)
    assert cipher_of(home).writes == before.writes


def test_a_key_that_stands_in_a_setting_is_changed_in_two_steps_and_shown_on_no_screen(
    sessions: Sessions, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, setting = cipher_of(home), home / "keys" / "vault.setting"
    monkeypatch.setenv("NUANBAN_VAULT_KEY", ",".join((home / "keys" / "vault.key").read_text(encoding="ascii").split()))
    steps = []
    for _ in range(2):
        said = rotate()
        line = setting.read_text(encoding="ascii").strip()
        steps.append((said.exit_code, setting.stat().st_mode & 0o077, any(word in said.output for word in line.split(","))))
        monkeypatch.setenv("NUANBAN_VAULT_KEY", line)
    last = Cipher(load_keys(line, home / "no file"))
    assert (steps, opened(sessions, last), last.knows(first.writes)) == ([(1, 0, False), (0, 0, False)], READ, False)
