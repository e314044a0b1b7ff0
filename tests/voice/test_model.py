"""The model of these tests is a genuine Vosk model: it opens, is small, and understands voices of espeak-ng that it was not trained on."""

from __future__ import annotations

import json

import pytest
import vosk

from tests.voice.spoken import MODEL, noise, spoken, with_voice
from voice.audio import RATE, bytes_of

LARGEST = 3_000_000
NEW_VOICES = ("f5", "m8", "steph2")
TELEPHONE = 8000
DIGITS = [*"零一二三四五六七八九幺"]
COMMANDS = ["再说一遍", "慢一点", "大声一点", "人工", "转人工", "返回", "上一步", "跳过", "等一下", "是的", "不是", "第一个", "第二个"]


@pytest.fixture(scope="module")
def model() -> vosk.Model:
    vosk.SetLogLevel(-1)
    return vosk.Model(str(MODEL))


def heard(model: vosk.Model, pcm: bytes, rate: int = RATE, phrases: list[str] | None = None) -> str:
    """What Vosk hears when the sound comes in fifths of a second; without the spaces between words."""
    recogniser = (
        vosk.KaldiRecognizer(model, rate, json.dumps(phrases, ensure_ascii=False)) if phrases else vosk.KaldiRecognizer(model, rate)
    )
    texts = []
    step = bytes_of(0.2, rate)
    for start in range(0, len(pcm), step):
        if recogniser.AcceptWaveform(pcm[start : start + step]):
            texts.append(json.loads(recogniser.Result())["text"])
    texts.append(json.loads(recogniser.FinalResult())["text"])
    return "".join(texts).replace(" ", "")


def test_the_folder_is_small_enough_to_lie_among_tests() -> None:
    assert sum(file.stat().st_size for file in MODEL.rglob("*") if file.is_file()) <= LARGEST


@with_voice
@pytest.mark.parametrize("voice", NEW_VOICES)
@pytest.mark.parametrize(
    "said", ["我要做养老金资格认证", "青禾区", "每个月都有", "给我自己", "是的", "手机刷脸", "我的认证办得怎么样了", "要带什么", "再说一遍"]
)
def test_a_new_voice_is_understood(model: vosk.Model, said: str, voice: str) -> None:
    assert heard(model, spoken(said, voice)) == said


@with_voice
@pytest.mark.parametrize("said", ["我要办养老金资格认证", "照常发", "大声一点", "转人工", "都对", "等一下"])
def test_a_new_voice_on_the_telephone_is_understood(model: vosk.Model, said: str) -> None:
    assert heard(model, spoken(said, "m8", TELEPHONE), TELEPHONE) == said


@with_voice
@pytest.mark.parametrize("voice", NEW_VOICES)
def test_digits_are_heard_with_a_list_of_digits(model: vosk.Model, voice: str) -> None:
    assert heard(model, spoken("幺三八零零二七五六九四", voice), phrases=DIGITS) == "幺三八零零二七五六九四"


@with_voice
@pytest.mark.parametrize("said", COMMANDS)
def test_a_command_is_heard_with_a_list_of_commands(model: vosk.Model, said: str) -> None:
    assert heard(model, spoken(said, "f5"), phrases=COMMANDS) == said


@with_voice
def test_what_is_on_no_list_is_unknown(model: vosk.Model) -> None:
    assert heard(model, spoken("公积金", "m8"), phrases=["是的", "不是", "[unk]"]).replace("[unk]", "") == ""


def test_silence_is_nothing(model: vosk.Model) -> None:
    assert heard(model, bytes(bytes_of(3, RATE))) == ""


@pytest.mark.parametrize("level", [30, 300, 3000])
def test_noise_is_nothing(model: vosk.Model, level: int) -> None:
    assert heard(model, noise(3, level)) == ""
