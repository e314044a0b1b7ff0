"""Photographs of a case as files, for the department that works on it."""

from __future__ import annotations

import errno
import os
from collections.abc import Sequence
from pathlib import Path

from actions.cases import Photo


def write_photos(photos: Sequence[Photo], receipt: str, folder: Path) -> list[Path]:
    """Writes them as <receipt>-<number>.jpg or .png, readable by nobody else; the files, in the order in which the pictures came.

    Raises OSError where the folder cannot be written; FileExistsError, before anything is written, where a file of that name is there.
    """
    if not photos:
        return []
    files = [folder / f"{receipt}-{number}.{'png' if photo.kind == 'image/png' else 'jpg'}" for number, photo in enumerate(photos, 1)]
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for file in files:
        if file.exists():
            raise FileExistsError(errno.EEXIST, "is there already", str(file))
    for file, photo in zip(files, photos, strict=True):
        with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as written:
            written.write(photo.content)
    return files
