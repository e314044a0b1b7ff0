"""`nuanban models` and `nuanban listen`, as somebody types them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from api.cli import app
from tests.voice.spoken import MODEL, noise, spoken, with_voice
from voice.audio import RATE, Audio, silence


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    for name in ("NUANBAN_VOSK_MODEL", "NUANBAN_SHERPA_MODEL", "NUANBAN_RECOGNIZER", "NUANBAN_DATA"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NUANBAN_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def nuanban(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def wav(path: Path, pcm: bytes, rate: int = RATE) -> str:
    path.write_bytes(Audio(pcm, rate).wav())
    return str(path)


def test_without_a_model_each_command_says_what_to_do(tmp_path: Path) -> None:
    told = "nuanban: there is no model for hearing here: get one (42 MB) with `nuanban models get`\n"
    for done in (nuanban("listen", wav(tmp_path / "s.wav", silence(1).pcm)), nuanban("models", "check")):
        assert (done.exit_code, done.stderr, done.stdout) == (1, told, "")


def test_a_folder_is_taken_listed_checked_and_not_taken_twice(home: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(MODEL, tmp_path / "ours-zh")
    assert nuanban("models", "get", str(copy)).exit_code == 0
    rows = {row["name"]: row for row in json.loads(nuanban("models", "list", "--json").stdout)}
    assert (rows["ours-zh"]["here"], rows["ours-zh"]["in_use"]) == (True, True)
    assert [name for name, row in rows.items() if row["here"]] == ["ours-zh"]
    checked = nuanban("models", "check")
    assert (checked.exit_code, checked.stdout) == (0, f"{home / 'models-voice' / 'ours-zh'}: whole, hears\n")
    twice = nuanban("models", "get", str(copy))
    assert (twice.exit_code, "is here already" in twice.stderr) == (1, True)
    assert nuanban("models", "get", str(copy), "--again").exit_code == 0
    assert sorted(path.name for path in (home / "models-voice").iterdir()) == [".tried", "ours-zh"]


def test_an_archive_is_taken_and_a_broken_model_is_found_by_check(home: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(MODEL, tmp_path / "ours-zh")
    archive = shutil.make_archive(str(tmp_path / "ours-zh"), "zip", tmp_path, "ours-zh")
    assert nuanban("models", "get", archive).exit_code == 0
    assert copy.is_dir()
    (home / "models-voice" / "ours-zh" / "graph" / "Gr.fst").unlink()
    checked = nuanban("models", "check", "ours-zh")
    assert checked.exit_code == 1
    assert "graph/Gr.fst is missing or empty" in checked.stderr


def test_something_else_under_the_name_of_an_official_model_is_refused(home: Path, tmp_path: Path) -> None:
    shutil.copytree(MODEL, tmp_path / "vosk-model-small-cn-0.22")
    done = nuanban("models", "get", str(tmp_path / "vosk-model-small-cn-0.22"))
    assert done.exit_code == 1
    assert "is not vosk-model-small-cn-0.22 as published" in done.stderr
    assert list((home / "models-voice").iterdir()) == []


@pytest.mark.parametrize(
    ("what", "told"),
    [
        ("nonsense", "nonsense is neither a file, a folder, an address nor one of: vosk-model-small-cn-0.22"),
        ("vosk-model-cn-0.22", "no checksum of vosk-model-cn-0.22 is known; `nuanban models get vosk-model-cn-0.22 --unverified`"),
        ("http://127.0.0.1:9/x.zip", "no checksum of x is known"),
        ("..", ".. gives no name for a model"),
        ("/", "/ gives no name for a model"),
    ],
)
def test_what_cannot_be_got_is_told_in_a_sentence(what: str, told: str) -> None:
    done = nuanban("models", "get", what)
    assert (done.exit_code, done.stderr.startswith(f"nuanban: {told}")) == (1, True)


@with_voice
def test_a_recording_is_heard(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("NUANBAN_VOSK_MODEL", str(MODEL))
    question = wav(tmp_path / "q.wav", spoken("我想办理社保卡", rate=8000), 8000)
    plain = nuanban("listen", question)
    assert (plain.exit_code, plain.stdout) == (0, "我想办理社保卡\n")
    heard = json.loads(nuanban("listen", question, "--json").stdout)
    assert sorted(heard) == ["alternatives", "confidence", "text", "words"]
    assert "".join(word["text"] for word in heard["words"]) == heard["text"] == "我想办理社保卡"
    assert nuanban("listen", wav(tmp_path / "y.wav", spoken("不是")), "--expect", "是,不是").stdout == "不是\n"
    assert nuanban("listen", wav(tmp_path / "d.wav", spoken("零零二叉")), "--digits").stdout == "零零二叉\n"


def test_a_recording_without_words_and_one_that_is_none_end_in_a_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("NUANBAN_VOSK_MODEL", str(MODEL))
    loud = wav(tmp_path / "n.wav", noise(1, 3000))
    assert nuanban("listen", loud).stderr.endswith(f"nuanban: no words in {loud}: noise\n")
    (tmp_path / "x.wav").write_bytes(b"RIFFxxxx")
    assert "is no WAV file" in nuanban("listen", str(tmp_path / "x.wav")).stderr
    assert nuanban("listen", str(tmp_path / "none.wav")).exit_code == 1
    assert nuanban("listen", loud, "--expect", "是", "--digits").exit_code == 2


def test_doctor_tells_of_the_ears(monkeypatch: pytest.MonkeyPatch) -> None:
    def ears() -> tuple[bool, str]:
        checks = {check["name"]: check for check in json.loads(nuanban("doctor", "--json").stdout)}
        return checks["ears"]["ok"], checks["ears"]["found"]

    assert ears() == (True, "there is no model for hearing here: get one (42 MB) with `nuanban models get`; talks go by text")
    monkeypatch.setenv("NUANBAN_VOSK_MODEL", str(MODEL))
    assert ears() == (True, str(MODEL))
    monkeypatch.setenv("NUANBAN_VOSK_MODEL", "nowhere")
    assert ears()[0] is False
    monkeypatch.setenv("NUANBAN_RECOGNIZER", "none")
    assert ears() == (True, "switched off (NUANBAN_RECOGNIZER=none)")
