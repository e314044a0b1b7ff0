"""The default voice: pyttsx3 over eSpeak NG, in a pool of processes that are killed when they hang and replaced when they die."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from importlib.metadata import version

import structlog

from voice.audio import Audio
from voice.mouth import MouthMissing, NotSpoken, Reading, Tone, TooMuchToSay
from voice.mouth.lasting import MOMENT, expected_seconds
from voice.mouth.order import ENGLISH, REMEDY, TRIAL, VOICES, Order, nothing_in, order_of
from voice.mouth.process import START, Made, Worker, WorkerFault

WORKERS = 2
DEADLINE = 3.0
"""Seconds that a sentence may take, and one more for every `LENGTH` seconds that it lasts; it takes 0.02."""
LENGTH = 10
JOBS = 500
"""Utterances after which a worker makes way for a fresh one, so that nothing can grow in it."""
WAITING = 200
"""Sentences that may be waiting or in the making at once; more are refused."""

log = structlog.get_logger()


class Pyttsx3Speaker:
    """So many threads, each with a worker process of its own. First come, first served."""

    def __init__(self, name: str, workers: int = WORKERS, deadline: float = DEADLINE, jobs: int = JOBS) -> None:
        self.name = name
        self.restarts = 0
        """Workers that had to be replaced because they died, hung or spoke nonsense."""
        self._size, self._deadline, self._most_jobs = workers, deadline, jobs
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="voice")
        self._own = threading.local()
        self._workers: set[Worker] = set()
        self._changing = threading.Lock()
        self._asked = 0
        self._closed = False

    @property
    def pids(self) -> list[int]:
        """The processes that run."""
        with self._changing:
            return sorted(worker.pid for worker in self._workers)

    async def start(self) -> None:
        """Starts all workers, so that the first sentence need not wait. Raises NotSpoken."""
        together = threading.Barrier(self._size, timeout=START)
        await asyncio.gather(*(asyncio.get_running_loop().run_in_executor(self._threads, self._start, together) for _ in range(self._size)))

    async def say(self, reading: Reading, tone: Tone) -> Audio:
        """The sound of one sentence. Raises NotSpoken when two workers in a row failed at it, or too many wait."""
        order = order_of(reading, tone)
        return MOMENT if nothing_in(order.words) else (await self.make(order)).audio

    async def make(self, order: Order) -> Made:
        """The same, with its phonemes. Cancelled half-way, the worker ends it for nobody, which is cheaper than a new worker."""
        if self._closed:
            raise NotSpoken("the voice has been closed")
        if self._asked >= WAITING:
            raise TooMuchToSay(f"{WAITING} sentences are waiting already")
        self._asked += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, self._make, order)
        finally:
            self._asked -= 1

    async def close(self) -> None:
        """Ends all workers; what is being made ends with NotSpoken."""
        with self._changing:
            self._closed = True
            for worker in self._workers:
                worker.kill()
        await asyncio.to_thread(self._threads.shutdown)
        for worker in list(self._workers):
            self._end(worker)

    # --- in the threads -----------------------------------------------------------------------------

    def _start(self, together: threading.Barrier) -> None:
        """One worker for each thread: they wait for each other, so that no thread takes two turns."""
        try:
            self._worker()
        except WorkerFault as error:
            raise NotSpoken(f"pyttsx3 does not start: {error}") from error
        finally:
            with suppress(threading.BrokenBarrierError):
                together.wait()

    def _make(self, order: Order) -> Made:
        """On this thread's worker, and when that fails once more on a fresh one."""
        try:
            return self._on_worker(order)
        except WorkerFault as error:
            self._replaced(error)
        try:
            return self._on_worker(order)
        except WorkerFault as error:
            self._replaced(error)
            raise NotSpoken(f"pyttsx3 failed twice: {error}") from error

    def _on_worker(self, order: Order) -> Made:
        worker = self._worker()
        try:
            made = worker.make(order, self._deadline + expected_seconds(order) / LENGTH)
        except WorkerFault:
            self._end(worker)
            raise
        if worker.jobs >= self._most_jobs:
            self._end(worker)
        return made

    def _worker(self) -> Worker:
        """This thread's worker, a fresh one when there is none that lives. Raises WorkerFault, or NotSpoken when all is over."""
        worker: Worker | None = getattr(self._own, "worker", None)
        if worker is not None and worker.alive:
            return worker
        if worker is not None:
            self._end(worker)
            self._replaced("it died while it was idle")
        worker = Worker()
        with self._changing:
            self._workers.add(worker)
            closed = self._closed
        if closed:
            self._end(worker)
            raise NotSpoken("the voice has been closed")
        self._own.worker = worker
        return worker

    def _end(self, worker: Worker) -> None:
        self._own.worker = None
        with self._changing:
            self._workers.discard(worker)
        worker.end()

    def _replaced(self, why: object) -> None:
        if self._closed:
            raise NotSpoken("the voice has been closed")
        self.restarts += 1
        log.warning("a worker of the voice is replaced", why=str(why))


def open_pyttsx3() -> Pyttsx3Speaker:
    """The voice, after it has been tried: Mandarin is read as Mandarin. Raises MouthMissing; the message says what to install."""
    try:
        worker = Worker()
        engine, made = worker.engine, worker.make(TRIAL, START)
        worker.end()
    except WorkerFault as error:
        raise MouthMissing(f"pyttsx3 cannot speak ({error}); {REMEDY}") from error
    if ENGLISH in made.phonemes:
        raise MouthMissing(f"pyttsx3 reads Mandarin as English; {REMEDY}")
    return Pyttsx3Speaker(f"pyttsx3 {version('pyttsx3')}, espeak-ng {engine} {VOICES['zh']}")
