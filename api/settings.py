"""Every setting: its meaning, default and type. Read once at start, and handed in from there.

A value comes from the environment, else from `.env` at the top of the project,
else from the default. Relative paths are relative to the project's folder.
"""

from __future__ import annotations

import os
import secrets
import stat
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, AliasChoices, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, DotEnvSettingsSource, SettingsConfigDict

from api.wechat.settings import RIGHTS, USUAL_RIGHTS, BaseUrl, Mode, NewsKind, Rights, wechat_fault

ROOT = Path(__file__).resolve().parent.parent
"""The project's folder."""

PREFIX = "NUANBAN_"

SECRET_HEADER = "X-Nuanban-Secret"
"""The header in which Rasa, and `nuanban reload`, show `action_secret` to the gateway."""

KEY_FILES = {"rasa_token": "rasa_token.key", "action_secret": "action_secret.key"}
"""Secrets that are made once, into `<home>/keys`, when nobody sets them."""

WECHAT_SECRETS = ("wechat_secret", "wechat_token", "wechat_aes_key")
"""Secrets that are the same on WeChat's page; nothing can make them here."""

LEAST_SECRET = 24
"""Characters that a secret has at least, outside the demonstration."""


class SettingsError(Exception):
    """A setting cannot be used; the message is one sentence that says what to do."""


def _in_project(path: Path) -> Path:
    return path.expanduser() if path.expanduser().is_absolute() else ROOT / path


def _with_driver(url: str) -> str:
    """PostgreSQL addresses as hosts hand them out, with the driver that we use."""
    for plain in ("postgres://", "postgresql://"):
        if url.startswith(plain):
            return "postgresql+psycopg://" + url.removeprefix(plain)
    return url


ProjectPath = Annotated[Path, AfterValidator(_in_project)]
DatabaseUrl = Annotated[str, AfterValidator(_with_driver)]


def _sqlite(name: str) -> Any:
    return lambda values: f"sqlite:///{values['home'] / name}" if "home" in values else ""


