"""`nuanban doctor`: what is installed, what is missing, and how to get it."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

import typer
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from api import rasa_project
from api.cli.run import port_problem
from api.settings import ROOT, Settings, SettingsError, read_settings, read_without_wechat
from voice.ears import EarsMissing
from voice.ears.models import FOLDER, TRIED, find, is_vosk
from voice.ears.trial import fault_of
from voice.mouth import MouthMissing
from voice.mouth.choosing import SpeakerName, choose_speaker

PYTHONS = ("3.12", "3.10")
Need = Literal["run", "test", "voice"]
NEEDED_FOR_RUN = "run"
FOR: dict[Need, str] = {"run": "", "test": "for `make test`: ", "voice": "to talk aloud: "}
"""How a remedy begins."""
APT = "sudo apt-get install -y"


@dataclass(frozen=True)
class Check:
    """One thing that is there, or is not."""

    name: str
    ok: bool
    found: str
    remedy: str | None
    """What to do; None when all is well."""
    needed_for: Need = "run"


def add_to(app: typer.Typer) -> None:
    """Adds the command."""
    app.command(epilog="Example: nuanban doctor --json")(doctor)


def doctor(as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False) -> None:
    """Say what is installed, what is missing and how to get it. Exit code 1 when something that `make run` needs is missing."""
    checks = list(_examine_all())
    if as_json:
        typer.echo(json.dumps([asdict(check) for check in checks], ensure_ascii=False, indent=2))
    else:
        for check in checks:
            typer.echo(f"{'ok     ' if check.ok else 'MISSING'} {check.name}: {check.found}")
            if check.remedy:
                typer.echo(f"        {FOR[check.needed_for]}{check.remedy}")
    if any(not check.ok and check.needed_for == NEEDED_FOR_RUN for check in checks):
        raise typer.Exit(1)


def _examine_all() -> Iterator[Check]:
    """Looks at everything, and at the rest where WeChat's settings have a fault. Raises SettingsError for a fault of another setting."""
    try:
        settings, fault = read_settings(), None
    except SettingsError as error:
        settings, fault = read_without_wechat(), str(error)
    return examine(settings, _wechat(settings, fault))


def examine(settings: Settings, wechat: Check) -> Iterator[Check]:
    """Looks at everything but WeChat, of which is told what was found before, and changes nothing."""
    yield _command("uv", "run", "python3.12 -m pip install --user uv")
    yield from (_python(version) for version in PYTHONS)
    yield _environment("main environment", ROOT / ".venv" / "bin" / "python")
    yield _environment("Rasa's environment", rasa_project.BOT_PYTHON)
    yield _model(settings)
    yield _ears(settings)
    yield _database("database", settings.database_url)
    yield _database("departments' records", settings.records_url)
    yield _port("the door", settings.host, settings.port, settings.home, "PORT")
    if rasa_project.is_here(settings):
        address = urlsplit(settings.rasa_url)
        yield _port("Rasa", str(address.hostname), address.port or 5005, settings.home, "NUANBAN_RASA_URL")
    yield _keys(settings.home / "keys")
    yield wechat
    yield _voice(settings.speaker)
    yield _command("chromium", "test", f"{APT} chromium")
    yield _font()
    yield _postgres()


def _command(name: str, needed_for: Need, remedy: str) -> Check:
    path = shutil.which(name) or (str(ROOT / "var" / "uv" / "bin" / name) if (ROOT / "var" / "uv" / "bin" / name).exists() else None)
    return Check(name, path is not None, path or "not found", None if path else remedy, needed_for)


def _python(version: str) -> Check:
    """An interpreter that uv can find without downloading one."""
    uv = shutil.which("uv") or str(ROOT / "var" / "uv" / "bin" / "uv")
    found = _output([uv, "python", "find", "--no-project", "--no-python-downloads", version])
    remedy = None if found else f"uv python install {version}, or pyenv install {version}"
    return Check(f"Python {version}", found is not None, found or "not found", remedy)


def _environment(name: str, python: Path) -> Check:
    version = _output([str(python), "--version"]) if python.exists() else None
    return Check(name, version is not None, version or f"{python} is missing", None if version else "make setup")


