"""From AMR to sound and from sound to MP3, each in a process of its own that has ended when the answer is there."""

from __future__ import annotations

import asyncio
import math
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from voice.audio import WIDTH, Audio, BadSound
from voice.messages.amr import read_amr

COMMAND = (sys.executable, "-m", "voice.messages.worker")
PROJECT = Path(__file__).resolve().parents[2]
"""Where the worker's package is found, installed or not."""

AT_ONCE = 2
"""Processes that convert at the same time; who comes then waits. A message of ten seconds takes 0.15."""
DEADLINE = 10.0
"""Seconds that one process may take."""
LONGEST = 60.0
"""Seconds of a voice message that WeChat takes."""
LARGEST = 2_000_000
"""Bytes of a voice message that WeChat takes."""
RATES = (16_000, 22_050, 24_000, 32_000, 44_100, 48_000)
"""Samples a second that are encoded."""
_REASON = 200


class Converter:
    """Converts sounds, some at once; shared by everybody in a process, and used in one event loop."""

    def __init__(self, at_once: int = AT_ONCE, deadline: float = DEADLINE, command: Sequence[str] = COMMAND) -> None:
        self._room = asyncio.Semaphore(at_once)
        self._deadline = deadline
        self._command = tuple(command)

    async def decoded(self, data: bytes) -> Audio:
        """The sound of an AMR file: at 8,000 samples a second (AMR) or 16,000 (AMR-WB), 62 seconds and 1 MB at most.

        Raises BadSound for another format, a damaged file, and a decoder that died or took too long.
        """
        amr = read_amr(data)
        pcm = await self._convert(data, "decode", amr.rate)
        if len(pcm) != len(amr.frames) * amr.of_each * WIDTH:
            raise BadSound("not as much sound as the file has frames")
        return Audio(pcm, amr.rate)

    async def encoded_mp3(self, audio: Audio) -> bytes:
        """The sound as an MP3 file of one channel, 48 kbit/s, as WeChat takes it for a voice message.

        Raises BadSound for one that is empty, or longer than a minute, or of a rate that is not among `RATES`.
        """
        if not audio.pcm or len(audio.pcm) % WIDTH or audio.rate not in RATES or audio.seconds > LONGEST:
            raise BadSound(f"{audio.seconds:.1f} seconds at {audio.rate} samples a second make no voice message")
        made = await self._convert(audio.pcm, "encode", audio.rate)
        if not 0 < len(made) <= LARGEST:
            raise BadSound(f"{len(made):,} bytes make no voice message")
        return made

    async def _convert(self, data: bytes, what: str, rate: int) -> bytes:
        order = (what, str(rate), str(math.ceil(self._deadline) + 1))
        async with self._room:
            with _in_memory("given", data) as given, _in_memory("made") as made, _in_memory("why") as why:
                code = await self._run(order, given, made, why)
                if code != 0:
                    raise BadSound(_reason(code, why))
                return _content(made)

    async def _run(self, order: Sequence[str], given: BinaryIO, made: BinaryIO, why: BinaryIO) -> int:
        """The exit code. Files in memory in place of pipes: nobody waits for a pipe that somebody else still holds."""
        try:
            process = await asyncio.create_subprocess_exec(
                *self._command,
                *order,
                stdin=given,
                stdout=made,
                stderr=why,
                cwd=PROJECT,
                env={},  # our secrets are no business of it
            )
        except OSError as error:
            raise BadSound(f"no process could be started ({error})") from error
        try:
            async with asyncio.timeout(self._deadline):
                return await process.wait()
        except TimeoutError as error:
            raise BadSound(f"it was not converted within {self._deadline:g} seconds") from error
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()


def _reason(code: int, why: BinaryIO) -> str:
    if code < 0:
        return f"the process ended by {signal.Signals(-code).name}"
    said = os.pread(why.fileno(), os.fstat(why.fileno()).st_size, 0).decode(errors="replace").strip()
    return said.splitlines()[-1][:_REASON] if said else f"the process ended with {code}"


@contextmanager
def _in_memory(name: str, content: bytes = b"") -> Iterator[BinaryIO]:
    """A file that lies in no folder: what is said may be personal."""
    with open(os.memfd_create(name), "r+b", buffering=0) as file:
        file.write(content)
        file.seek(0)
        yield file


def _content(file: BinaryIO) -> bytes:
    return os.pread(file.fileno(), os.fstat(file.fileno()).st_size, 0)
