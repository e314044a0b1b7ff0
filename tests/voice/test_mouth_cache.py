"""Sounds that are kept: which, where, how many, and what happens to a damaged one."""

from __future__ import annotations

import asyncio
import os
import stat
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.voice.mouths import GREETING, Recorded, read, reading
from voice.audio import Audio, silence
from voice.mouth import PACES, Reading, Tone
from voice.mouth.cache import DIGEST, DiskSounds, MemorySounds, Sounds, key_of
from voice.mouth.saying import Mouth

SOUND = Audio(bytes(range(256)) * 100, 22_050)
PERSONAL = "您的电话是一三八,零零一三,八零零零,身份证号尾号是零零二叉。"


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_a_telephone_number_that_was_said_is_on_no_disk(tmp_path: Path) -> None:
    async def talk() -> int:
        voice = Recorded()
        mouth = Mouth(voice, None, Sounds(tmp_path / "voice"), read)
        await mouth.prepare([GREETING])
        before = {path: path.read_bytes() for path in files(tmp_path)}
        for tone in (Tone(), Tone("slow"), Tone(louder=True)):
            for text in (PERSONAL, GREETING + PERSONAL, PERSONAL):
                async for _ in mouth.say(text, tone):
                    pass
        fixed = {tmp_path / "voice" / f"{key_of(voice.name, reading(GREETING), tone)}.sound" for tone in (Tone("slow"), Tone(louder=True))}
        assert set(files(tmp_path)) - set(before) == fixed
        return len(before)

    assert asyncio.run(talk()) == 1


def test_without_a_declared_sentence_nothing_is_written(tmp_path: Path) -> None:
    sounds = Sounds(tmp_path)
    sounds.put("voice", reading(PERSONAL), Tone(), SOUND)
    assert files(tmp_path) == []
    assert sounds.get("voice", reading(PERSONAL), Tone()) == SOUND


def test_a_file_on_disk_is_not_believed_for_a_sentence_that_is_not_fixed(tmp_path: Path) -> None:
    DiskSounds(tmp_path, 10**6).put(key_of("voice", reading(PERSONAL), Tone()), SOUND)
    assert Sounds(tmp_path).get("voice", reading(PERSONAL), Tone()) is None


def test_every_difference_that_can_be_heard_is_a_sound_of_its_own() -> None:
    spoken = [
        (voice, Reading(text, pinyin, language), Tone(pace, louder))
        for voice in ("one", "two")
        for text, pinyin, language in (("行", "xing2", "zh"), ("行", "hang2", "zh"), ("行", "", "zh"), ("行", "", "en"), ("好", "", "en"))
        for pace in PACES
        for louder in (False, True)
    ]
    assert len({key_of(*one) for one in spoken}) == len(spoken)


def test_what_a_key_names_cannot_be_read_from_it() -> None:
    key = key_of("voice", reading(PERSONAL), Tone())
    assert (len(key), set(key) - set("0123456789abcdef")) == (64, set())


def test_the_folder_and_its_files_are_for_this_user_alone(tmp_path: Path) -> None:
    folder = tmp_path / "voice"
    folder.mkdir(mode=0o755)
    DiskSounds(folder, 10**6).put("a", SOUND)
    assert [stat.S_IMODE(path.stat().st_mode) for path in (folder, folder / "a.sound")] == [0o700, 0o600]


def test_a_fixed_sentence_survives_the_process(tmp_path: Path) -> None:
    for made in (True, False):
        sounds = Sounds(tmp_path)
        sounds.declare([reading(GREETING)])
        if made:
            sounds.put("voice", reading(GREETING), Tone(), SOUND)
        assert sounds.get("voice", reading(GREETING), Tone()) == SOUND


@pytest.mark.parametrize("at", [0, 5, DIGEST + 3, DIGEST + 100, -1])
def test_a_damaged_file_is_a_miss_and_goes(tmp_path: Path, at: int) -> None:
    disk = DiskSounds(tmp_path, 10**6)
    disk.put("a", SOUND)
    content = bytearray((tmp_path / "a.sound").read_bytes())
    content[at] ^= 1
    (tmp_path / "a.sound").write_bytes(content)
    assert disk.get("a") is None
    assert files(tmp_path) == []


@settings(deadline=None)
@given(st.integers(0, 25_000))
def test_a_file_that_was_cut_off_is_a_miss(tmp_path_factory: pytest.TempPathFactory, length: int) -> None:
    folder = tmp_path_factory.mktemp("cut")
    disk = DiskSounds(folder, 10**6)
    disk.put("a", SOUND)
    path = folder / "a.sound"
    path.write_bytes(path.read_bytes()[:length])
    assert disk.get("a") is None


def test_what_was_unused_longest_goes_first(tmp_path: Path) -> None:
    one = len(SOUND.wav()) + DIGEST
    disk = DiskSounds(tmp_path, most=one * 10)
    for number, key in enumerate("abcdefghij"):
        disk.put(key, SOUND)
        os.utime(tmp_path / f"{key}.sound", (number, number))
    disk.get("a")
    disk.put("k", SOUND)
    assert [path.stem for path in files(tmp_path)] == list("adefghijk")


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 400)), max_size=30))
def test_the_disk_never_holds_more_than_its_bound(tmp_path_factory: pytest.TempPathFactory, puts: list[tuple[int, int]]) -> None:
    folder = tmp_path_factory.mktemp("bound")
    disk = DiskSounds(folder, most=2_000)
    for key, samples in puts:
        disk.put(str(key), Audio(b"\1\0" * samples, 8_000))
        assert sum(path.stat().st_size for path in files(folder)) <= 2_000


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 400)), max_size=30))
def test_the_memory_never_holds_more_than_its_bound_and_gives_back_what_it_was_given_last(puts: list[tuple[int, int]]) -> None:
    memory, last = MemorySounds(most=2_000), {}
    for key, samples in puts:
        last[key] = Audio(b"\1\0" * samples, 8_000)
        memory.put(str(key), last[key])
        kept = {key: memory.get(str(key)) for key in last}
        assert {key: audio for key, audio in kept.items() if audio is not None and audio != last[key]} == {}
        assert sum(len(audio.pcm) for audio in kept.values() if audio) <= 2_000


def test_what_a_crash_left_half_written_is_cleared_away(tmp_path: Path) -> None:
    (tmp_path / "a.1234.part").write_bytes(b"half")
    DiskSounds(tmp_path, 10**6)
    assert files(tmp_path) == []


def test_a_disk_that_is_gone_keeps_nothing_and_harms_nobody(tmp_path: Path) -> None:
    folder = tmp_path / "voice"
    disk = DiskSounds(folder, 10**6)
    folder.rmdir()
    disk.put("a", silence(1))
    assert disk.get("a") is None
