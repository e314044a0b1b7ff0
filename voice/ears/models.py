"""Models for the ears: which there are to be had, which are here, which one is meant, and whether one is whole."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from bot.catalogue.load import DataError, read_yaml
from voice.ears import EarsMissing

DEFAULT = "vosk-model-small-cn-0.22"
FOLDER = "models-voice"
"""Of our own home: `models` beside it is Rasa's."""
SITE = "https://alphacephei.com/vosk/models"
TRIED = ".tried"
"""Folder beside the models in which is remembered which of them were tried."""


class Official(BaseModel):
    """A model that the engine's authors publish."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    language: Literal["zh", "en"]
    megabytes: int
    lists: bool
    """Whether it takes phrase lists."""
    licence: str
    fit_for: dict[Literal["zh", "en"], str]
    sha256: str | None = None
    files: Mapping[str, str] = {}

    @property
    def url(self) -> str:
        """Where the archive lies."""
        return f"{SITE}/{self.name}.zip"

    @property
    def verified(self) -> bool:
        """Whether it is known how the genuine one looks."""
        return bool(self.sha256 or self.files)


def load_officials(data: Path) -> dict[str, Official]:
    """By name, what `voice/models.yml` of the folder of data tells; the default first. Raises DataError."""
    path = data / "voice" / "models.yml"
    try:
        return {model.name: model for model in TypeAdapter(list[Official]).validate_python(read_yaml(path))}
    except ValidationError as error:
        fault = error.errors()[0]
        raise DataError(f"{path}: {'.'.join(map(str, fault['loc']))}: {fault['msg']}") from None


def is_model(folder: Path) -> bool:
    """Whether this looks like a model: Vosk's, or one of sherpa-onnx."""
    return (folder / "am" / "final.mdl").is_file() or (folder / "tokens.txt").is_file()


def is_vosk(folder: Path) -> bool:
    """Whether this looks like a model for Vosk."""
    return (folder / "am").is_dir() or (folder / "conf").is_dir()


def here(folder: Path) -> list[Path]:
    """The models in the folder, by name."""
    return sorted(path for path in folder.glob("*") if path.is_dir() and not path.name.startswith(".") and is_model(path))


def find(model: str | None, folder: Path) -> Path:
    """The folder of the model meant: a path, or a name among those in `folder`; when none is named, the default, else any for Vosk.

    Raises EarsMissing.
    """
    if model is None:
        there = [path for path in here(folder) if is_vosk(path)]
        chosen = next((path for path in there if path.name == DEFAULT), there[0] if there else None)
        if chosen is None:
            raise EarsMissing("there is no model for hearing here: get one (42 MB) with `nuanban models get`")
        return chosen
    for candidate in (folder / model, Path(model).expanduser()):
        if candidate.is_dir():
            return candidate
    raise EarsMissing(f"there is no model {model}, neither in {folder} nor as a folder of that path: `nuanban models get {DEFAULT}`")


def differing(folder: Path, files: Mapping[str, str]) -> list[str]:
    """Those of `files` (name → SHA-256) that are missing in the folder or not what they should be."""
    return [name for name, sum_ in files.items() if not (folder / name).is_file() or sha256(folder / name) != sum_]


def sha256(path: Path) -> str:
    """The file's sum, in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
