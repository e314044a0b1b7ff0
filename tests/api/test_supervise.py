"""Programs that die are started again; one signal stops all."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from api.supervise import NeverCameUp, Program, supervise

SLEEPER = "import signal, sys, time; print('here', flush=True); time.sleep(600)"
DEAF = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('here', flush=True); time.sleep(600)"
BROKEN = "import sys; sys.exit('no database')"


def program(folder: Path, name: str, code: str) -> Program:
    return Program(name, [sys.executable, "-c", code], {}, folder, folder / f"{name}.log", folder / f"{name}.pid")


def said_here(program: Program) -> int:
    return program.log.read_text().count("here") if program.log.exists() else 0


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


async def until(condition: Callable[[], bool]) -> None:
    while True:
        if condition():
            return
        await asyncio.sleep(0.02)


def pid_of(program: Program) -> int:
    return int(program.pid_file.read_text())


def run(programs: list[Program], then: Callable[[], object], *, patience: float = 10) -> list[str]:
    """Supervises until `then` has been awaited, then asks to stop; what was said."""
    said: list[str] = []

    async def all_here() -> bool:
        return all(said_here(p) for p in programs)

    async def scene() -> None:
        keeping = asyncio.create_task(supervise(programs, all_here, lambda: said.append("ready"), said.append, patience=patience))
        await until(lambda: "ready" in said)
        result = then()
        if asyncio.iscoroutine(result):
            await result
        os.kill(os.getpid(), signal.SIGTERM)
        await keeping

    asyncio.run(asyncio.wait_for(scene(), 60))
    return said


def test_one_signal_stops_all(tmp_path: Path) -> None:
    programs = [program(tmp_path, "door", SLEEPER), program(tmp_path, "bot", SLEEPER)]
    pids: list[int] = []
    said = run(programs, lambda: pids.extend(map(pid_of, programs)))
    assert said == ["ready"]
    assert [alive(pid) for pid in pids] == [False, False]
    assert [p.pid_file.exists() for p in programs] == [False, False]


def test_a_program_that_is_killed_is_started_again(tmp_path: Path) -> None:
    door, bot = programs = [program(tmp_path, "door", SLEEPER), program(tmp_path, "bot", SLEEPER)]
    kept: list[int] = []

    async def kill_the_bot() -> None:
        kept.append(pid_of(door))
        os.kill(pid_of(bot), signal.SIGKILL)
        await until(lambda: said_here(bot) == 2)
        kept.append(pid_of(door))

    assert run(programs, kill_the_bot) == ["ready", "bot ended (signal SIGKILL); starting it again in 0.5 s"]
    assert kept[0] == kept[1]
    assert said_here(door) == 1


def test_a_program_that_does_not_hear_is_killed(tmp_path: Path) -> None:
    deaf = program(tmp_path, "deaf", DEAF)
    pids: list[int] = []
    said = run([deaf], lambda: pids.append(pid_of(deaf)), patience=0.2)
    assert said == ["ready", "deaf does not end; killing it"]
    assert alive(pids[0]) is False


def test_a_program_that_never_comes_up_ends_the_start_with_its_last_words(tmp_path: Path) -> None:
    broken, door = program(tmp_path, "bot", BROKEN), program(tmp_path, "door", SLEEPER)
    said: list[str] = []

    async def never() -> bool:
        return False

    with pytest.raises(NeverCameUp) as why:
        asyncio.run(asyncio.wait_for(supervise([door, broken], never, lambda: None, said.append, tries=2), 60))
    assert str(why.value) == (f"bot does not come up (exit code 1); its log is {broken.log}, the last of it:\nno database\nno database")
    assert said == ["bot ended (exit code 1); starting it again in 0.5 s"]
    assert door.pid_file.exists() is False


def test_programs_end_when_their_supervisor_is_killed(tmp_path: Path) -> None:
    code = f"""
import asyncio
from pathlib import Path
from tests.api.test_supervise import SLEEPER, program
from api.supervise import supervise
async def never(): return False
asyncio.run(supervise([program(Path({str(tmp_path)!r}), "door", SLEEPER)], never, lambda: None, print))
"""
    door = program(tmp_path, "door", SLEEPER)

    async def scene() -> int:
        supervisor = await asyncio.create_subprocess_exec(sys.executable, "-c", code)
        await until(lambda: said_here(door) == 1)
        pid = pid_of(door)
        supervisor.kill()
        await supervisor.wait()
        await until(lambda: not alive(pid))
        return pid

    assert alive(asyncio.run(asyncio.wait_for(scene(), 60))) is False