class Settings(BaseSettings):
    """All settings, typed. `env_name` says under which name the environment holds one."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=ROOT / ".env", env_ignore_empty=True, extra="ignore", frozen=True, populate_by_name=True
    )

    home: ProjectPath = Field(Path("var"), description="Folder of keys, models, outbox, logs and databases")
    host: str = Field("127.0.0.1", validation_alias=AliasChoices("HOST"), description="Address that the door listens on")
    port: int = Field(8000, ge=1, le=65535, validation_alias=AliasChoices("PORT"), description="Port that the door listens on")
    tls_cert: ProjectPath | None = Field(
        None, validation_alias=AliasChoices("TLS_CERT"), description="Certificate (PEM); browsers give other devices no microphone without"
    )
    tls_key: ProjectPath | None = Field(None, validation_alias=AliasChoices("TLS_KEY"), description="The certificate's private key (PEM)")
    database_url: DatabaseUrl = Field(
        default_factory=_sqlite("nuanban.db"),
        validation_alias=AliasChoices("DATABASE_URL"),
        description="Our own tables: SQLite or PostgreSQL",
    )
    records_url: DatabaseUrl = Field(default_factory=_sqlite("records.db"), description="The departments' records: SQLite or PostgreSQL")
    tracker_url: str = Field(default_factory=_sqlite("tracker.db"), description="Rasa's tracker store: sqlite:/// or postgresql://")
    redis_url: SecretStr | None = Field(None, validation_alias=AliasChoices("REDIS_URL"), description="Redis, for several gateways")
    rasa_url: str = Field(
        "http://127.0.0.1:5005", description="Where Rasa answers; on this machine `run` starts it there, elsewhere it is only asked"
    )
    actions_port: int = Field(5055, ge=1, le=65535, description="With TLS_CERT: plain port on loopback where Rasa finds the actions")
    rasa_token: SecretStr = Field(SecretStr(""), description="Token of Rasa's own API; made once into keys/ when not set")
    action_secret: SecretStr = Field(
        SecretStr(""), description="What Rasa shows to /actions/webhook and `reload` to the gateway; made once into keys/ when not set"
    )
    vault_key: SecretStr | None = Field(None, description="Key of the vault, 32 bytes in base64; a file in keys/ when not set")
    demo: bool = Field(True, description="Demonstration: invented people and records, codes shown on the page")
    outbox: ProjectPath | None = Field(
        None, description="Folder from which the city's message gateway takes one-time codes; in the demonstration outbox/ in home"
    )
    turn_timeout: float = Field(10.0, gt=0, description="Seconds that a turn may take before the resident hears that it failed")
    action_timeout: float = Field(6.0, gt=0, description="Seconds that one action may take; less than turn_timeout")
    calls: int = Field(40, ge=1, description="Voice calls at once in one gateway; whoever comes next is asked to type or try again")
    new_talks: int = Field(60, ge=1, description="Talks that one address may begin in a minute; not counted for this machine itself")
    data: ProjectPath = Field(Path("data"), description="Folder of services, sentences, regions and training examples")
    unseen: ProjectPath | None = Field(
        None, description="Folder of labelled sentences that understanding is measured on beside data/unseen"
    )
    speaker: Literal["auto", "pyttsx3", "espeak", "silent"] = Field(
        "auto", description="The voice; auto: pyttsx3, else the command espeak-ng, whichever reads Mandarin"
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="How much the logs say")
    recognizer: Literal["auto", "vosk", "sherpa", "none"] = Field("auto", description="Which engine hears; auto: the one the model is for")
    vosk_model: str | None = Field(None, description="Model that hears: a name in models-voice/ in home, or a path; else the default one")
    sherpa_model: str | None = Field(None, description="With NUANBAN_RECOGNIZER=sherpa: the model's name or path")
    public_url: BaseUrl | None = Field(None, description="https address under which residents reach this machine; links begin with it")
    wechat_app_id: str | None = Field(None, description="AppID of the city's WeChat Official Account; without it the WeChat bridge is off")
    wechat_secret: SecretStr | None = Field(None, description="The account's AppSecret")
    wechat_token: SecretStr | None = Field(None, description="Token of WeChat's page 服务器配置: 3 to 32 letters and digits")
    wechat_aes_key: SecretStr | None = Field(None, description="EncodingAESKey of the same page, 43 characters; not needed in plain mode")
    wechat_mode: Mode = Field("safe", description="How WeChat's server writes to us: plain, compatible or safe (明文, 兼容, 安全)")
    wechat_name: str | None = Field(None, description="The account's name, as residents find it in WeChat")
    wechat_rights: Rights = Field(
        USUAL_RIGHTS, description=f"What the account may do, with commas: {', '.join(RIGHTS)}, or none; `nuanban wechat check` tries them"
    )
    wechat_news_template: str | None = Field(
        None, description="Id of the template for news of a case; data/wechat.yml names its fields; without one news wait to be asked for"
    )
    wechat_news_kind: NewsKind = Field(
        "template",
        description="What that template is of: template (模板消息) or subscription (订阅通知), to which residents agree",
    )
    wechat_api: BaseUrl = Field("https://api.weixin.qq.com", description="Where WeChat's interfaces are")
    wechat_open: BaseUrl = Field("https://open.weixin.qq.com", description="Where WeChat tells pages who opens them (OAuth)")

    @model_validator(mode="after")
    def _fit_together(self) -> Settings:
        if (self.tls_cert is None) != (self.tls_key is None):
            raise ValueError("TLS_CERT and TLS_KEY belong together: set both or neither")
        for file in (self.tls_cert, self.tls_key):
            if file is not None and not file.is_file():
                raise ValueError(f"{file} is not a file; TLS_CERT and TLS_KEY name PEM files")
        if self.action_timeout >= self.turn_timeout:
            raise ValueError("NUANBAN_ACTION_TIMEOUT must be less than NUANBAN_TURN_TIMEOUT, so that a slow action is told as one")
        if fault := wechat_fault(self):
            raise ValueError(fault)
        return self

    @property
    def url(self) -> str:
        """The door's address as one opens it on this machine."""
        host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(self.host, f"[{self.host}]" if ":" in self.host else self.host)
        return f"{'https' if self.tls_cert else 'http'}://{host}:{self.port}"

    @property
    def hearing_model(self) -> str | None:
        """The model of the engine that hears."""
        return self.sherpa_model if self.recognizer == "sherpa" else self.vosk_model

    @property
    def actions_url(self) -> str:
        """Where Rasa finds the actions: behind TLS on a plain port of its own, because it would not believe the certificate."""
        door = f"http://127.0.0.1:{self.actions_port}" if self.tls_cert else self.url
        return f"{door}/actions/webhook"


