"""One worker process of the voice, as a thread talks with it: every wait has an end.

Blocking on purpose: asyncio's own processes wait for their pipes as well as for
the process (until Python 3.12.4), and a pipe that nobody reads any more never ends.
"""

from __future__ import annotations

import json
import math
import os
import selectors
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from voice.audio import Audio, BadSound, read_wav
from voice.mouth import NotSpoken
from voice.mouth.lasting import check
from voice.mouth.order import Order

COMMAND = (sys.executable, "-m", "voice.mouth.worker")
PROJECT = Path(__file__).resolve().parents[2]
"""Where the worker's package is found, installed or not."""

START = 8.0
"""Seconds that a worker may take until it is ready; it takes 0.1."""
CHUNK = 1 << 16
LONGEST_LINE = 1 << 20
"""Bytes of an answer's first line."""


class WorkerFault(Exception):
    """A worker died, hung, or gave what cannot be the sentence; the message says which."""


@dataclass(frozen=True)
class Made:
    """What a worker made of an order."""

    audio: Audio
    phonemes: str
    """As eSpeak spoke them."""


class Worker:
    """A process that makes one utterance at a time. Any method but `kill` belongs to one thread."""

    def __init__(self) -> None:
        """Starts it and waits until it is ready. Raises WorkerFault."""
        self.jobs = 0
        pipe, nowhere = subprocess.PIPE, subprocess.DEVNULL
        try:
            self._process = subprocess.Popen(COMMAND, stdin=pipe, stdout=pipe, stderr=nowhere, cwd=PROJECT, bufsize=0)
        except OSError as error:
            raise WorkerFault(f"no process could be started ({error})") from error
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._in, self._out = self._process.stdin.fileno(), self._process.stdout.fileno()
        os.set_blocking(self._in, False)
        os.set_blocking(self._out, False)
        self._unread = bytearray()
        try:
            self.engine = str(self._answer(time.monotonic() + START)["engine"])
            """eSpeak NG's version."""
        except WorkerFault:
            self.end()
            raise

    @property
    def pid(self) -> int:
        """The process's id."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether the process has not ended."""
        return self._process.poll() is None

    def make(self, order: Order, seconds: float) -> Made:
        """The sound of these words within so many seconds. Raises WorkerFault; then the process has been ended."""
        self.jobs += 1
        until = time.monotonic() + seconds
        try:
            self._write(json.dumps(asdict(order) | {"seconds": math.ceil(seconds) + 1}).encode() + b"\n", until)
            answer = self._answer(until)
            audio = read_wav(self._read(answer["bytes"], until))
            check(audio, order)
        except (BadSound, NotSpoken, WorkerFault) as error:
            self.end()
            raise WorkerFault(str(error)) from error
        return Made(audio, answer["phonemes"])

    def kill(self) -> None:
        """Ends the process from another thread; whoever waits for it gets a WorkerFault."""
        self._process.kill()

    def end(self) -> None:
        """Ends the process and lets go of it. May be called twice."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()

    def _answer(self, until: float) -> dict[str, Any]:
        """The next line of JSON."""
        while (end := self._unread.find(b"\n")) < 0:
            if len(self._unread) > LONGEST_LINE:
                raise WorkerFault("it said something strange")
            self._more(until)
        line = bytes(self._unread[:end])
        del self._unread[: end + 1]
        try:
            answer: dict[str, Any] = json.loads(line)
        except ValueError as error:
            raise WorkerFault("it said something strange") from error
        if "error" in answer:
            raise WorkerFault(answer["error"])
        return answer

    def _read(self, length: int, until: float) -> bytes:
        while len(self._unread) < length:
            self._more(until)
        content = bytes(self._unread[:length])
        del self._unread[:length]
        return content

    def _more(self, until: float) -> None:
        _wait(self._out, selectors.EVENT_READ, until)
        piece = os.read(self._out, CHUNK)
        if not piece:
            raise WorkerFault("the process ended")
        self._unread += piece

    def _write(self, content: bytes, until: float) -> None:
        while content:
            _wait(self._in, selectors.EVENT_WRITE, until)
            try:
                content = content[os.write(self._in, content[:CHUNK]) :]
            except BlockingIOError:
                continue  # less room than was promised
            except BrokenPipeError as error:
                raise WorkerFault("the process ended") from error


def _wait(file: int, event: int, until: float) -> None:
    """Returns when this pipe can be read or written. Raises WorkerFault at that time."""
    with selectors.DefaultSelector() as selector:
        selector.register(file, event)
        left = until - time.monotonic()
        if left <= 0 or not selector.select(left):
            raise WorkerFault("nothing came in time")
