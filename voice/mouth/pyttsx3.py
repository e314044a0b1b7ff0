"""The default voice: pyttsx3 over eSpeak NG, in a pool of processes that are killed when they hang and replaced when they die."""

from __future__ import annotations

import asyncio
import json
import math
import subprocess
import sys
from asyncio.subprocess import Process
from collections import deque
from collections.abc import Awaitable
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import structlog

from voice.audio import Audio, BadSound, read_wav
from voice.mouth import MouthMissing, NotSpoken, Reading, Tone
from voice.mouth.lasting import MOMENT, check, expected_seconds
from voice.mouth.order import ENGLISH, REMEDY, TRIAL, VOICES, Order, nothing_in, order_of

log = structlog.get_logger()

COMMAND = (sys.executable, "-m", "voice.mouth.worker")
PROJECT = Path(__file__).resolve().parents[2]
"""Where the worker's package is found, installed or not."""

WORKERS = 2
START = 8.0
"""Seconds that a worker may take until it is ready; it takes 0.1."""
DEADLINE = 3.0
"""Seconds that a sentence may take, and one more for every `LENGTH` seconds that it lasts; it takes 0.02."""
LENGTH = 10
JOBS = 500
"""Utterances after which a worker makes way for a fresh one, so that nothing can grow in it."""
WAITING = 200
"""Sentences that may wait at once; more are refused."""
HEADER = 1 << 20


class WorkerFault(Exception):
    """A worker died, hung, or gave what cannot be the sentence; the message says which."""


@dataclass(frozen=True)
class Made:
    """What a worker made of an order."""

    audio: Audio
    phonemes: str
    """As eSpeak spoke them."""


class Worker:
    """One process. Makes one utterance at a time."""

    def __init__(self, process: Process) -> None:
        self._process = process
        self.jobs = 0

    @classmethod
    async def start(cls) -> Worker:
        """A process that is ready to speak. Raises WorkerFault."""
        pipe, nowhere = asyncio.subprocess.PIPE, asyncio.subprocess.DEVNULL
        try:
            process = await asyncio.create_subprocess_exec(*COMMAND, stdin=pipe, stdout=pipe, stderr=nowhere, cwd=PROJECT, limit=HEADER)
        except OSError as error:
            raise WorkerFault(f"no process could be started ({error})") from error
        worker = cls(process)
        await worker._within(START, worker._header())
        return worker

    @property
    def alive(self) -> bool:
        """Whether it has not ended, as far as is known."""
        return self._process.returncode is None

    @property
    def pid(self) -> int:
        """The process's id."""
        return self._process.pid

    async def make(self, order: Order, deadline: float) -> Made:
        """The sound of these words. Raises WorkerFault; then the process has been killed."""
        self.jobs += 1
        return await self._within(deadline, self._exchange(order, deadline))

    async def end(self) -> None:
        """Kills the process and waits until it is gone. May be called twice."""
        if self.alive:
            self._process.kill()
        await self._process.wait()

    async def _exchange(self, order: Order, deadline: float) -> Made:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(_line(order, deadline))
        await self._process.stdin.drain()
        header = await self._header()
        audio = read_wav(await self._process.stdout.readexactly(header["bytes"]))
        check(audio, order)
        return Made(audio, header["phonemes"])

    async def _header(self) -> dict[str, Any]:
        assert self._process.stdout
        return _answer(await self._process.stdout.readuntil())

    async def _within[T](self, seconds: float, doing: Awaitable[T]) -> T:
        """What this gives, in so many seconds; otherwise, and when cancelled, the process is killed."""
        done = False
        try:
            async with asyncio.timeout(seconds):
                result = await doing
            done = True
            return result
        except TimeoutError as error:
            raise WorkerFault(f"nothing came within {seconds:.0f} s") from error
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, ConnectionError) as error:
            raise WorkerFault("the process ended") from error
        except (BadSound, NotSpoken) as error:
            raise WorkerFault(str(error)) from error
        finally:
            if not done:
                await self.end()


