"""`nuanban say`, as somebody types it."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from api.cli import app
from tests.voice.mouths import with_voice
from voice.audio import read_wav
from voice.mouth import process

SENTENCE = "请您带好身份证，明天上午来。"


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("NUANBAN_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("NUANBAN_SPEAKER", raising=False)
    return tmp_path / "home"


def nuanban(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["say", *arguments])


def seconds(folder: Path, *arguments: str) -> float:
    done = nuanban(*arguments, "--out", str(folder / "said.wav"))
    assert (done.exit_code, done.stdout) == (0, "")
    audio = read_wav(folder / "said.wav")
    assert done.stderr == f"{folder / 'said.wav'}: {audio.seconds:.1f} s\n"
    return audio.seconds


@with_voice
def test_a_text_becomes_a_wav_file_at_the_pace_asked_for(tmp_path: Path, home: Path) -> None:
    slow, normal, fast = (seconds(tmp_path, SENTENCE, "--rate", rate) for rate in ("slow", "normal", "fast"))
    assert slow > normal * 1.1 > fast * 1.2 > 3
    assert seconds(tmp_path, SENTENCE, "--louder") == pytest.approx(normal, rel=0.05)
    assert seconds(tmp_path, "Please bring your identity card. Come tomorrow.", "--language", "en") > 2
    assert not home.exists()


@with_voice
def test_a_text_that_begins_with_a_dash_is_a_text(tmp_path: Path) -> None:
    assert nuanban("--out", str(tmp_path / "said.wav"), "--", "-v 您好").exit_code == 0


def test_the_voice_is_that_of_the_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUANBAN_SPEAKER", "silent")
    seconds(tmp_path, SENTENCE)
    assert set(read_wav(tmp_path / "said.wav").pcm) == {0}


@pytest.mark.parametrize("arguments", [("",), ("😀",), (SENTENCE, "--rate", "quick"), (SENTENCE, "--language", "fr"), ()])
def test_what_cannot_be_meant_is_wrong_use(tmp_path: Path, arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUANBAN_SPEAKER", "silent")
    assert nuanban(*arguments, "--out", str(tmp_path / "said.wav")).exit_code == 2
    assert not (tmp_path / "said.wav").exists()


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUANBAN_SPEAKER", "silent")
    done = nuanban(SENTENCE, "--out", str(tmp_path / "no" / "said.wav"))
    assert (done.exit_code, done.stderr) == (1, f"nuanban: {tmp_path / 'no' / 'said.wav'} cannot be written (No such file or directory)\n")


def test_without_a_voice_one_sentence_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "COMMAND", ("/no/such/python",))
    monkeypatch.setenv("PATH", "")
    done = nuanban(SENTENCE, "--out", str(tmp_path / "said.wav"))
    assert (done.exit_code, done.stderr) == (1, "nuanban: espeak-ng is not installed; run `sudo apt-get install -y espeak-ng`\n")
