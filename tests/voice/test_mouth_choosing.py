"""A voice is tried before it is taken; one that is missing says what to install."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest

from api.cli import doctor
from api.cli.doctor import Check
from api.settings import Settings
from tests.voice.mouths import with_voice
from voice.mouth import MouthMissing, process
from voice.mouth import pyttsx3 as adapter
from voice.mouth.choosing import AUTO, OPENERS, SpeakerName, choose_fallback, choose_speaker
from voice.mouth.espeak import EspeakSpeaker, open_espeak
from voice.mouth.order import TRIAL
from voice.mouth.pyttsx3 import Pyttsx3Speaker
from voice.mouth.silent import SilentSpeaker

REMEDY = "run `sudo apt-get install -y espeak-ng`"
READS_ENGLISH = """#!/bin/sh
# espeak-ng as it reads Mandarin with the voice `cmn`.
echo "(en)kI55NTr'i:55_| wE55nf'o@55(cmn)"
"""
WITHOUT_LIBRARY = """
import ctypes, runpy
def missing(name): raise OSError(name + ": cannot open shared object file")
ctypes.cdll.LoadLibrary = missing
runpy.run_module("voice.mouth.worker", run_name="__main__")
"""
MUTE = """
import sys
print('{"engine": "1.51"}'); print('{"bytes": 0, "phonemes": "xau"}', flush=True)
sys.stdin.read()
"""


def only_this_command(folder: Path, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "espeak-ng").write_text(text)
    (folder / "espeak-ng").chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")


def no_pyttsx3(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "COMMAND", (sys.executable, "-c", WITHOUT_LIBRARY))


@with_voice
@pytest.mark.parametrize(("name", "kind"), [("auto", Pyttsx3Speaker), ("pyttsx3", Pyttsx3Speaker), ("espeak", EspeakSpeaker)])
def test_a_voice_that_reads_mandarin_is_taken_and_says_who_it_is(name: str, kind: type) -> None:
    speaker = choose_speaker(name)  # type: ignore[arg-type]
    assert type(speaker) is kind
    version = subprocess.run(["espeak-ng", "--version"], capture_output=True, text=True).stdout.split()[3]
    assert speaker.name.endswith(f"espeak-ng {version} cmn-latn-pinyin")


def test_silence_needs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert type(choose_speaker("silent")) is SilentSpeaker


@with_voice
def test_where_pyttsx3_does_not_run_the_command_speaks(monkeypatch: pytest.MonkeyPatch) -> None:
    no_pyttsx3(monkeypatch)
    assert type(choose_speaker("auto")) is EspeakSpeaker
    with pytest.raises(MouthMissing, match="pyttsx3 cannot speak"):
        choose_speaker("pyttsx3")


@pytest.mark.parametrize("name", ["auto", "espeak", "pyttsx3"])
def test_without_any_voice_one_sentence_says_what_to_install(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    no_pyttsx3(monkeypatch)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(MouthMissing) as missing:
        choose_speaker(name)  # type: ignore[arg-type]
    assert str(missing.value).endswith(REMEDY)
    assert "\n" not in str(missing.value)


def test_a_command_that_reads_mandarin_as_english_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    only_this_command(tmp_path, READS_ENGLISH, monkeypatch)
    with pytest.raises(MouthMissing, match="has no voice cmn-latn-pinyin that reads Mandarin; run"):
        open_espeak()


@pytest.mark.parametrize("text", ["#!/bin/sh\nexit 1\n", "#!/bin/sh\nexit 0\n"])
def test_a_command_that_says_nothing_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    only_this_command(tmp_path, text, monkeypatch)
    with pytest.raises(MouthMissing):
        open_espeak()


@pytest.mark.parametrize(
    ("program", "why"),
    [
        (MUTE, "no WAV file"),
        ("pass", "the process ended"),
        ("print('nonsense')", "said something strange"),
    ],
)
def test_a_pyttsx3_that_does_not_do_what_it_should_is_refused(program: str, why: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "COMMAND", (sys.executable, "-c", program))
    with pytest.raises(MouthMissing, match=why):
        choose_speaker("pyttsx3")


@with_voice
def test_a_pyttsx3_whose_voice_reads_mandarin_as_english_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adapter, "TRIAL", replace(TRIAL, voice="cmn"))
    with pytest.raises(MouthMissing, match="pyttsx3 reads Mandarin as English"):
        choose_speaker("pyttsx3")


def test_a_pyttsx3_that_hangs_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "COMMAND", ("sleep", "60"))
    monkeypatch.setattr(process, "START", 0.3)
    with pytest.raises(MouthMissing, match="nothing came in time"):
        choose_speaker("pyttsx3")


@with_voice
def test_the_command_stands_by_for_every_other_voice_and_silence_for_none() -> None:
    assert [type(choose_fallback(OPENERS[name]())) for name in (*AUTO, "silent")] == [EspeakSpeaker, type(None), type(None)]


def test_the_settings_offer_the_voices_that_there_are() -> None:
    assert get_args(Settings.model_fields["speaker"].annotation) == get_args(SpeakerName) == ("auto", *OPENERS)


def test_doctor_names_the_voice_or_says_how_to_get_one(monkeypatch: pytest.MonkeyPatch) -> None:
    assert doctor._voice("silent") == Check("voice", True, "silent", None, "voice")
    no_pyttsx3(monkeypatch)
    monkeypatch.setenv("PATH", "")
    assert doctor._voice("auto") == Check("voice", False, "espeak-ng is not installed", "sudo apt-get install -y espeak-ng", "voice")
