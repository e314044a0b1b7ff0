"""Sounds that were made already.

What is said may hold a name, a telephone or an identity number, so nothing
comes onto the disk because somebody said it. `declare` names the sentences that
are the same for everybody (`Mouth.prepare` calls it, and refuses a sentence
with a place for a value), and `put` writes these and no others. All else stays
in memory, in a small store that ends with the process.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from collections import OrderedDict
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from voice.audio import Audio, BadSound, read_wav
from voice.mouth import Reading, Tone

MOST_ON_DISK = 200_000_000
"""Bytes: some 1,500 sentences of three seconds."""
MOST_IN_MEMORY = 16_000_000
"""Bytes: the last two minutes or so of each of three talks, for 再说一遍."""
ENDING = ".sound"
DIGEST = hashlib.sha256().digest_size


class Sounds:
    """What `Mouth` keeps. Without a folder, nothing is on disk."""

    def __init__(self, folder: Path | None = None, most_on_disk: int = MOST_ON_DISK, most_in_memory: int = MOST_IN_MEMORY) -> None:
        """Raises OSError when there is a folder in which nothing can be kept."""
        self._disk = DiskSounds(folder, most_on_disk) if folder else None
        self._memory = MemorySounds(most_in_memory)
        self._fixed: set[Reading] = set()

    def declare(self, readings: Iterable[Reading]) -> None:
        """From now on these sentences may be kept on disk, in any tone: they are the same for everybody."""
        self._fixed.update(readings)

    def get(self, voice: str, reading: Reading, tone: Tone) -> Audio | None:
        """The sound, when there is one."""
        key = key_of(voice, reading, tone)
        found = self._memory.get(key)
        if found is None and self._disk and reading in self._fixed:
            found = self._disk.get(key)
        return found

    def put(self, voice: str, reading: Reading, tone: Tone, audio: Audio) -> None:
        """Keeps a sound: on disk that of a fixed sentence, in memory any other."""
        key = key_of(voice, reading, tone)
        if self._disk and reading in self._fixed:
            self._disk.put(key, audio)
        else:
            self._memory.put(key, audio)


def key_of(voice: str, reading: Reading, tone: Tone) -> str:
    """A name for this sentence in this tone by this voice, from which nobody reads the sentence."""
    parts = [voice, tone.pace, tone.louder, reading.language, reading.pinyin, reading.text]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


class MemorySounds:
    """Sounds in memory; the longest unused go first."""

    def __init__(self, most: int) -> None:
        self._most, self._size = most, 0
        self._kept: OrderedDict[str, Audio] = OrderedDict()

    def get(self, key: str) -> Audio | None:
        """The sound of this key."""
        if key in self._kept:
            self._kept.move_to_end(key)
        return self._kept.get(key)

    def put(self, key: str, audio: Audio) -> None:
        """Keeps a sound, unless it alone would fill the store."""
        if key in self._kept:
            self._size -= len(self._kept.pop(key).pcm)
        if len(audio.pcm) > self._most // 2:
            return
        self._kept[key] = audio
        self._size += len(audio.pcm)
        while self._size > self._most:
            self._size -= len(self._kept.popitem(last=False)[1].pcm)


class DiskSounds:
    """Sounds in a folder for this user alone; the longest unused go first. A file is the SHA-256 of the rest, and a WAV file."""

    def __init__(self, folder: Path, most: int) -> None:
        self._folder, self._most = folder, most
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)
        for left in folder.glob("*.part"):
            left.unlink(missing_ok=True)
        self._size = sum(size for _, size, _ in self._files())

    def get(self, key: str) -> Audio | None:
        """The sound of this key; a file that is damaged is none, and goes."""
        path = self._path(key)
        try:
            content = path.read_bytes()
            os.utime(path)
        except OSError:
            return None
        digest, wav = content[:DIGEST], content[DIGEST:]
        with suppress(BadSound):
            if hashlib.sha256(wav).digest() == digest:
                return read_wav(wav)
        self._remove(path, len(content))
        return None

    def put(self, key: str, audio: Audio) -> None:
        """Keeps a sound; a disk that is full or gone keeps nothing, and it will be made again."""
        wav = audio.wav()
        fresh = self._path(key).with_suffix(f".{secrets.token_hex(4)}.part")
        try:
            with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(hashlib.sha256(wav).digest() + wav)
            fresh.replace(self._path(key))
        except OSError:
            with suppress(OSError):
                fresh.unlink(missing_ok=True)
            return
        self._size += DIGEST + len(wav)
        if self._size > self._most:
            self._make_room()

    def _make_room(self) -> None:
        """Removes what was unused longest until a tenth is free."""
        files = sorted(self._files())
        self._size = sum(size for _, size, _ in files)
        for _, size, path in files:
            if self._size <= self._most * 9 // 10:
                return
            self._remove(path, size)

    def _remove(self, path: Path, size: int) -> None:
        with suppress(OSError):
            path.unlink(missing_ok=True)
            self._size -= size

    def _files(self) -> list[tuple[int, int, Path]]:
        """When each was last used, its bytes, and where it is."""
        found = []
        for path in self._folder.glob(f"*{ENDING}"):
            with suppress(FileNotFoundError):
                facts = path.stat()
                found.append((facts.st_mtime_ns, facts.st_size, path))
        return found

    def _path(self, key: str) -> Path:
        return self._folder / f"{key}{ENDING}"
