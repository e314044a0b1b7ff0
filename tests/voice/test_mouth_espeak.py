"""The command espeak-ng, when it hangs, fails, or is cut off."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.voice.mouths import GREETING, gone_within_a_minute, reading, with_voice
from voice.audio import Audio
from voice.mouth import NotSpoken, Tone
from voice.mouth.espeak import EspeakSpeaker, streamed

PIPED = Audio(b"\1\0\2\0\3\0", 22_050).wav()


def command(folder: Path, script: str) -> str:
    (folder / "spoken").write_text(f"#!/bin/sh\n{script}\n")
    (folder / "spoken").chmod(0o755)
    return str(folder / "spoken")


def said(program: str, deadline: float = 5) -> Audio:
    return asyncio.run(asyncio.wait_for(EspeakSpeaker("under test", program, deadline).say(reading(GREETING), Tone()), 60))


@pytest.mark.parametrize(
    ("script", "why"),
    [
        ("exit 3", "ended with code 3"),
        ("cat > /dev/null", "no WAV file"),
        ("echo nonsense", "no WAV file"),
        ("espeak-ng -v cmn-latn-pinyin --stdout hao3; cat > /dev/null", "were expected"),
        ("kill -9 $$", "ended with code -9"),
    ],
)
@with_voice
def test_a_command_that_does_not_do_what_it_should_is_not_spoken(tmp_path: Path, script: str, why: str) -> None:
    with pytest.raises(NotSpoken, match=why):
        said(command(tmp_path, script))


def test_a_command_that_is_not_there_is_not_spoken() -> None:
    with pytest.raises(NotSpoken, match="does not start"):
        said("/no/such/espeak")


def test_a_command_that_hangs_is_killed_at_its_deadline(tmp_path: Path) -> None:
    with pytest.raises(NotSpoken, match="nothing within"):
        said(command(tmp_path, f"echo $$ > {tmp_path}/pid; exec sleep 60"), deadline=2)
    assert not Path(f"/proc/{(tmp_path / 'pid').read_text().strip()}").exists()


def test_whoever_stops_waiting_leaves_no_process_behind_its_deadline(tmp_path: Path) -> None:
    program = command(tmp_path, f"echo $$ > {tmp_path}/started; mv {tmp_path}/started {tmp_path}/pid; exec sleep 60")

    async def scene() -> None:
        speaking = asyncio.create_task(EspeakSpeaker("under test", program, 10).say(reading(GREETING), Tone()))
        while not (tmp_path / "pid").exists():  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        speaking.cancel()
        await asyncio.gather(speaking, return_exceptions=True)

    asyncio.run(asyncio.wait_for(scene(), 60))
    assert gone_within_a_minute([int((tmp_path / "pid").read_text())])


def test_closing_refuses_what_waits_and_what_comes() -> None:
    async def scene() -> list[object]:
        speaker = EspeakSpeaker("under test")
        waiting = [asyncio.create_task(speaker.say(reading(GREETING), Tone())) for _ in range(40)]
        await asyncio.sleep(0)
        await speaker.close()
        return [
            *await asyncio.gather(*waiting, return_exceptions=True),
            *await asyncio.gather(speaker.say(reading(GREETING), Tone()), return_exceptions=True),
        ]

    outcomes = asyncio.run(asyncio.wait_for(scene(), 60))
    assert {type(outcome) for outcome in outcomes} <= {Audio, NotSpoken}
    assert str(outcomes[-1]) == "the voice has been closed"


def test_the_words_are_in_no_list_of_processes(tmp_path: Path) -> None:
    with pytest.raises(NotSpoken):
        said(command(tmp_path, f'echo "$*" > {tmp_path}/arguments; cat > {tmp_path}/words'))
    assert (tmp_path / "arguments").read_text() == "-v cmn-latn-pinyin -s 140 -a 60 -b 1 --stdin --stdout\n"
    assert (tmp_path / "words").read_text() == reading(GREETING).pinyin


@pytest.mark.parametrize("promised", [0, 6, 7, 0x7FFFF000, 0xFFFFFFFF])
def test_a_header_that_promises_another_length_is_not_believed(promised: int) -> None:
    header = PIPED[:40] + promised.to_bytes(4, "little") + PIPED[44:]
    expected = PIPED[44 : 44 + promised] if promised < 6 else PIPED[44:]
    assert streamed(header) == Audio(expected, 22_050)


def test_half_a_sample_at_the_end_is_left_out() -> None:
    header = PIPED[:40] + (0x7FFFF000).to_bytes(4, "little") + PIPED[44:]
    assert streamed(header + b"\7") == Audio(b"\1\0\2\0\3\0", 22_050)
