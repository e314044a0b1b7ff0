"""The pool of processes in which pyttsx3 speaks: killed, hung, worn out, crowded, orphaned."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.voice.mouths import GREETING, LONG, gone, gone_within_a_minute, reading, with_pool, with_voice
from voice.audio import Audio
from voice.mouth import PACES, NotSpoken, Tone, process
from voice.mouth import pyttsx3 as adapter
from voice.mouth.cache import Sounds
from voice.mouth.espeak import EspeakSpeaker
from voice.mouth.order import Order, order_of
from voice.mouth.process import COMMAND, Made
from voice.mouth.pyttsx3 import Pyttsx3Speaker
from voice.mouth.saying import Mouth

pytestmark = with_voice


def test_the_first_sentence_of_a_started_mouth_finds_its_workers_running() -> None:
    async def scene(pool: Pyttsx3Speaker) -> tuple[int, int]:
        await Mouth(pool, None, Sounds(), lambda text, language: [reading(text)]).start()
        before = pool.pids
        await pool.say(reading(GREETING), Tone())
        return len(before), len(set(pool.pids) - set(before))

    assert with_pool(scene, workers=2) == (2, 0)


HUNDREDS = "暖" * 500
"""Takes some tenths of a second to make."""


@pytest.mark.parametrize("harm", [signal.SIGKILL, signal.SIGSEGV, signal.SIGABRT])
def test_a_worker_that_dies_while_it_speaks_is_replaced_and_the_sentence_is_heard(harm: signal.Signals) -> None:
    async def scene(pool: Pyttsx3Speaker) -> tuple[Audio, list[int], list[int]]:
        await pool.start()
        before = pool.pids
        os.kill(before[0], signal.SIGSTOP)  # so that it is surely in the middle
        speaking = asyncio.create_task(pool.say(reading(GREETING), Tone()))
        await asyncio.sleep(0.1)
        os.kill(before[0], harm)
        os.kill(before[0], signal.SIGCONT)
        return await speaking, before, pool.pids

    audio, before, after = with_pool(scene, workers=1)
    assert audio.seconds == pytest.approx(3.06, rel=0.05)
    assert (len(before), len(after), set(before) & set(after)) == (1, 1, set())


def test_a_worker_that_hangs_is_killed_at_its_deadline_and_the_sentence_is_heard() -> None:
    async def scene(pool: Pyttsx3Speaker) -> tuple[Audio, list[int], int]:
        await pool.start()
        before = pool.pids
        os.kill(before[0], signal.SIGSTOP)
        return await pool.say(reading(GREETING), Tone()), before, pool.restarts

    audio, before, restarts = with_pool(scene, workers=1, deadline=5)
    assert audio.seconds > 2
    assert (restarts, gone(before[0])) == (1, True)


STOPS_HALF_WAY = """
import sys, time
print('{"engine": "1.51"}', flush=True)
sys.stdin.readline()
print('{"bytes": 50000000, "phonemes": ""}', flush=True)
sys.stdout.write("." * 5000000)
time.sleep(600)
"""


def test_a_worker_that_stops_in_the_middle_of_a_long_sound_holds_nobody_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "COMMAND", (sys.executable, "-c", STOPS_HALF_WAY))

    async def scene(pool: Pyttsx3Speaker) -> list[int]:
        with pytest.raises(NotSpoken, match="failed twice: nothing came in time"):
            await pool.say(reading(GREETING), Tone())
        return pool.pids

    assert with_pool(scene, workers=1, deadline=1) == []


def test_a_worker_that_reads_nothing_holds_nobody_up(monkeypatch: pytest.MonkeyPatch) -> None:
    deaf = 'import time; print(\'{"engine": "1.51"}\', flush=True); time.sleep(600)'
    monkeypatch.setattr(process, "COMMAND", (sys.executable, "-c", deaf))

    async def scene(pool: Pyttsx3Speaker) -> None:
        with pytest.raises(NotSpoken, match="failed twice: nothing came in time"):
            await pool.make(Order("好" * 15_000, "cmn-latn-pinyin", 10**6, 60))  # more than a pipe holds

    with_pool(scene, workers=1, deadline=1)


def test_workers_that_died_while_idle_are_not_asked() -> None:
    async def scene(pool: Pyttsx3Speaker) -> list[float]:
        await pool.start()
        for pid in pool.pids:
            os.kill(pid, signal.SIGKILL)
        return [(await pool.say(reading(GREETING), Tone())).seconds for _ in range(3)]

    heard = with_pool(scene, workers=2)
    assert heard == [pytest.approx(3.06, rel=0.05)] * 3


def test_a_sentence_that_ends_every_worker_is_not_spoken_and_the_next_one_is(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene(pool: Pyttsx3Speaker) -> Audio:
        await pool.start()
        with pytest.raises(NotSpoken, match="failed twice"):
            await pool.make(Order("ni3 hao3", "no such voice", 140, 60))
        return await pool.say(reading(GREETING), Tone())

    assert with_pool(scene, workers=1).seconds > 2


def test_a_machine_that_starts_no_worker_gets_a_named_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene(pool: Pyttsx3Speaker) -> None:
        for command in (("/no/such/program",), (sys.executable, "-c", "pass")):
            monkeypatch.setattr(process, "COMMAND", command)
            with pytest.raises(NotSpoken):
                await pool.start()
            with pytest.raises(NotSpoken, match="failed twice"):
                await pool.say(reading(GREETING), Tone())

    with_pool(scene, workers=1)


def test_sentences_are_made_in_the_order_in_which_they_were_asked_for() -> None:
    async def scene(pool: Pyttsx3Speaker) -> list[int]:
        ended: list[int] = []

        async def ask(number: int) -> None:
            await pool.say(reading(LONG if number % 3 else GREETING), Tone())
            ended.append(number)

        await asyncio.gather(*(ask(number) for number in range(30)))
        return ended

    assert with_pool(scene, workers=1) == list(range(30))


def test_eight_callers_at_three_paces_are_each_heard_at_their_own() -> None:
    """On two warm workers, where pyttsx3 by itself gives every second utterance the speed of another."""
    sentences = [reading(GREETING), reading("请问您要办什么事？"), reading(LONG), reading("Good morning, how can I help you?", "en")]

    async def scene(pool: Pyttsx3Speaker) -> list[tuple[str, float, float]]:
        plain = EspeakSpeaker("plain")
        right = {(sentence, pace): (await plain.say(sentence, Tone(pace))).seconds for sentence in sentences for pace in PACES}
        heard = []

        async def caller(number: int) -> None:
            for turn in range(15):
                sentence, pace = sentences[(number + turn) % 4], PACES[(number * 2 + turn) % 3]
                audio = await pool.say(sentence, Tone(pace))
                heard.append((pace, audio.seconds, right[sentence, pace]))

        await asyncio.gather(*(caller(number) for number in range(8)))
        return heard

    heard = with_pool(scene, workers=2)
    assert len(heard) == 120
    assert [one for one in heard if one[1] != pytest.approx(one[2], rel=0.06)] == []


def test_the_phonemes_are_those_of_a_direct_call() -> None:
    words = order_of(reading(LONG), Tone())

    async def scene(pool: Pyttsx3Speaker) -> Made:
        return await pool.make(words)

    direct = subprocess.run(
        ["espeak-ng", "-q", "-x", "-v", words.voice, "--stdin"], input=words.words, capture_output=True, text=True, check=True
    )
    assert with_pool(scene).phonemes.split() == direct.stdout.split() != []


def test_a_worker_makes_way_for_a_fresh_one_after_so_many_sentences() -> None:
    async def scene(pool: Pyttsx3Speaker) -> tuple[list[int], int]:
        seen = []
        for _ in range(7):
            await pool.say(reading("好的。"), Tone())
            seen += [pid for pid in pool.pids if pid not in seen]
        return seen, pool.restarts

    seen, restarts = with_pool(scene, workers=1, jobs=3)
    assert (len(seen), restarts, [gone(pid) for pid in seen]) == (3, 0, [True] * 3)


def test_whoever_stops_waiting_leaves_the_pool_whole() -> None:
    async def scene(pool: Pyttsx3Speaker) -> tuple[float, list[int], list[int], int]:
        await pool.start()
        before = pool.pids
        for pause in (0, 0.001, 0.01):
            asking = [asyncio.create_task(pool.say(reading(LONG), Tone())) for _ in range(6)]
            await asyncio.sleep(pause)
            for task in asking:
                task.cancel()
            await asyncio.gather(*asking, return_exceptions=True)
        return (await pool.say(reading(GREETING), Tone())).seconds, before, pool.pids, pool.restarts

    seconds, before, after, restarts = with_pool(scene, workers=2)
    assert seconds > 2
    assert (sorted(after), restarts) == (sorted(before), 0)


def test_a_crowd_is_refused_in_words_and_not_kept_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adapter, "WAITING", 5)

    async def scene(pool: Pyttsx3Speaker) -> list[object]:
        return await asyncio.gather(*(pool.say(reading(GREETING), Tone()) for _ in range(9)), return_exceptions=True)

    outcomes = with_pool(scene, workers=1)
    assert [isinstance(outcome, Audio) for outcome in outcomes] == [True] * 5 + [False] * 4
    assert {str(outcome) for outcome in outcomes[5:]} == {"5 sentences are waiting already"}


def test_closing_ends_what_is_being_said_and_leaves_no_process() -> None:
    async def scene(pool: Pyttsx3Speaker) -> tuple[list[int], list[object]]:
        await pool.start()
        pids = pool.pids
        speaking = [asyncio.create_task(pool.say(reading(HUNDREDS), Tone())) for _ in range(4)]
        await asyncio.sleep(0.1)
        await pool.close()
        outcomes = await asyncio.gather(*speaking, return_exceptions=True)
        with pytest.raises(NotSpoken, match="closed"):
            await pool.say(reading(GREETING), Tone())
        return pids, outcomes

    pids, outcomes = with_pool(scene, workers=2)
    assert [type(outcome) for outcome in outcomes] == [NotSpoken] * 4
    assert [gone(pid) for pid in pids] == [True, True]


PARENT = """
import asyncio, sys
from voice.mouth.pyttsx3 import Pyttsx3Speaker
async def main():
    pool = Pyttsx3Speaker("parent")
    await pool.start()
    print(*pool.pids, flush=True)
    await asyncio.sleep(60)
