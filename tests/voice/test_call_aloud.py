"""A talk with real parts: a synthetic voice calls, Vosk hears it with the fixture model, eSpeak NG answers."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

import numpy as np
import pytest

from api.settings import ROOT
from bot.expecting import Expecting
from bot.turn import Choice
from tests.quick import quickly
from tests.voice.pretending import SENTENCES, WORDS, Answers, reply
from voice.asking import Answer
from voice.audio import RATE, Audio, silence
from voice.call import Caller, Ended, Room, call
from voice.ears import Heard
from voice.ears.lexicon import Lexicon
from voice.ears.settling import Settled, settle
from voice.ears.vosk import VoskEars
from voice.line import Understood
from voice.mouth import NotSpoken, Tone
from voice.mouth.cache import Sounds
from voice.mouth.choosing import choose_speaker
from voice.mouth.reading import read
from voice.mouth.saying import Mouth
from voice.recording import Act, RecordingLine

pytestmark = pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed")

NAMES = ("社保卡", "退休", "身份证", "养老认证", "高龄津贴")
LEXICON = Lexicon.of(NAMES)
ANYTHING = Expecting(names=NAMES, answers=("我想办退休", "社保卡丢了"))


async def settled(heard: Heard, expecting: Expecting) -> Settled:
    return settle(heard, expecting, LEXICON)


@pytest.fixture(scope="module")
def ears(tmp_path_factory: pytest.TempPathFactory) -> VoskEars:
    return VoskEars(ROOT / "tests/voice/model", tmp_path_factory.mktemp("tried"), WORDS.commands)


def open_mouth(folder: Path | None = None) -> Mouth:
    return Mouth(choose_speaker("espeak"), None, Sounds(folder), read)


async def voice(text: str) -> Audio:
    """What the caller says, as a microphone takes it."""
    parts = [spoken.audio async for spoken in open_mouth().say(text, Tone())]
    samples = np.frombuffer(b"".join(part.pcm for part in parts), "<i2").astype(float)
    at = np.arange(int(len(samples) * RATE / parts[0].rate)) * parts[0].rate / RATE
    return Audio(np.interp(at, np.arange(len(samples)), samples).astype("<i2").tobytes(), RATE)


async def calling(ears: VoskEars, said: list[str], answers: Answers, opening: Answer) -> tuple[RecordingLine, Ended]:
    line = RecordingLine([Act(await voice(text)) for text in said])
    ended = await call(line, Room(ears, open_mouth(), settled, SENTENCES, WORDS), answers, opening, Caller(screen=False))
    return line, ended


def asked(answers: Answers) -> list[str]:
    return [said.text for said in answers.said]


OPENING = reply("您好，这里是暖办。您想办什么事？", ANYTHING)
WHOSE = reply("是给您自己办吗？", Expecting("closed", ("是", "不是"), NAMES), choices=(Choice("是", "是"), Choice("不是", "不是")))


def test_a_voice_is_heard_and_answered_aloud(ears: VoskEars) -> None:
    answers = Answers({"我想办退休": WHOSE})
    line, ended = quickly(calling(ears, ["我想办退休", "不是"], answers, OPENING))
    assert asked(answers) == ["我想办退休", "不是"]
    assert [shown.text for _, shown in line.shown if isinstance(shown, Understood)] == ["我想办退休", "不是"]
    assert [played.whole for played in line.played] == [True] * len(line.played)
    assert ended.why == "hung_up"


def test_two_voices_at_once_never_mix(ears: VoskEars) -> None:
    one, other = Answers({"我想办退休": WHOSE}), Answers({"社保卡丢了": WHOSE})

    async def both() -> None:
        await asyncio.gather(calling(ears, ["我想办退休", "不是"], one, OPENING), calling(ears, ["社保卡丢了", "是"], other, OPENING))

    quickly(both())
    assert (asked(one), asked(other)) == (["我想办退休", "不是"], ["社保卡丢了", "是"])


def test_silence_in_the_mouth_of_the_machine_is_still_a_talk(ears: VoskEars) -> None:
    class Mute:
        name = "mute"

        async def say(self, reading: object, tone: Tone) -> Audio:
            raise NotSpoken("no voice today")

        async def close(self) -> None: ...

    async def mute() -> Answers:
        answers = Answers()
        line = RecordingLine([Act(await voice("我想办退休"))])
        await call(line, Room(ears, Mouth(Mute(), None, Sounds(None), read), settled, SENTENCES, WORDS), answers, OPENING)
        return answers

    assert asked(quickly(mute())) == ["我想办退休"]


def test_nothing_is_heard_in_silence(ears: VoskEars) -> None:
    async def silent() -> Answers:
        answers = Answers()
        line = RecordingLine([Act(silence(6.0), 0.1)])
        await call(line, Room(ears, open_mouth(), settled, SENTENCES, WORDS), answers, OPENING)
        return answers

    assert asked(quickly(silent())) == []