def env_name(field: str) -> str:
    """The name of this setting in the environment: PORT, NUANBAN_DEMO …"""
    alias = Settings.model_fields[field].validation_alias
    return str(alias.choices[0]) if isinstance(alias, AliasChoices) else PREFIX + field.upper()


def read_settings(**given: Any) -> Settings:
    """The settings as they stand, without making any key. Raises SettingsError."""
    try:
        return Settings(**given)
    except ValidationError as error:
        faults = [fault for fault in error.errors() if fault["type"] != "default_factory_not_called"]
        raise SettingsError("; ".join(map(_say, faults))) from None


def read_without_wechat() -> Settings:
    """The settings as if nobody had set any of WeChat's, for looking at the others where those have a fault. Raises SettingsError."""
    fields = [name for name in Settings.model_fields if name.startswith("wechat_") or name == "public_url"]
    return read_settings(**{name: Settings.model_fields[name].default for name in fields})


def load_settings(**given: Any) -> Settings:
    """The settings to serve with: secrets made where nobody set them, and strong outside the demonstration. Raises SettingsError."""
    settings = read_settings(**given)
    made = {f: SecretStr(_key(settings.home / "keys" / file)) for f, file in KEY_FILES.items() if not _revealed(getattr(settings, f))}
    settings = settings.model_copy(update=made)
    if not settings.demo:
        refuse_weak(settings)
    return settings


def refuse_weak(settings: Settings) -> None:
    """Raises SettingsError for a secret that can be guessed."""
    for field in (*KEY_FILES, "vault_key", *WECHAT_SECRETS):
        text = _revealed(getattr(settings, field))
        if text and (len(text) < LEAST_SECRET or len(set(text)) < LEAST_SECRET // 3):
            way_out = "and change it on WeChat's page too" if field in WECHAT_SECRETS else "or leave it out and one will be made"
            raise SettingsError(f"{env_name(field)} can be guessed: give it at least {LEAST_SECRET} random characters, {way_out}")


def sources(settings: Settings, environment: Mapping[str, str]) -> dict[str, str]:
    """Setting → where its value came from: `environment`, `.env`, `keys/…` or `default`."""
    written = DotEnvSettingsSource(Settings).env_vars
    found: dict[str, str] = {}
    for field in Settings.model_fields:
        name = env_name(field)
        if environment.get(name):
            found[field] = "environment"
        elif written.get(name.lower()):
            found[field] = ".env"
        elif field in KEY_FILES and (settings.home / "keys" / KEY_FILES[field]).exists():
            found[field] = f"keys/{KEY_FILES[field]}"
        else:
            found[field] = "default"
    return found


def private_folder(path: Path) -> Path:
    """The folder, made if it is missing, for this user alone (0700)."""
    path.mkdir(parents=True, exist_ok=True)
    path.chmod(0o700)
    return path


def _key(path: Path) -> str:
    """The secret in this file, made at first (0600). Raises SettingsError when others may read it or it is empty."""
    private_folder(path.parent)
    if not path.exists():
        _make_key(path)
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise SettingsError(f"{path} can be read by others: run `chmod 600 {path}`, and delete it if somebody may have read it")
    secret = path.read_text().strip()
    if not secret:
        raise SettingsError(f"{path} is empty: delete it and a new one will be made")
    return secret


def _make_key(path: Path) -> None:
    """Writes a new secret in one step: of two processes that start at once both read the same."""
    fresh = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(32))
    with suppress(FileExistsError):
        os.link(fresh, path)
    fresh.unlink()


def _revealed(secret: SecretStr | None) -> str:
    return secret.get_secret_value() if secret else ""


def _say(fault: Any) -> str:
    message = str(fault["msg"]).removeprefix("Value error, ")
    if not fault["loc"]:
        return message
    name = str(fault["loc"][0])
    name = env_name(name) if name in Settings.model_fields else name
    return f"{name}: {message[0].lower()}{message[1:]}"
