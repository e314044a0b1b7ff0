"""Voice messages decoded and made, each in a process of its own: right, crowded, damaged, hung, killed, orphaned."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from tests.voice.spoken import with_voice
from tests.wechat.making.sound import sound
from tests.wechat.recorded import Recording, recording, recordings
from voice.audio import Audio, BadSound, silence
from voice.messages.amr import LONGEST, read_amr
from voice.messages.converting import COMMAND, PROJECT, RATES, Converter

WIDE = recording("social_card").data


def with_converter[T](doing: Callable[[Converter], Awaitable[T]], **given: Any) -> T:
    """Within a minute."""
    return asyncio.run(asyncio.wait_for(doing(Converter(**given)), 60))


def decoded(data: bytes, **given: Any) -> Audio:
    return with_converter(lambda converter: converter.decoded(data), **given)


def why_not(data: bytes, **given: Any) -> str:
    """Why this has no sound."""
    with pytest.raises(BadSound) as refused:
        decoded(data, **given)
    return str(refused.value)


def running() -> set[str]:
    """Processes of ours, those included that have ended and nobody has looked at."""
    return {pid for listed in Path("/proc/self/task").glob("*/children") for pid in listed.read_text().split()}


@pytest.fixture
def children() -> Callable[[], set[str]]:
    """Processes started since the test began: other tests of the session keep a Rasa of theirs running."""
    before = running()
    return lambda: running() - before


def program(code: str) -> Sequence[str]:
    """Something else in place of the worker."""
    return (sys.executable, "-c", code)


def loudness(pcm: bytes, rate: int) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Root mean square of each 20 ms."""
    samples = np.frombuffer(pcm, "<i2").astype(np.float64)
    whole = samples[: len(samples) // (rate // 50) * (rate // 50)].reshape(-1, rate // 50)
    means: np.ndarray[Any, np.dtype[np.float64]] = np.sqrt(np.mean(whole**2, axis=1))
    return means


# --- decoding ------------------------------------------------------------------------------------


@pytest.mark.parametrize("one", recordings(), ids=lambda one: one.file)
def test_a_recording_has_its_own_rate_and_20_ms_for_each_frame(one: Recording) -> None:
    audio = decoded(one.data)
    assert (audio.rate, audio.seconds) == (one.rate, pytest.approx(len(read_amr(one.data).frames) * 0.02))


@with_voice
@pytest.mark.parametrize("one", recordings(), ids=lambda one: one.file)
def test_what_is_decoded_is_as_loud_as_what_was_encoded_and_at_the_same_places(one: Recording) -> None:
    before, after = (loudness(pcm, one.rate) for pcm in (sound(one), decoded(one.data).pcm))
    assert 0 <= len(after) - len(before) <= 1
    assert np.corrcoef(before, after[: len(before)])[0, 1] >= 0.9  # the encoder is 5 ms late
    assert np.sqrt(np.mean(after**2)) == pytest.approx(np.sqrt(np.mean(before**2)), rel=0.12)


def test_where_nothing_was_sent_there_is_silence_and_what_stands_around_it_is_whole() -> None:
    amr = read_amr(WIDE)
    half = len(amr.frames) // 2
    pausing = b"#!AMR-WB\n" + b"".join((*amr.frames[:half], *[b"\x4c" + bytes(5), b"\x7c"] * 50, *amr.frames[half:]))
    plain, paused = decoded(WIDE), decoded(pausing)
    cut = half * amr.of_each * 2
    assert (paused.pcm[:cut], paused.pcm[cut : cut + 64_000]) == (plain.pcm[:cut], bytes(64_000))
    assert len(paused.pcm) == len(plain.pcm) + 64_000


def test_the_longest_message_of_the_highest_rate_is_decoded() -> None:
    frames = read_amr(WIDE).frames
    most = int(LONGEST * 50)
    assert decoded(b"#!AMR-WB\n" + b"".join((frames * 20)[:most])).seconds == pytest.approx(LONGEST)


def test_fifteen_who_speak_in_the_same_second_are_all_decoded(children: Callable[[], set[str]]) -> None:
    fifteen = [one.data for one in recordings()[:15]]

    async def scene(converter: Converter) -> list[Audio]:
        return await asyncio.gather(*map(converter.decoded, fifteen))

    assert [sounds.pcm for sounds in with_converter(scene)] == [decoded(data).pcm for data in fifteen]
    assert children() == set()


def test_on_the_loop_of_the_server_it_is_the_same(children: Callable[[], set[str]]) -> None:
    uvloop = pytest.importorskip("uvloop", reason="no uvloop on this machine")

    async def scene() -> Audio:
        return await Converter().decoded(WIDE)

    with ThreadPoolExecutor(1) as beside:  # as a server that tests run in a thread
        assert beside.submit(uvloop.run, scene()).result(60) == uvloop.run(scene()) == decoded(WIDE)
    assert children() == set()


# --- harm ----------------------------------------------------------------------------------------


def test_what_is_refused_by_its_frames_needs_no_process() -> None:
    for data in (b"", b"OggS", WIDE[:20], b"#!AMR\n" + b"\x7c" * 900_000, bytes(2_000_000)):
        assert "no process" not in why_not(data, command=("/no/such/program",))
    assert why_not(WIDE, command=("/no/such/program",)).startswith("no process could be started")


HUNDREDS = """
import random, sys
from voice.audio import BadSound
from voice.messages.amr import read_amr
from voice.messages.worker import decode
data = sys.stdin.buffer.read()
chance = random.Random(5)
wide = data.startswith(b"#!AMR-WB")
frames = read_amr(data).frames
heads = [frame[:1] for frame in frames]
for number in range(300):
    damaged = bytearray(data)
    for _ in range(chance.choice((1, 10, 100, 1000))):
        at = chance.randrange(9, len(data))
        damaged[at] = chance.randrange(256)
    if number % 2:  # every second one keeps its frames, so that the decoder is reached
        at = 9 if wide else 6
        for frame in frames:
            damaged[at] = frame[0]
            at += len(frame)
    try:
        made = decode(bytes(damaged))
        print("decoded", len(made) == len(frames) * (640 if wide else 320))
    except BadSound:
        print("refused", number % 2 == 0)
"""


@pytest.mark.parametrize("file", ["social_card", "narrow_pension_check"])
def test_hundreds_of_damaged_files_are_decoded_to_their_length_or_refused(file: str) -> None:
    done = subprocess.run([sys.executable, "-c", HUNDREDS], input=recording(file).data, capture_output=True, cwd=PROJECT, timeout=100)
    outcomes = done.stdout.decode().splitlines()
    assert (done.returncode, len(outcomes), set(outcomes)) == (0, 300, {"decoded True", "refused True"})


def test_a_worker_that_hangs_is_killed_and_the_next_sound_is_decoded(children: Callable[[], set[str]]) -> None:
    hangs = program("import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)")
    began = time.monotonic()
    assert why_not(WIDE, command=hangs, deadline=0.5) == "it was not converted within 0.5 seconds"
    assert time.monotonic() - began < 30
    assert children() == set()
    assert decoded(WIDE).rate == 16_000


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("import os; os.abort()", "the process ended by SIGABRT"),
        ("import os; os.kill(os.getpid(), 11)", "the process ended by SIGSEGV"),
        ("raise ValueError('strange')", "ValueError: strange"),
        ("import os; os._exit(3)", "the process ended with 3"),
        ("pass", "not as much sound as the file has frames"),
        ("print('x' * 1_000_000)", "not as much sound as the file has frames"),
    ],
)
def test_a_worker_that_dies_or_lies_is_told_as_such(code: str, why: str, children: Callable[[], set[str]]) -> None:
    assert why_not(WIDE, command=program(code)) == why
    assert children() == set()


