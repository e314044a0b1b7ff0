"""Rasa as a project of its own: what it is trained on, where its model lies, how it is started."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import yaml

from api.settings import ROOT, Settings, private_folder
from bot.catalogue.directory import load_directory

BOT_PYTHON = ROOT / "bot" / ".venv" / "bin" / "python"
"""Rasa's interpreter."""

TOPICS = "topics.yml"
ELSEWHERE = "elsewhere"
"""The lookup table of other departments' topics (bot/components/understanding.py)."""

KEPT_MODELS = 3
"""How many models stay in `<home>/models`, so that one can go back."""

PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "SSL_CERT_FILE", "LD_LIBRARY_PATH")
"""What Rasa sees of our environment; neither the vault's key nor our database's address."""


class TrainingFailed(Exception):
    """Rasa could not train; the message says where its words are and repeats the last of them."""


@dataclass(frozen=True)
class Trained:
    """A model that fits the inputs."""

    path: Path
    fresh: bool
    """Whether it was trained now."""


def inputs(settings: Settings) -> list[Path]:
    """Every file that the model is made from, in a fixed order."""
    bot = ROOT / "bot"
    found = [ROOT / "config.yml", bot / "domain.yml", bot / "rules.yml", bot / "uv.lock"]
    found += sorted((bot / "components").rglob("*.py"))
    found += [*sorted((settings.data / "nlu").rglob("*.yml")), settings.data / "directory.yml"]
    return found


def inputs_hash(settings: Settings) -> str:
    """What the inputs are, in sixteen hexadecimal digits. Raises FileNotFoundError."""
    digest = hashlib.sha256()
    for path in inputs(settings):
        name = path.relative_to(settings.data.parent if path.is_relative_to(settings.data) else ROOT)
        content = path.read_bytes()
        digest.update(f"{name.as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()[:16]


def model_path(settings: Settings) -> Path:
    """Where the model of the present inputs lies, or will lie."""
    return settings.home / "models" / f"{inputs_hash(settings)}.tar.gz"


def train(settings: Settings, *, again: bool = False, telling: Callable[[str], None] = lambda _: None) -> Trained:
    """The model of the present inputs: trained only if there is none, or `again`. Raises TrainingFailed."""
    models = settings.home / "models"
    models.mkdir(parents=True, exist_ok=True)
    with _alone(models / ".training"):
        path = model_path(settings)
        if path.exists() and not again:
            return Trained(path, fresh=False)
        telling("training the model")
        _train_into(settings, models / ".new", path)
        _tidy(models, path)
    return Trained(path, fresh=True)


def _train_into(settings: Settings, workshop: Path, path: Path) -> None:
    shutil.rmtree(workshop, ignore_errors=True)
    workshop.mkdir(parents=True)
    (workshop / TOPICS).write_text(_topics(settings), encoding="utf-8")
    log = settings.home / "logs" / "train.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as out:
        done = subprocess.run(
            train_command(settings, workshop), cwd=ROOT, env=rasa_environment(settings, os.environ), stdout=out, stderr=subprocess.STDOUT
        )
    made = list(workshop.glob("*.tar.gz"))
    if done.returncode != 0 or not made:
        last = "\n".join(log.read_text(errors="replace").splitlines()[-12:])
        raise TrainingFailed(f"Rasa could not train the model; all that it said is in {log}, the last of it:\n{last}")
    made[0].replace(path)
    shutil.rmtree(workshop, ignore_errors=True)


def _topics(settings: Settings) -> str:
    """The names in data/directory.yml as a lookup table: what other departments do is not taken for ours."""
    names = [name for topic in load_directory(settings.data).topics for name in topic.names]
    return yaml.safe_dump({"version": "3.1", "nlu": [{"lookup": ELSEWHERE, "examples": "".join(f"- {name}\n" for name in names)}]})


def _tidy(models: Path, newest: Path) -> None:
    """Keeps the newest models."""
    older = sorted((p for p in models.glob("*.tar.gz") if p != newest), key=lambda p: p.stat().st_mtime, reverse=True)
    for path in older[KEPT_MODELS - 1 :]:
        path.unlink()


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """One training at a time, whoever started it."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def train_command(settings: Settings, out: Path) -> list[str]:
    """`rasa train` on the named inputs alone: with `--data data` a service file with a key `rules:` would be read as rules."""
    paths = ["--config", "config.yml", "--domain", "bot/domain.yml", "--data", str(settings.data / "nlu"), "bot/rules.yml"]
    paths.append(str(out / TOPICS))
    return [str(BOT_PYTHON), "-m", "rasa", "train", *paths, "--out", str(out), "--skip-validation", "--quiet"]


def serve_command(settings: Settings, model: Path) -> list[str]:
    """Rasa's server on loopback, with one worker. Its arguments hold no secret."""
    address = urlsplit(settings.rasa_url)
    files = ["--endpoints", "bot/endpoints.yml", "--credentials", "bot/credentials.yml", "--model", str(model)]
    where = ["-i", str(address.hostname), "-p", str(address.port or 5005)]
    return [str(BOT_PYTHON), "-m", "bot.serve", *files, *where, "--enable-api", "--quiet"]


def understand_command(model: Path) -> list[str]:
    """Reads lines and says what was understood (bot/understand.py)."""
    return [str(BOT_PYTHON), "-m", "bot.understand", str(model)]


def cross_validate_command(folds: int) -> list[str]:
    """Reads labelled lines, and says what models understood that had not seen them (bot/cross_validate.py)."""
    return [str(BOT_PYTHON), "-m", "bot.cross_validate", "config.yml", str(folds)]


def plot_command(file: Path) -> list[str]:
    """Draws what was taken for what (bot/plot.py)."""
    return [str(BOT_PYTHON), "-m", "bot.plot", str(file)]


def rasa_environment(settings: Settings, environment: Mapping[str, str]) -> dict[str, str]:
    """What Rasa's process knows: its own files and secrets, quiet, and no telemetry."""
    temporary = private_folder(settings.home / "tmp")
    return {name: environment[name] for name in PASSED_ON if name in environment} | {
        "PYTHONPATH": str(ROOT),
        "PYTHONWARNINGS": "ignore",
        "RASA_TELEMETRY_ENABLED": "false",
        "RASA_CACHE_DIRECTORY": str(settings.home / "rasa-cache"),
        "TMPDIR": str(temporary),  # jieba's cache and the unpacked model: private
        "MPLCONFIGDIR": str(temporary),
        "CUDA_VISIBLE_DEVICES": "-1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "SANIC_WORKERS": "1",
        "NUANBAN_ACTIONS_URL": settings.actions_url,
        "NUANBAN_ACTION_SECRET": settings.action_secret.get_secret_value(),
        "NUANBAN_RASA_TOKEN": settings.rasa_token.get_secret_value(),
        "NUANBAN_TRACKER_URL": settings.tracker_url,
    }


def is_here(settings: Settings) -> bool:
    """Whether Rasa is ours to start: its address is this machine's loopback."""
    return urlsplit(settings.rasa_url).hostname in {"127.0.0.1", "localhost", "::1"}