def _model(settings: Settings) -> Check:
    try:
        path = rasa_project.model_path(settings)
    except FileNotFoundError as error:
        return Check("model", False, f"{error.filename} is missing", "git checkout restores what belongs to the project")
    if path.exists():
        return Check("model", True, str(path), None)
    return Check("model", True, "not trained for the present examples; `make run` trains it", None)


def _ears(settings: Settings) -> Check:
    """The model for hearing. Talks go by text without one, so that its absence is told and is no fault."""
    if settings.recognizer == "none":
        return Check("ears", True, "switched off (NUANBAN_RECOGNIZER=none)", None)
    folder = settings.home / FOLDER
    try:
        path = find(settings.hearing_model, folder)
        fault = fault_of(path, folder / TRIED) if is_vosk(path) else None
    except EarsMissing as error:
        named = settings.hearing_model is not None
        return Check("ears", not named, f"{error}; talks go by text", "nuanban models get" if named else None)
    return Check("ears", fault is None, fault or str(path), f"nuanban models get {path.name} --again" if fault else None)


def _database(name: str, url: str) -> Check:
    address = urlsplit(url)
    if url.startswith("sqlite"):
        return _sqlite(name, Path(url.removeprefix("sqlite:///")))
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            connection.execute(text("SELECT 1"))
    except OperationalError:
        return Check(name, False, f"{address.hostname} does not answer", "start it, and check the address in `nuanban settings`")
    finally:
        engine.dispose()
    return Check(name, True, f"PostgreSQL on {address.hostname}", None)


def _sqlite(name: str, path: Path) -> Check:
    if path.exists():
        writable = os.access(path, os.W_OK)
        return Check(name, writable, str(path), None if writable else f"let this user write {path}")
    return Check(name, True, f"{path} will be made by `make run`", None)


def _port(who: str, host: str, port: int, home: Path, variable: str) -> Check:
    problem = port_problem(host, port)
    if problem and any((home / "run").glob("*.pid")):
        return Check(f"port of {who}", True, f"{host}:{port}, in use by the running Nuanban", None)
    remedy = f"stop what uses it, or set {variable}" if problem else None
    return Check(f"port of {who}", problem is None, problem or f"{host}:{port} is free", remedy)


def _keys(folder: Path) -> Check:
    open_ones = [str(path) for path in sorted(folder.glob("*.key")) if stat.S_IMODE(path.stat().st_mode) & 0o077]
    if open_ones:
        return Check("key files", False, f"others can read {', '.join(open_ones)}", f"chmod 600 {' '.join(open_ones)}")
    return Check("key files", True, f"{folder}, for this user alone" if folder.exists() else "will be made at the first start", None)


def _wechat(settings: Settings, fault: str | None) -> Check:
    """The settings alone; `nuanban wechat check` asks WeChat."""
    if fault is not None:
        return Check("WeChat", False, fault, "set it right; nothing starts before")
    if settings.wechat_app_id is None:
        return Check("WeChat", True, "off (NUANBAN_WECHAT_APP_ID is not set)", None)
    return Check("WeChat", True, f"configured, {settings.wechat_mode} mode; `nuanban wechat check` asks WeChat", None)


def _voice(name: SpeakerName) -> Check:
    """The voice of the settings, which has to say something."""
    try:
        return Check("voice", True, choose_speaker(name).name, None, "voice")
    except MouthMissing as missing:
        found, _, _ = str(missing).rpartition("; ")
        return Check("voice", False, found, f"{APT} espeak-ng", "voice")


def _font() -> Check:
    found = _output(["fc-list", ":lang=zh", "family"])
    return Check("Chinese font", bool(found), (found or "none").splitlines()[0], None if found else f"{APT} fonts-noto-cjk", "test")


def _postgres() -> Check:
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    path = str(programs[-1]) if programs else shutil.which("initdb")
    return Check("PostgreSQL", path is not None, path or "not found", None if path else f"{APT} postgresql", "test")


def _output(command: list[str]) -> str | None:
    """What a command says; None when it is missing or fails."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    except (FileNotFoundError, PermissionError):
        return None
    return done.stdout.strip() if done.returncode == 0 and done.stdout.strip() else None