def test_whoever_stops_waiting_leaves_no_process(children: Callable[[], set[str]]) -> None:
    async def scene(converter: Converter) -> set[str]:
        asking = [asyncio.create_task(converter.decoded(WIDE)) for _ in range(5)]
        for pause in (0, 0.01, 0.1, 0.2):
            await asyncio.sleep(pause)
            asking.pop().cancel()
        await asyncio.gather(*asking, return_exceptions=True)
        for _ in range(500):
            if not children():
                break
            await asyncio.sleep(0.01)
        return children()

    hangs = program("import time; time.sleep(0.3)")
    assert with_converter(scene, command=hangs) == set()


def test_no_more_run_at_once_than_may(children: Callable[[], set[str]]) -> None:
    async def scene(converter: Converter) -> int:
        asking = asyncio.gather(*(converter.decoded(WIDE) for _ in range(8)), return_exceptions=True)
        most = 0
        while not asking.done():
            most = max(most, len(children()))
            await asyncio.sleep(0.005)
        return most

    assert with_converter(scene, command=program("import time; time.sleep(0.2)"), at_once=3) == 3


def test_a_worker_ends_by_itself_when_nobody_is_left_to_kill_it() -> None:
    with subprocess.Popen([*COMMAND, "decode", "16000", "1"], stdin=subprocess.PIPE, cwd=PROJECT) as waiting:
        assert waiting.wait(30) == -14


