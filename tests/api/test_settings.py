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
