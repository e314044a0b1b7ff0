"""Unpacks an archive that a stranger may have made: nothing outside the folder, no links, no bombs, all or nothing."""

from __future__ import annotations

import shutil
import stat
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from voice.ears.models import is_model

MOST_FILES = 2_000
MOST_BYTES = 8_000_000_000
MOST_TIMES = 30
"""How many times its own size an archive may unpack to; models do 1.2 to 3 times."""
BLOCK = 1 << 20


class NotUnpacked(Exception):
    """The archive holds no model, or not only one; the message is one sentence."""


@contextmanager
def unpacked(archive: Path, near: Path) -> Iterator[Path]:
    """The folder of the model inside the archive, unpacked beside `near` and gone afterwards unless it was moved. Raises NotUnpacked."""
    near.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".unpacking-", dir=near, ignore_cleanup_errors=True) as place:
        try:
            with zipfile.ZipFile(archive) as file:
                _unpack(file, archive, Path(place))
        except (zipfile.BadZipFile, zlib.error, EOFError) as error:
            raise NotUnpacked(f"{archive} is no ZIP archive, or a damaged one ({error})") from error
        except FileExistsError as error:
            raise NotUnpacked(f"{archive} holds a file twice ({error.filename})") from error
        except (NotImplementedError, RuntimeError) as error:
            raise NotUnpacked(f"{archive} cannot be read ({error})") from error
        yield _model_in(Path(place), archive)


def _unpack(file: zipfile.ZipFile, archive: Path, place: Path) -> None:
    entries = file.infolist()
    if len(entries) > MOST_FILES:
        raise NotUnpacked(f"{archive} holds {len(entries)} files; a model has a few dozen")
    left = min(MOST_BYTES, archive.stat().st_size * MOST_TIMES, shutil.disk_usage(place).free)
    if sum(entry.file_size for entry in entries) > left:
        raise NotUnpacked(f"{archive} would unpack to more than {left:,} bytes: too much for a model, or for this disk")
    for entry in entries:
        target = _inside(entry, archive, place)
        if entry.is_dir():
            target.mkdir(parents=True, exist_ok=True)
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        with file.open(entry) as packed, target.open("xb") as plain:
            while block := packed.read(BLOCK):
                left -= plain.write(block)
                if left < 0:
                    raise NotUnpacked(f"{archive} unpacks to more than it says")


def _inside(entry: zipfile.ZipInfo, archive: Path, place: Path) -> Path:
    """Where the entry goes. Raises NotUnpacked for one that would go elsewhere, or is no plain file."""
    path = PurePosixPath(entry.filename)
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if path.is_absolute() or ".." in path.parts or "\\" in entry.filename or ":" in entry.filename:
        raise NotUnpacked(f"{archive} wants to write outside its folder ({entry.filename}): it was not unpacked")
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise NotUnpacked(f"{archive} holds something that is no file ({entry.filename}): it was not unpacked")
    return place / path


def _model_in(place: Path, archive: Path) -> Path:
    found = [folder for folder in (place, *sorted(place.iterdir())) if folder.is_dir() and is_model(folder)]
    if not found:
        raise NotUnpacked(f"{archive} holds no model: am/final.mdl (Vosk) or tokens.txt (sherpa-onnx) is missing")
    return found[0]