asyncio.run(main())
"""


def test_workers_end_when_their_parent_is_killed() -> None:
    with subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        pids = [int(pid) for pid in parent.stdout.readline().split()]
        alive = [gone(pid) for pid in pids]
        parent.kill()
    assert (alive, gone_within_a_minute(pids)) == ([False, False], True)


def test_a_worker_ends_by_itself_at_its_deadline_when_nobody_is_left_to_kill_it() -> None:
    order = {"words": "yi1 " * 4_000, "voice": "cmn-latn-pinyin", "rate": 140, "volume": 60, "seconds": 1}
    done = subprocess.run(COMMAND, input=json.dumps(order).encode() + b"\n", capture_output=True, timeout=60)
    assert done.returncode == -signal.SIGALRM


def test_a_worker_knows_nothing_of_the_application() -> None:
    listing = "import sys, voice.mouth.worker; print(*{name.split('.')[0] for name in sys.modules})"
    done = subprocess.run([sys.executable, "-c", listing], capture_output=True, text=True, check=True)
    assert {"api", "actions", "bot", "numpy", "structlog"} & set(done.stdout.split()) == set()


def test_what_is_said_comes_into_no_folder(tmp_path: Path) -> None:
    """The worker's temporary folder may not even be written to."""
    order = {"words": "yi1 san1 ba1", "voice": "cmn-latn-pinyin", "rate": 140, "volume": 60, "seconds": 5}
    trace = tmp_path / "trace"
    strace = ["strace", "-f", "-e", "trace=openat,creat", "-o", str(trace)]
    if subprocess.run(["which", "strace"], capture_output=True).returncode != 0:
        pytest.skip("no strace here (Debian: apt-get install strace)")
    subprocess.run([*strace, *COMMAND], input=json.dumps(order).encode() + b"\n", capture_output=True, check=True)
    written = [line for line in trace.read_text().splitlines() if "O_WRONLY" in line or "O_RDWR" in line]
    assert [line for line in written if "/dev/null" not in line and "/proc/self/fd/" not in line and " = -1 " not in line] == []