class Pyttsx3Speaker:
    """A pool of workers. First come, first served. Belongs to the event loop in which it first speaks."""

    def __init__(self, name: str, workers: int = WORKERS, deadline: float = DEADLINE, jobs: int = JOBS) -> None:
        self.name = name
        self.restarts = 0
        """Workers that had to be replaced because they died, hung or spoke nonsense."""
        self._deadline, self._most_jobs, self._workers = deadline, jobs, workers
        self._free = asyncio.Semaphore(workers)
        self._idle: deque[Worker] = deque()
        self._busy: set[Worker] = set()
        self._jobs: set[asyncio.Task[Made]] = set()
        self._waiting = 0
        self._closed = False

    @property
    def pids(self) -> list[int]:
        """The processes that run."""
        return [worker.pid for worker in (*self._idle, *self._busy)]

    async def start(self) -> None:
        """Starts all workers, so that the first sentence need not wait. Raises NotSpoken."""
        missing = self._workers - len(self._idle) - len(self._busy)
        try:
            self._idle.extend(await asyncio.gather(*(Worker.start() for _ in range(missing))))
        except WorkerFault as error:
            raise NotSpoken(f"pyttsx3 does not start: {error}") from error

    async def say(self, reading: Reading, tone: Tone) -> Audio:
        """The sound of one sentence. Raises NotSpoken when two workers in a row failed at it, or too many wait."""
        order = order_of(reading, tone)
        return MOMENT if nothing_in(order.words) else (await self.make(order)).audio

    async def make(self, order: Order) -> Made:
        """The same, with its phonemes. Cancelled half-way, the worker ends it for nobody, which is cheaper than a new worker."""
        if self._closed or self._waiting >= WAITING:
            raise NotSpoken("the voice has been closed" if self._closed else f"{WAITING} sentences are waiting already")
        self._waiting += 1
        try:
            await self._free.acquire()
        finally:
            self._waiting -= 1
        job = asyncio.create_task(self._make(order))
        self._jobs.add(job)
        job.add_done_callback(self._done)
        return await asyncio.shield(job)

    async def close(self) -> None:
        """Kills all workers; what is being made ends with NotSpoken."""
        self._closed = True
        for worker in (*self._idle, *self._busy):
            await worker.end()
        self._idle.clear()
        await asyncio.gather(*self._jobs, return_exceptions=True)

    def _done(self, job: asyncio.Task[Made]) -> None:
        self._jobs.discard(job)
        self._free.release()

    async def _make(self, order: Order) -> Made:
        """On an idle worker, and when that fails once more on a fresh one."""
        try:
            return await self._on(self._take(), order)
        except WorkerFault as error:
            self._replaced(str(error))
        try:
            return await self._on(None, order)
        except WorkerFault as error:
            self._replaced(str(error))
            raise NotSpoken(f"pyttsx3 failed twice: {error}") from error

    async def _on(self, worker: Worker | None, order: Order) -> Made:
        """Lets this worker make it, or a fresh one, which then is idle again or has had its time."""
        if self._closed:
            raise NotSpoken("the voice has been closed")
        worker = worker or await Worker.start()
        self._busy.add(worker)
        try:
            made = await worker.make(order, self._deadline + expected_seconds(order) / LENGTH)
        finally:
            self._busy.discard(worker)
        if worker.jobs >= self._most_jobs or self._closed:
            await worker.end()
        else:
            self._idle.append(worker)
        return made

    def _take(self) -> Worker | None:
        """An idle worker that lives."""
        while self._idle:
            worker = self._idle.popleft()
            if worker.alive:
                return worker
            self._replaced("it died while it was idle")
        return None

    def _replaced(self, why: str) -> None:
        self.restarts += 1
        log.warning("a worker of the voice is replaced", why=why)


def open_pyttsx3() -> Pyttsx3Speaker:
    """The voice, after it has been tried: Mandarin is read as Mandarin. Raises MouthMissing; the message says what to install."""
    try:
        engine, made = _trial()
    except WorkerFault as error:
        raise MouthMissing(f"pyttsx3 cannot speak ({error}); {REMEDY}") from error
    if ENGLISH in made.phonemes:
        raise MouthMissing(f"pyttsx3 reads Mandarin as English; {REMEDY}")
    return Pyttsx3Speaker(f"pyttsx3 {version('pyttsx3')}, espeak-ng {engine} {VOICES['zh']}")


def _trial() -> tuple[str, Made]:
    """The engine's version and what a worker makes of the trial, in a process of its own and without an event loop. Raises WorkerFault."""
    quiet = subprocess.DEVNULL
    try:
        done = subprocess.run(COMMAND, input=_line(TRIAL, START), stdout=subprocess.PIPE, stderr=quiet, cwd=PROJECT, timeout=START)
        ready, _, rest = done.stdout.partition(b"\n")
        engine = _answer(ready)
        header, _, sound = rest.partition(b"\n")
        answer = _answer(header)
        audio = read_wav(sound)
        check(audio, TRIAL)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise WorkerFault(f"its process does not start or does not end: {error}") from error
    except (ValueError, NotSpoken) as error:
        raise WorkerFault(str(error)) from error
    return engine["engine"], Made(audio, answer["phonemes"])


def _answer(line: bytes) -> dict[str, Any]:
    """A line that a worker wrote. Raises WorkerFault when it complains."""
    try:
        answer: dict[str, Any] = json.loads(line)
    except ValueError as error:
        raise WorkerFault("its process said something strange") from error
    if "error" in answer:
        raise WorkerFault(answer["error"])
    return answer


def _line(order: Order, seconds: float) -> bytes:
    return json.dumps(asdict(order) | {"seconds": math.ceil(seconds) + 1}).encode() + b"\n"