def limited(code: str) -> str:
    """What becomes of this in a limited process: the last line of its errors."""
    started = f"from voice.messages.worker import limit; limit(5); {code}"
    return subprocess.run([sys.executable, "-c", started], capture_output=True, text=True, cwd=PROJECT).stderr.strip().split("\n")[-1]


def test_a_worker_gets_little_memory_and_writes_little(tmp_path: Path) -> None:
    assert limited("bytearray(500 << 20)") == "MemoryError"
    assert limited("bytearray(100 << 20)") == ""
    assert limited(f"open({str(tmp_path / 'file')!r}, 'wb').write(bytes(9 << 20))") == "OSError: [Errno 27] File too large"


def test_a_worker_knows_nothing_of_the_application_and_none_of_its_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    listing = "import sys, av, voice.messages.worker; print(*{name.split('.')[0] for name in sys.modules})"
    done = subprocess.run([sys.executable, "-c", listing], capture_output=True, text=True, check=True, cwd=PROJECT)
    assert {"api", "actions", "bot", "structlog", "sqlalchemy"} & set(done.stdout.split()) == set()
    monkeypatch.setenv("NUANBAN_WECHAT_SECRET", "for tests only")
    tells = program("import os, sys; sys.stdout.write(' '.join(name for name in os.environ if name.startswith('NUANBAN')) + '.')")
    assert with_converter(lambda converter: converter.encoded_mp3(silence(1)), command=tells) == b"."


# --- encoding ------------------------------------------------------------------------------------


def played(mp3: bytes, folder: Path) -> tuple[str, int, int, float, bytes]:
    """What a player finds: codec, channels, rate, seconds, samples."""
    file = folder / "message.mp3"
    file.write_bytes(mp3)
    with av.open(str(file)) as container:
        stream = container.streams.audio[0]
        plain = av.AudioResampler(format="s16", layout="mono", rate=stream.rate)
        pcm = b"".join(bytes(one.planes[0])[: one.samples * 2] for frame in container.decode(stream) for one in plain.resample(frame))
        return stream.codec_context.name, stream.channels, stream.rate, len(pcm) / 2 / stream.rate, pcm


@pytest.mark.parametrize("rate", RATES)
def test_a_sound_becomes_an_mp3_of_one_channel_with_the_same_in_it(rate: int, tmp_path: Path) -> None:
    moments = np.arange(2 * rate) / rate
    tone = (8_000 * np.sin(2 * np.pi * 440 * moments) * (moments > 1)).astype("<i2").tobytes()
    mp3 = with_converter(lambda converter: converter.encoded_mp3(Audio(tone, rate)))
    codec, channels, at, seconds, pcm = played(mp3, tmp_path)
    assert (codec, channels, at) == ("mp3float", 1, rate)
    assert seconds == pytest.approx(2, abs=0.15)
    loud = loudness(pcm, rate)
    assert float(np.mean(loud[10:40])) < 50
    assert float(np.mean(loud[65:90])) == pytest.approx(0.95 * 8_000 / 2**0.5, rel=0.02)  # LAME leaves a twentieth of room


def test_a_minute_of_noise_stays_below_what_is_taken() -> None:
    noise = np.random.default_rng(7).normal(0, 8_000, 58 * 22_050).clip(-32_768, 32_767).astype("<i2").tobytes()
    mp3 = with_converter(lambda converter: converter.encoded_mp3(Audio(noise, 22_050)))
    assert len(mp3) == pytest.approx(58 * 6_000, rel=0.02)


@pytest.mark.parametrize("sounds", [Audio(b"", 22_050), silence(60.1, 22_050), silence(1, 12_345), Audio(b"\0\0\0", 16_000)])
def test_what_makes_no_message_is_refused(sounds: Audio) -> None:
    with pytest.raises(BadSound, match="make no voice message"):
        with_converter(lambda converter: converter.encoded_mp3(sounds))


def test_no_file_of_a_sound_is_ever_in_a_folder() -> None:
    """A file in memory has no name that another process could open by its folder."""
    names = program("import os, sys; sys.stdout.write(' '.join(os.readlink(f'/proc/self/fd/{n}') for n in (0, 1, 2)))")
    told = with_converter(lambda converter: converter.encoded_mp3(silence(1)), command=names).decode()
    assert told == "/memfd:given (deleted) /memfd:made (deleted) /memfd:why (deleted)"
