"""Settings are read once, typed, and refused in a sentence."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from pydantic import SecretStr

from api.cli.show_settings import HIDDEN, shown
from api.settings import ROOT, Settings, SettingsError, env_name, load_settings, read_settings, sources


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for field in Settings.model_fields:
        monkeypatch.delenv(env_name(field), raising=False)
    monkeypatch.setenv("NUANBAN_HOME", str(tmp_path / "home"))
    monkeypatch.setitem(Settings.model_config, "env_file", tmp_path / ".env")
    return


def test_without_any_setting_everything_lies_in_the_home(tmp_path: Path) -> None:
    settings = read_settings()
    home = tmp_path / "home"
    assert (settings.url, settings.database_url, settings.records_url, settings.tracker_url) == (
        "http://127.0.0.1:8000",
        f"sqlite:///{home}/nuanban.db",
        f"sqlite:///{home}/records.db",
        f"sqlite:///{home}/tracker.db",
    )
    assert not home.exists()


def test_relative_paths_are_the_projects(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUANBAN_HOME", "elsewhere")
    assert read_settings().home == ROOT / "elsewhere"


@pytest.mark.parametrize(
    ("name", "value", "field", "expected"),
    [
        ("PORT", "8123", "port", 8123),
        ("HOST", "0.0.0.0", "host", "0.0.0.0"),
        ("NUANBAN_DEMO", "no", "demo", False),
        ("NUANBAN_TURN_TIMEOUT", "7.5", "turn_timeout", 7.5),
        ("DATABASE_URL", "postgres://me:pw@db/nuanban", "database_url", "postgresql+psycopg://me:pw@db/nuanban"),
        ("NUANBAN_RECORDS_URL", "postgresql://db/records", "records_url", "postgresql+psycopg://db/records"),
        ("DATABASE_URL", "sqlite:////srv/n.db", "database_url", "sqlite:////srv/n.db"),
        ("PORT", "", "port", 8000),
    ],
)
def test_the_environment_is_read(monkeypatch: pytest.MonkeyPatch, name: str, value: str, field: str, expected: object) -> None:
    monkeypatch.setenv(name, value)
    assert getattr(read_settings(), field) == expected


def test_the_environment_comes_before_the_file_and_each_says_where_it_is_from(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("PORT=8200\nHOST=10.0.0.1\n")
    monkeypatch.setenv("PORT", "8300")
    settings = read_settings()
    came_from = sources(settings, {"PORT": "8300"})
    assert (settings.port, settings.host) == (8300, "10.0.0.1")
    assert (came_from["port"], came_from["host"], came_from["demo"]) == ("environment", ".env", "default")


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"PORT": "lots"}, "PORT: input should be a valid integer, unable to parse string as an integer"),
        ({"PORT": "70000"}, "PORT: input should be less than or equal to 65535"),
        ({"TLS_CERT": "cert.pem"}, "TLS_CERT and TLS_KEY belong together: set both or neither"),
        (
            {"NUANBAN_ACTION_TIMEOUT": "10"},
            "NUANBAN_ACTION_TIMEOUT must be less than NUANBAN_TURN_TIMEOUT, so that a slow action is told as one",
        ),
    ],
)
def test_a_setting_that_cannot_be_used_is_refused_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch, values: dict[str, str], sentence: str
) -> None:
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as refused:
        read_settings()
    assert str(refused.value) == sentence


def test_secrets_are_made_once_and_for_this_user_alone(tmp_path: Path) -> None:
    first, second = load_settings(), load_settings()
    keys = tmp_path / "home" / "keys"
    assert first.action_secret == second.action_secret
    assert first.rasa_token == second.rasa_token
    assert first.rasa_token != first.action_secret
    assert len(first.action_secret.get_secret_value()) == 43
    assert {path.name: stat.S_IMODE(path.stat().st_mode) for path in keys.iterdir()} == {
        "rasa_token.key": 0o600,
        "action_secret.key": 0o600,
    }
    assert stat.S_IMODE(keys.stat().st_mode) == 0o700


def test_a_secret_that_is_set_makes_no_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("NUANBAN_ACTION_SECRET", "chosen")
    assert load_settings().action_secret == SecretStr("chosen")
    assert [path.name for path in (tmp_path / "home" / "keys").iterdir()] == ["rasa_token.key"]


def test_a_key_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    load_settings()
    path = tmp_path / "home" / "keys" / "action_secret.key"
    path.chmod(0o644)
    with pytest.raises(SettingsError) as refused:
        load_settings()
    assert str(refused.value) == f"{path} can be read by others: run `chmod 600 {path}`, and delete it if somebody may have read it"


@pytest.mark.parametrize("weak", ["changethis", "a" * 40, "1234567890"])
def test_a_weak_secret_is_refused_outside_the_demonstration_only(monkeypatch: pytest.MonkeyPatch, weak: str) -> None:
    monkeypatch.setenv("NUANBAN_ACTION_SECRET", weak)
    assert load_settings().demo is True
    monkeypatch.setenv("NUANBAN_DEMO", "no")
    with pytest.raises(SettingsError, match="NUANBAN_ACTION_SECRET can be guessed"):
        load_settings()


def test_made_secrets_are_strong_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUANBAN_DEMO", "no")
    assert load_settings().demo is False


def test_showing_the_settings_hides_every_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    said = {
        "NUANBAN_ACTION_SECRET": "hush-one",
        "NUANBAN_RASA_TOKEN": "hush-two",
        "NUANBAN_VAULT_KEY": "hush-three",
        "REDIS_URL": "redis://:hush-four@localhost",
        "DATABASE_URL": "postgresql://me:hush-five@db/nuanban",
        "NUANBAN_TRACKER_URL": "postgresql://me:hush-six@db/tracker",
    }
    for name, value in said.items():
        monkeypatch.setenv(name, value)
    rows = shown(read_settings())
    assert [row.name for row in rows if "hush" in repr(row)] == []
    assert {row.name: row.value for row in rows if row.name in {"NUANBAN_VAULT_KEY", "DATABASE_URL"}} == {
        "NUANBAN_VAULT_KEY": HIDDEN,
        "DATABASE_URL": "postgresql+psycopg://me:***@db/nuanban",
    }


def test_every_setting_says_what_it_means() -> None:
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []


def test_behind_tls_rasa_comes_in_over_a_plain_port_on_loopback(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("TLS_CERT", "TLS_KEY"):
        (tmp_path / name).write_text("")
        monkeypatch.setenv(name, str(tmp_path / name))
    monkeypatch.setenv("HOST", "0.0.0.0")
    settings = read_settings()
    assert (settings.url, settings.actions_url) == ("https://127.0.0.1:8000", "http://127.0.0.1:5055/actions/webhook")


WECHAT = {
    "NUANBAN_WECHAT_APP_ID": "wx-for-tests-only",
    "NUANBAN_WECHAT_SECRET": "wechat-secret-for-tests-only",
    "NUANBAN_WECHAT_TOKEN": "tokenForTestsOnly0123456789",
    "NUANBAN_WECHAT_AES_KEY": "aesKeyForTestsOnly0123456789abcdefghijklmno",
    "NUANBAN_PUBLIC_URL": "https://city.example/",
}


def set_wechat(monkeypatch: pytest.MonkeyPatch, **changed: str) -> None:
    for name, value in {**WECHAT, **changed}.items():
        monkeypatch.setenv(name, value)


def test_an_account_of_wechat_is_read_and_its_address_ends_without_a_slash(monkeypatch: pytest.MonkeyPatch) -> None:
    set_wechat(monkeypatch, NUANBAN_DEMO="no")
    settings = load_settings()
    assert (settings.wechat_app_id, settings.wechat_mode, settings.public_url) == ("wx-for-tests-only", "safe", "https://city.example")
    assert settings.wechat_rights == ("customer_service", "templates", "oauth", "media", "voice_upload", "menu")


def test_without_an_app_id_nothing_of_wechat_is_demanded() -> None:
    assert read_settings().wechat_app_id is None


def test_wechat_can_be_set_in_the_file_too(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("".join(f"{name}={value}\n" for name, value in WECHAT.items()) + "NUANBAN_WECHAT_RIGHTS=oauth, media\n")
    settings = read_settings()
    assert (settings.wechat_app_id, settings.wechat_rights) == ("wx-for-tests-only", ("oauth", "media"))
    assert sources(settings, {})["wechat_rights"] == ".env"


@pytest.mark.parametrize(("written", "rights"), [("none", ()), ("oauth", ("oauth",)), ("media,  oauth,", ("media", "oauth"))])
def test_rights_are_words_with_commas(monkeypatch: pytest.MonkeyPatch, written: str, rights: tuple[str, ...]) -> None:
    monkeypatch.setenv("NUANBAN_WECHAT_RIGHTS", written)
    settings = read_settings()
    assert settings.wechat_rights == rights
    assert {row.name: row.value for row in shown(settings)}["NUANBAN_WECHAT_RIGHTS"] == (", ".join(rights) or "none")


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        (
            {"NUANBAN_WECHAT_SECRET": "", "NUANBAN_WECHAT_TOKEN": ""},
            "with NUANBAN_WECHAT_APP_ID set, NUANBAN_WECHAT_SECRET and NUANBAN_WECHAT_TOKEN must be set too;"
            " without it the WeChat bridge is off",
        ),
        (
            {"NUANBAN_WECHAT_AES_KEY": ""},
            "with NUANBAN_WECHAT_APP_ID set, NUANBAN_WECHAT_AES_KEY must be set too; without it the WeChat bridge is off",
        ),
        (
            {"NUANBAN_PUBLIC_URL": ""},
            "with NUANBAN_WECHAT_APP_ID set, NUANBAN_PUBLIC_URL must be set too; without it the WeChat bridge is off",
        ),
        (
            {"NUANBAN_WECHAT_AES_KEY": "short"},
            "NUANBAN_WECHAT_AES_KEY must be 43 letters and digits; WeChat's page 服务器配置 makes one (EncodingAESKey)",
        ),
        (
            {"NUANBAN_WECHAT_TOKEN": "with-dashes"},
            "NUANBAN_WECHAT_TOKEN must be 3 to 32 letters and digits, the same as on WeChat's page 服务器配置",
        ),
        (
            {"NUANBAN_DEMO": "no", "NUANBAN_PUBLIC_URL": "http://city.example"},
            "NUANBAN_PUBLIC_URL must begin with https:// outside the demonstration: residents' talks go over it",
        ),
        (
            {"NUANBAN_DEMO": "no", "NUANBAN_WECHAT_API": "http://api.example"},
            "NUANBAN_WECHAT_API must begin with https:// outside the demonstration: the account's secret goes over it",
        ),
        (
            {"NUANBAN_DEMO": "no", "NUANBAN_WECHAT_MODE": "plain"},
            "NUANBAN_WECHAT_MODE must be safe or compatible outside the demonstration: in plain mode nothing proves what residents said",
        ),
        (
            {"NUANBAN_WECHAT_RIGHTS": "oauth, flying"},
            "NUANBAN_WECHAT_RIGHTS: flying: no such right;"
            " known are customer_service, templates, subscriptions, oauth, media, voice_upload, menu, or none",
        ),
        (
            {"NUANBAN_PUBLIC_URL": "city.example"},
            "NUANBAN_PUBLIC_URL: must be an address such as https://city.example, without a question mark",
        ),
    ],
)
def test_settings_of_wechat_that_do_not_fit_together_are_refused(
    monkeypatch: pytest.MonkeyPatch, changed: dict[str, str], sentence: str
) -> None:
    set_wechat(monkeypatch, **changed)
    with pytest.raises(SettingsError) as refused:
        read_settings()
    assert str(refused.value) == sentence


def test_in_plain_mode_no_key_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    set_wechat(monkeypatch, NUANBAN_WECHAT_AES_KEY="", NUANBAN_WECHAT_MODE="plain")
    assert read_settings().wechat_mode == "plain"


@pytest.mark.parametrize(
    ("name", "weak"),
    [("NUANBAN_WECHAT_SECRET", "changethis"), ("NUANBAN_WECHAT_TOKEN", "wechat"), ("NUANBAN_WECHAT_AES_KEY", "a" * 43)],
)
def test_a_secret_of_wechat_that_can_be_guessed_is_refused_outside_the_demonstration(
    monkeypatch: pytest.MonkeyPatch, name: str, weak: str
) -> None:
    set_wechat(monkeypatch, **{name: weak})
    assert load_settings().demo is True
    monkeypatch.setenv("NUANBAN_DEMO", "no")
    with pytest.raises(SettingsError) as refused:
        load_settings()
    assert str(refused.value) == f"{name} can be guessed: give it at least 24 random characters, and change it on WeChat's page too"


def test_the_secrets_of_wechat_are_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    set_wechat(monkeypatch)
    rows = {row.name: row.value for row in shown(read_settings())}
    assert [rows[name] for name in ("NUANBAN_WECHAT_SECRET", "NUANBAN_WECHAT_TOKEN", "NUANBAN_WECHAT_AES_KEY")] == [HIDDEN] * 3
