"""Starts programs, starts again what dies, and stops all on one signal.

Why not a library: supervisor and circus want a configuration file, a control
socket and a log of their own and do not know when something is ready; honcho
stops all when one dies. What is needed is the hundred lines below.
"""

from __future__ import annotations

import asyncio
import ctypes
import os
import signal
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 30.0
"""Seconds before a program that died is started again: doubled each time, up to this."""
STEADY = 60.0
"""Seconds after which a program counts as well and the pause is short again."""
LAST_WORDS = 10
"""Lines of its log that are shown when a program does not come up."""
LOG_LIMIT = 20_000_000
"""Bytes; a longer log is moved aside at start."""
DEATH_OF_PARENT = 1
"""PR_SET_PDEATHSIG of prctl(2)."""

_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True)
class Program:
    """Something to keep running."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    folder: Path
    log: Path
    """Where its output goes."""
    pid_file: Path
    """Where its process id is written, for those who look after it."""


class NeverCameUp(Exception):
    """A program died again and again before everything was ready; the message is a sentence and its last lines."""


@dataclass
class _State:
    say: Callable[[str], None]
    tries: int
    patience: float
    """Seconds that a program gets to end after being asked to."""
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    ready: asyncio.Event = field(default_factory=asyncio.Event)
    running: dict[str, asyncio.subprocess.Process] = field(default_factory=dict)


async def supervise(
    programs: Sequence[Program],
    is_ready: Callable[[], Awaitable[bool]],
    when_ready: Callable[[], None],
    say: Callable[[str], None],
    *,
    tries: int = 3,
    patience: float = 10.0,
) -> None:
    """Keeps the programs running until SIGINT or SIGTERM; stops them in the order given.

    Raises NeverCameUp when one died `tries` times before `is_ready` was true once.
    """
    state = _State(say, tries, patience)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, _asked_to_stop, state)
    keepers = [asyncio.create_task(_keep(program, state)) for program in programs]
    watcher = asyncio.create_task(_watch(is_ready, when_ready, state))
    stop = asyncio.create_task(state.stopping.wait())
    await asyncio.wait([*keepers, stop], return_when=asyncio.FIRST_COMPLETED)
    state.stopping.set()
    watcher.cancel()
    for program in programs:
        await _end(program, state)
    endings = await asyncio.gather(*keepers, return_exceptions=True)
    for ending in endings:
        if isinstance(ending, BaseException):
            raise ending


def _asked_to_stop(state: _State) -> None:
    if state.stopping.is_set():
        for process in state.running.values():
            _signal(process, signal.SIGKILL)
    state.stopping.set()


async def _watch(is_ready: Callable[[], Awaitable[bool]], when_ready: Callable[[], None], state: _State) -> None:
    while True:
        if await is_ready():
            break
        await asyncio.sleep(0.25)
    state.ready.set()
    when_ready()


async def _keep(program: Program, state: _State) -> None:
    pause, deaths = FIRST_PAUSE, 0
    while not state.stopping.is_set():
        started = time.monotonic()
        code = await _run_once(program, state)
        if state.stopping.is_set():
            return
        if time.monotonic() - started > STEADY:
            pause, deaths = FIRST_PAUSE, 0
        deaths += 1
        if not state.ready.is_set() and deaths >= state.tries:
            last = _tail(program.log)
            raise NeverCameUp(f"{program.name} does not come up ({_ending(code)}); its log is {program.log}, the last of it:\n{last}")
        state.say(f"{program.name} ended ({_ending(code)}); starting it again in {pause:g} s")
        with suppress(TimeoutError):
            await asyncio.wait_for(state.stopping.wait(), pause)
        pause = min(pause * 2, LONGEST_PAUSE)


async def _run_once(program: Program, state: _State) -> int:
    program.log.parent.mkdir(parents=True, exist_ok=True)
    program.pid_file.parent.mkdir(parents=True, exist_ok=True)
    if program.log.exists() and program.log.stat().st_size > LOG_LIMIT:
        program.log.replace(program.log.with_suffix(".log.old"))
    with program.log.open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            *program.command,
            env=dict(program.environment),
            cwd=program.folder,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,  # Ctrl-C reaches us alone, and we end the programs in order
            preexec_fn=_die_with_parent,
        )
    state.running[program.name] = process
    program.pid_file.write_text(f"{process.pid}\n")
    if state.stopping.is_set():
        _signal(process, signal.SIGTERM)
    try:
        return await process.wait()
    finally:
        del state.running[program.name]
        program.pid_file.unlink(missing_ok=True)


def _die_with_parent() -> None:
    _libc.prctl(DEATH_OF_PARENT, signal.SIGTERM)


async def _end(program: Program, state: _State) -> None:
    process = state.running.get(program.name)
    if process is None:
        return
    _signal(process, signal.SIGTERM)
    try:
        await asyncio.wait_for(process.wait(), state.patience)
    except TimeoutError:
        state.say(f"{program.name} does not end; killing it")
        _signal(process, signal.SIGKILL)


def _signal(process: asyncio.subprocess.Process, number: signal.Signals) -> None:
    """To the program and to what it started."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, number)


def _ending(code: int) -> str:
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"


def _tail(log: Path) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-LAST_WORDS:])
