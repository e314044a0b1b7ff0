"""Sound as everything here passes it on: PCM, 16 bits, little-endian, one channel."""

from __future__ import annotations

import io
import wave
from dataclasses import dataclass
from pathlib import Path

WIDTH = 2
"""Bytes of one sample."""
RATE = 16_000
"""Samples a second that a browser sends, and that models for speech are made for."""
FRAME = 0.02
"""Seconds of one frame: what lines bring, and what is judged to be speech or not."""


class BadSound(ValueError):
    """A file or a stream that is not 16-bit PCM of one channel; the message says what it is instead."""


@dataclass(frozen=True)
class Audio:
    """A piece of sound."""

    pcm: bytes
    rate: int
    """Samples a second."""

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return len(self.pcm) / WIDTH / self.rate

    def wav(self) -> bytes:
        """The content of a WAV file."""
        file = io.BytesIO()
        with wave.open(file, "wb") as written:
            written.setnchannels(1)
            written.setsampwidth(WIDTH)
            written.setframerate(self.rate)
            written.writeframes(self.pcm)
        return file.getvalue()


def bytes_of(seconds: float, rate: int) -> int:
    """How many bytes these seconds take, whole samples."""
    return int(seconds * rate) * WIDTH


def silence(seconds: float, rate: int = RATE) -> Audio:
    """Nothing to be heard."""
    return Audio(b"\0" * bytes_of(seconds, rate), rate)


def read_wav(source: Path | bytes) -> Audio:
    """The sound of a WAV file, or of one's content. Raises BadSound for another form, OSError for a file that cannot be read."""
    name = source if isinstance(source, Path) else "the sound"
    try:
        with wave.open(io.BytesIO(source) if isinstance(source, bytes) else str(source), "rb") as read:
            channels, width, rate = read.getnchannels(), read.getsampwidth(), read.getframerate()
            pcm = read.readframes(read.getnframes())
    except (wave.Error, EOFError) as error:
        raise BadSound(f"{name} is no WAV file of PCM ({error})") from error
    if channels != 1 or width != WIDTH:
        raise BadSound(f"{name} has {channels} channels of {width * 8} bits; one channel of 16 bits is wanted")
    return Audio(pcm, rate)
