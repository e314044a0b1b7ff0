"""The vault keeps what it was given, opens it for one conversation only, and notices every change."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, inspect, select, text, update

from api.all_tables import all_tables
from api.staff.labels import labelled
from api.tables import ConversationRow
from api.vault import Cipher, ConversationVault, FakeVault, KeyFault, Keyring, SqlVault, check_keys, load_keys, reseal_secrets, tokens_in
from api.vault.keys import new_keyring, parse_keys, read_keys, write_keys
from api.vault.sql import open_secrets, put_secrets
from api.vault.tables import VaultRow
from bot.database import Base, Sessions, open_database
from bot.vault import TOKEN, Secret
from tests.postgres import postgres_url

__all__ = ["postgres_url"]

KEYS = new_keyring()
SEALED = Cipher(KEYS).seal("43010519491231002X", "row")
NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
PHONE = Secret("phone", "13800138000", "138 0013 8000", "幺三八,零零幺三,八零零零")
DAY = Secret("birth_date", "2026-11-11", "2026年11月11日（星期三）", "十一月十一日，星期三", "上周三")
NAME = Secret("person_name", "王建国", "王建国", "王建国")


def database(url: str) -> tuple[Engine, Sessions]:
    """Empty tables with two conversations, `one` and `two`."""
    engine, sessions = open_database(url)
    for row in (ConversationRow, VaultRow):
        Base.metadata.tables[row.__tablename__].create(engine)
    with sessions.begin() as session:
        for id in ("one", "two"):
            session.add(ConversationRow(id=id, token_hash="0" * 64, channel="web", language="zh", started_at=NOW, last_at=NOW))
    return engine, sessions


@pytest.fixture(params=["sqlite", "postgresql"])
def sessions(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Sessions]:
    url = f"sqlite:///{tmp_path / 'vault.db'}" if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    engine, opened = database(url)
    yield opened
    engine.dispose()


@pytest.fixture
def cipher() -> Cipher:
    return Cipher(new_keyring())


@pytest.fixture
def sql_vault(sessions: Sessions, cipher: Cipher) -> SqlVault:
    return SqlVault(sessions, cipher, lambda: NOW)


@pytest.fixture(params=["fake", "sqlite", "postgresql"])
def vault(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ConversationVault]:
    """Every adapter of the port; each must pass the same tests."""
    if request.param == "fake":
        yield FakeVault(["one", "two"])
        return
    url = f"sqlite:///{tmp_path / 'contract.db'}" if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    engine, opened = database(url)
    yield SqlVault(opened, Cipher(new_keyring()), lambda: NOW)
    engine.dispose()


# --- the contract, for every adapter -------------------------------------------------------------


def test_what_was_put_comes_back_whole(vault: ConversationVault) -> None:
    assert vault.open("one", vault.put("one", PHONE)) == PHONE


@pytest.mark.parametrize("value", ["2026-03-05", 1860, True, False, None, "", "😀", '引号"和\\和\n', "⟦phone:abcd2345⟧"])
def test_values_keep_their_type(vault: ConversationVault, value: str | int | bool | None) -> None:
    secret = Secret("answer", value, str(value), str(value))
    found = vault.open("one", vault.put("one", secret))
    assert (found, type(found.value)) == (secret, type(value))


def test_a_token_names_its_kind_and_nothing_else(vault: ConversationVault) -> None:
    match = TOKEN.fullmatch(vault.put("one", PHONE))
    assert match is not None
    assert match[1] == "phone"


def test_the_same_value_twice_gets_two_tokens(vault: ConversationVault) -> None:
    assert vault.put("one", PHONE) != vault.put("one", PHONE)


def test_a_kind_that_is_no_key_is_refused(vault: ConversationVault) -> None:
    for kind in ("", "Phone", "电话", "a b", "x" * 49, "a⟧"):
        with pytest.raises(ValueError, match="is no kind"):
            vault.put("one", Secret(kind, "1", "1", "1"))


def test_another_conversation_cannot_open_a_token(vault: ConversationVault) -> None:
    token = vault.put("one", PHONE)
    with pytest.raises(KeyError):
        vault.open("two", token)
    assert vault.open_many("two", [token]) == {}
    assert vault.render("two", f"电话{token}。") == "电话【…】。"


def test_a_token_under_another_kind_does_not_open(vault: ConversationVault) -> None:
    token = vault.put("one", PHONE)
    with pytest.raises(KeyError):
        vault.open("one", token.replace("phone", "email"))


def test_nobody_can_put_into_a_conversation_that_does_not_exist(vault: ConversationVault) -> None:
    with pytest.raises(KeyError):
        vault.put("three", PHONE)


def test_many_are_put_and_opened_in_their_order(vault: ConversationVault) -> None:
    secrets = [Secret("number", str(n), str(n), str(n)) for n in range(1200)]
    tokens = vault.put_many("one", secrets)
    found = vault.open_many("one", tokens)
    assert [found[token] for token in tokens] == secrets


def test_nothing_put_and_nothing_opened_is_nothing(vault: ConversationVault) -> None:
    assert (vault.put_many("one", []), vault.open_many("one", []), vault.render("one", "要带什么?")) == ((), {}, "要带什么?")


def test_a_reply_is_rendered_for_eye_and_ear(vault: ConversationVault) -> None:
    name, phone = vault.put_many("one", [NAME, PHONE])
    reply = f"{name},您的号码是{phone},对吗?{phone}"
    assert vault.render("one", reply) == "王建国,您的号码是138 0013 8000,对吗?138 0013 8000"
    assert vault.render("one", reply, ear=True) == "王建国,您的号码是幺三八,零零幺三,八零零零,对吗?幺三八,零零幺三,八零零零"


def test_what_was_said_is_rendered_in_the_residents_own_words(vault: ConversationVault) -> None:
    name, day = vault.put_many("one", [NAME, DAY])
    assert vault.open("one", day) == DAY
    assert vault.render("one", f"{name},{day}生的", said=True) == "王建国,上周三生的"
    assert vault.render("one", f"{name},{day}生的") == "王建国,2026年11月11日（星期三）生的"


def test_a_value_that_looks_like_a_token_is_not_opened_again(vault: ConversationVault) -> None:
    phone = vault.put("one", PHONE)
    text_ = vault.put("one", Secret("text", phone, phone, phone))
    assert vault.render("one", text_) == phone


def test_unknown_and_broken_tokens_never_fail(vault: ConversationVault) -> None:
    vault.put("one", PHONE)
    assert vault.render("one", "⟦phone:abcd2345⟧ ⟦phone:abc⟧ ⟦⟧ ⟦ph one:abcd2345⟧") == "【…】 ⟦phone:abc⟧ ⟦⟧ ⟦ph one:abcd2345⟧"


def test_after_erasing_nothing_opens_and_the_other_conversation_keeps_its_own(vault: ConversationVault) -> None:
    gone, kept = vault.put("one", PHONE), vault.put("two", NAME)
    vault.erase("one")
    vault.erase("one")
    assert vault.render("one", f"{gone}") == "【…】"
    assert vault.open("two", kept) == NAME


def test_staff_see_what_a_token_is_and_not_what_it_says(vault: ConversationVault) -> None:
    token = vault.put("one", PHONE)
    labels = {"phone": "手机号"}
    assert labelled(f"我的号码是{token}", labels, "个人信息") == "我的号码是〔手机号〕"


def test_tokens_of_a_text_are_listed_once_each(vault: ConversationVault) -> None:
    phone, name = vault.put("one", PHONE), vault.put("one", NAME)
    assert tokens_in(f"{name}{phone}和{name}") == (name, phone)


# --- the database ----------------------------------------------------------------------------------


def test_the_row_holds_no_plain_text(sql_vault: SqlVault, sessions: Sessions) -> None:
    token = sql_vault.put("one", Secret("person_name", "王建国", "王建国", "王建国"))
    with sessions.begin() as session:
        row = session.get_one(VaultRow, ("one", token))
        everything = " ".join(str(getattr(row, column.key)) for column in inspect(VaultRow).columns)
    assert not any(form in everything for form in ("王", "建国", "\\u738b", "5bb6"))
    assert row.kind == "person_name"


def test_deleting_the_conversation_takes_its_secrets_along(sql_vault: SqlVault, sessions: Sessions) -> None:
    sql_vault.put_many("one", [PHONE, NAME])
    kept = sql_vault.put("two", PHONE)
    with sessions.begin() as session:
        session.execute(text("DELETE FROM conversations WHERE id = 'one'"))
    with sessions.begin() as session:
        assert session.scalars(select(VaultRow.token)).all() == [kept]


def test_a_row_moved_to_another_conversation_does_not_open(sql_vault: SqlVault, sessions: Sessions) -> None:
    token = sql_vault.put("one", PHONE)
    with sessions.begin() as session:
        session.execute(update(VaultRow).values(conversation_id="two"))
    with pytest.raises(ValueError, match="changed or moved"):
        sql_vault.open("two", token)
    assert sql_vault.render("two", f"您的号码是{token}") == "您的号码是【…】"


def test_two_rows_exchanged_do_not_open(sql_vault: SqlVault, sessions: Sessions) -> None:
    phone, name = sql_vault.put_many("one", [PHONE, NAME])
    with sessions.begin() as session:
        a, b = session.get_one(VaultRow, ("one", phone)), session.get_one(VaultRow, ("one", name))
        a.sealed, b.sealed = b.sealed, a.sealed
    for token in (phone, name):
        with pytest.raises(ValueError, match="changed or moved"):
            sql_vault.open("one", token)


def test_one_changed_row_leaves_the_rest_of_a_reply_readable(sql_vault: SqlVault, sessions: Sessions) -> None:
    phone, name = sql_vault.put_many("one", [PHONE, NAME])
    with sessions.begin() as session:
        session.get_one(VaultRow, ("one", phone)).sealed += "A"
    assert sql_vault.render("one", f"{name} {phone}") == "王建国 【…】"


def test_the_caller_of_an_open_transaction_uses_its_session(sessions: Sessions, cipher: Cipher) -> None:
    with sessions.begin() as session:
        tokens = put_secrets(session, cipher, "one", [PHONE], NOW)
        assert open_secrets(session, cipher, "one", tokens) == {tokens[0]: PHONE}
        session.rollback()
    with pytest.raises(KeyError):
        SqlVault(sessions, cipher).open("one", tokens[0])


def test_many_threads_put_and_open_at_once(sql_vault: SqlVault) -> None:
    def there_and_back(n: int) -> bool:
        secret = Secret("number", n, str(n), str(n))
        return sql_vault.open("one", sql_vault.put("one", secret)) == secret

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(there_and_back, range(80))) == [True] * 80


def test_every_row_is_sealed_again_and_the_old_key_opens_nothing_any_more(sessions: Sessions) -> None:
    first = new_keyring()
    tokens = SqlVault(sessions, Cipher(first)).put_many("one", [Secret("number", n, str(n), str(n)) for n in range(1100)])
    both = first.with_new_key()
    with sessions.begin() as session:
        assert reseal_secrets(session, Cipher(both).reseal) == 1100
    only_new = SqlVault(sessions, Cipher(both.without_old_keys()))
    assert [secret.value for secret in map(only_new.open_many("one", tokens).__getitem__, tokens)] == list(range(1100))
    with pytest.raises(ValueError, match="key that is not here"):
        SqlVault(sessions, Cipher(first)).open("one", tokens[0])


def test_a_lost_key_is_noticed_before_anything_is_written(sql_vault: SqlVault, sessions: Sessions, cipher: Cipher) -> None:
    sql_vault.put("one", PHONE)
    with sessions.begin() as session:
        all_tables().create_all(session.connection())
        check_keys(session, cipher)
        with pytest.raises(KeyFault, match="put the key file back from your backup"):
            check_keys(session, Cipher(new_keyring()))


# --- the cipher ------------------------------------------------------------------------------------


@given(st.text(st.characters(codec="utf-8")), st.text(st.characters(codec="utf-8")))
def test_what_is_sealed_unseals_in_its_own_context_only(plain: str, context: str) -> None:
    cipher = Cipher(KEYS)
    sealed = cipher.seal(plain, context)
    assert cipher.unseal(sealed, context) == plain
    with pytest.raises(ValueError, match="changed or moved"):
        cipher.unseal(sealed, context + "x")


@given(st.data())
def test_any_changed_character_is_noticed(data: st.DataObject) -> None:
    cipher, sealed = Cipher(KEYS), SEALED
    at = data.draw(st.integers(0, len(sealed) - 1))
    other = data.draw(st.sampled_from([c for c in "ABab01-_=. é" if c != sealed[at]]))
    with pytest.raises(ValueError, match=r"key that is not here|changed or moved"):
        cipher.unseal(sealed[:at] + other + sealed[at + 1 :], "row")


@pytest.mark.parametrize("sealed", ["", ".", "plain", "00000000.", "00000000.AAAA", "\x00"])
def test_what_was_never_sealed_does_not_unseal(sealed: str) -> None:
    with pytest.raises(ValueError, match="key that is not here"):
        Cipher(KEYS).unseal(sealed, "row")
    with pytest.raises(ValueError, match="changed or moved"):
        Cipher(KEYS).unseal(f"{KEYS.writing.id}.{sealed.replace('.', '')[:6]}", "row")


def test_a_wrong_key_opens_nothing() -> None:
    sealed = Cipher(KEYS).seal("13800138000", "row")
    with pytest.raises(ValueError, match="key that is not here"):
        Cipher(new_keyring()).unseal(sealed, "row")
    stranger = new_keyring()
    with pytest.raises(ValueError, match="changed or moved"):
        Cipher(stranger).unseal(f"{stranger.writing.id}.{sealed.partition('.')[2]}", "row")


def test_the_same_text_is_never_sealed_the_same_way_twice() -> None:
    cipher = Cipher(KEYS)
    assert len({cipher.seal("110", "row") for _ in range(200)}) == 200


def test_resealing_changes_only_what_an_old_key_sealed() -> None:
    old, both = Cipher(KEYS), Cipher(KEYS.with_new_key())
    sealed = old.seal("王建国", "row")
    again = both.reseal(sealed, "row")
    assert (again != sealed, both.unseal(again, "row"), both.reseal(again, "row")) == (True, "王建国", again)


@given(st.binary(max_size=64), st.text())
def test_a_file_unseals_in_its_own_context_only(plain: bytes, context: str) -> None:
    cipher = Cipher(KEYS)
    sealed = cipher.seal_bytes(plain, context)
    assert cipher.unseal_bytes(sealed, context) == plain
    assert plain not in sealed or len(plain) < 4
    with pytest.raises(ValueError, match="changed or moved"):
        cipher.unseal_bytes(sealed, f"{context}x")


@given(st.data())
def test_any_changed_byte_of_a_file_is_noticed(data: st.DataObject) -> None:
    sealed = Cipher(KEYS).seal_bytes(b"\xff\xd8\xff a paper", "row")
    at = data.draw(st.integers(0, len(sealed) - 1))
    other = sealed[:at] + bytes([sealed[at] ^ data.draw(st.integers(1, 255))]) + sealed[at + 1 :]
    with pytest.raises(ValueError, match=r"changed or moved|key that is not here"):
        Cipher(KEYS).unseal_bytes(other, "row")


@pytest.mark.parametrize("sealed", [b"", b".", b"plain", b"\xff\xd8\xff", b"00000000.AAAA"])
def test_a_file_that_was_never_sealed_does_not_unseal(sealed: bytes) -> None:
    with pytest.raises(ValueError, match="key that is not here"):
        Cipher(KEYS).unseal_bytes(sealed, "row")
    with pytest.raises(ValueError, match="changed or moved"):
        Cipher(KEYS).unseal_bytes(KEYS.writing.id.encode() + b"." + sealed, "row")


def test_resealing_a_file_changes_only_what_an_old_key_sealed() -> None:
    old, both = Cipher(KEYS), Cipher(KEYS.with_new_key())
    sealed = old.seal_bytes(b"a paper", "row")
    again = both.reseal_bytes(sealed, "row")
    assert (again != sealed, both.unseal_bytes(again, "row"), both.reseal_bytes(again, "row")) == (True, b"a paper", again)


def test_fingerprints_find_the_same_text_also_after_the_keys_changed() -> None:
    first = Cipher(KEYS).fingerprint("11010519491231002X")
    later = parse_keys(KEYS.with_new_key().without_old_keys().text(), "here")
    assert (Cipher(later).fingerprint("11010519491231002X"), len(first)) == (first, 64)
    assert Cipher(KEYS).fingerprint("110105194912310021") != first
    assert Cipher(new_keyring()).fingerprint("11010519491231002X") != first


# --- the keys --------------------------------------------------------------------------------------


def test_the_first_start_makes_a_key_file_that_only_its_owner_reads(tmp_path: Path) -> None:
    path = tmp_path / "home" / "keys" / "vault.key"
    made = load_keys(None, path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert load_keys(None, path) == made
    assert [one.name for one in path.parent.iterdir()] == ["vault.key"]


def test_two_first_starts_at_once_agree_on_one_key(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "vault.key"
    with ThreadPoolExecutor(8) as pool:
        rings = list(pool.map(lambda _: load_keys(None, path), range(8)))
    assert len({ring.writing.id for ring in rings}) == 1


def test_the_setting_wins_and_no_file_is_made(tmp_path: Path) -> None:
    ring = load_keys(KEYS.text(), tmp_path / "vault.key")
    assert (ring, list(tmp_path.iterdir())) == (KEYS, [])


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o660])
def test_a_key_file_that_others_can_read_stops_the_start(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "vault.key"
    write_keys(path, KEYS)
    path.chmod(mode)
    with pytest.raises(KeyFault, match=r"run `chmod 600 .*vault\.key` and start again"):
        load_keys(None, path)


@pytest.mark.parametrize("content", ["", "\n", "short", "AAAA", "é" * 44, "A" * 44, "fingerprint:" + "A" * 43 + "=", "schlüssel"])
def test_a_malformed_key_file_stops_the_start(tmp_path: Path, content: str) -> None:
    path = tmp_path / "vault.key"
    path.write_text(content, encoding="utf-8")
    path.chmod(0o600)
    with pytest.raises(KeyFault, match=r"vault\.key (must|is not a key file)"):
        load_keys(None, path)


def test_a_fault_never_tells_the_key() -> None:
    word = KEYS.text().split()[0][:-3]
    with pytest.raises(KeyFault) as fault:
        parse_keys(word, "The setting")
    assert word not in str(fault.value)
    assert KEYS.text().split()[0] not in repr(KEYS)


def test_a_keyring_survives_being_written_and_read(tmp_path: Path) -> None:
    ring = KEYS.with_new_key().with_new_key()
    write_keys(tmp_path / "vault.key", ring)
    found = read_keys(tmp_path / "vault.key")
    assert (found, list(found.reading)) == (ring, list(ring.reading))


def test_keys_in_a_setting_may_stand_behind_commas() -> None:
    ring: Keyring = KEYS.with_new_key()
    assert parse_keys(",".join(ring.text().split()), "The setting") == ring
