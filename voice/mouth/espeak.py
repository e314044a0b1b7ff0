"""The plain voice: the command `espeak-ng`, once for every sentence."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from subprocess import DEVNULL, PIPE

from voice.audio import WIDTH, Audio, BadSound, read_wav
from voice.mouth import MouthMissing, NotSpoken, Reading, Tone
from voice.mouth.lasting import MOMENT, check, expected_seconds
from voice.mouth.order import ENGLISH, REMEDY, TRIAL, VOICES, Order, nothing_in, order_of

COMMAND = "espeak-ng"
DEADLINE = 3.0
"""Seconds that a sentence may take, and one more for every `LENGTH` seconds that it lasts; it takes 0.02."""
LENGTH = 25


class EspeakSpeaker:
    """One process for each utterance, no more at once than there are cores; first come, first served."""

    def __init__(self, name: str, command: str = COMMAND, deadline: float = DEADLINE) -> None:
        self.name = name
        self._command, self._deadline = command, deadline
        self._threads = ThreadPoolExecutor(os.cpu_count() or 1, thread_name_prefix="espeak")
        self._closed = False

    async def say(self, reading: Reading, tone: Tone) -> Audio:
        """The sound of one sentence. Raises NotSpoken. Cancelled half-way, the command ends it for nobody, or at its deadline."""
        order = order_of(reading, tone)
        return MOMENT if nothing_in(order.words) else await self.make(order)

    async def make(self, order: Order) -> Audio:
        """The same of an order."""
        if self._closed:
            raise NotSpoken("the voice has been closed")
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._make, order)

    async def close(self) -> None:
        """Refuses what comes and what waits; what is being made ends by itself."""
        self._closed = True
        self._threads.shutdown(wait=False)

    def _make(self, order: Order) -> Audio:
        if self._closed:
            raise NotSpoken("the voice has been closed")
        seconds = self._deadline + expected_seconds(order) / LENGTH
        command = arguments(order, self._command)
        try:
            done = subprocess.run(command, input=order.words.encode(), stdout=PIPE, stderr=DEVNULL, timeout=seconds)
        except subprocess.TimeoutExpired as error:
            raise NotSpoken(f"{self._command} gave nothing within {seconds:.0f} s") from error
        except OSError as error:
            raise NotSpoken(f"{self._command} does not start ({error})") from error
        if done.returncode != 0:
            raise NotSpoken(f"{self._command} ended with code {done.returncode}")
        audio = streamed(done.stdout)
        check(audio, order)
        return audio


def arguments(order: Order, command: str = COMMAND) -> list[str]:
    """The command; the words are not in it: they come as UTF-8 on its input, where no dash or quote means anything."""
    return [command, "-v", order.voice, "-s", str(order.rate), "-a", str(order.volume), "-b", "1", "--stdin", "--stdout"]


def streamed(sound: bytes) -> Audio:
    """The sound of a WAV file written to a pipe: its header promises 2 GB, its end is the end. Raises NotSpoken."""
    try:
        audio = read_wav(sound)
    except BadSound as error:
        raise NotSpoken(str(error)) from error
    return Audio(audio.pcm[: len(audio.pcm) // WIDTH * WIDTH], audio.rate)


def open_espeak() -> EspeakSpeaker:
    """The voice, after it has been tried: Mandarin is read as Mandarin. Raises MouthMissing; the message says what to install."""
    if shutil.which(COMMAND) is None:
        raise MouthMissing(f"{COMMAND} is not installed; {REMEDY}")
    phonemes = _said([COMMAND, "-q", "-x", "-v", VOICES["zh"], "-b", "1", "--stdin"], TRIAL.words)
    if not phonemes or ENGLISH in phonemes:
        raise MouthMissing(f"{COMMAND} has no voice {VOICES['zh']} that reads Mandarin; {REMEDY}")
    version = _said([COMMAND, "--version"]).removeprefix("eSpeak NG text-to-speech: ").split(" ")[0]
    return EspeakSpeaker(f"{COMMAND} {version} {VOICES['zh']}")


def _said(command: list[str], words: str = "") -> str:
    """What a command prints; nothing when it fails."""
    try:
        done = subprocess.run(command, input=words.encode(), stdout=PIPE, stderr=DEVNULL, timeout=DEADLINE)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.decode(errors="replace").strip() if done.returncode == 0 else ""
