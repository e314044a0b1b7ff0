"""The vault keeps what it was given, opens it for one conversation only, and notices every change."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import inspect, select, text, update

from api.all_tables import all_tables
from api.staff.labels import labelled
from api.vault import Cipher, ConversationVault, FakeVault, KeyFault, SqlVault, check_keys, reseal_secrets, tokens_in
from api.vault.keys import new_keyring
from api.vault.sql import open_secrets, put_secrets
from api.vault.tables import VaultRow
from bot.database import Sessions
from bot.vault import TOKEN, Secret
from tests.api.vault.secrets import DAY, NAME, NOW, PHONE, database
from tests.postgres import postgres_url

__all__ = ["postgres_url"]


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
