"""Vosk itself, with the model of the tests and voices that it was not trained on."""

from __future__ import annotations

import asyncio
import itertools
import json
import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from structlog.testing import capture_logs

from bot.expecting import ANYTHING, Expecting
from tests.voice.spoken import MODEL, frames, hear, noise, spoken, text_of, with_voice
from voice.audio import RATE, bytes_of, silence
from voice.ears import Heard, NotHeard
from voice.ears.libvosk import REMEMBERED, Decoder, VoskModel
from voice.ears.pooled import LONGEST
from voice.ears.vosk import VoskEars

pytestmark = with_voice

VOICES = ("f5", "m8", "steph2")
"""Variants that the model was not trained on."""
YES_OR_NO = Expecting("closed", ("是", "是的", "对", "不是", "不对"))
COMMANDS = ("再说一遍", "转人工", "大声点")


@pytest.fixture(scope="module")
def ears(tmp_path_factory: pytest.TempPathFactory) -> Iterator[VoskEars]:
    opened = VoskEars(MODEL, tmp_path_factory.mktemp("tried"), COMMANDS)
    yield opened
    opened.close()


def heard(ears: VoskEars, pcm: bytes, rate: int = RATE, expecting: Expecting = ANYTHING) -> str:
    return text_of(hear(ears, pcm, rate, expecting)[1])


def right_of_twelve(ears: VoskEars, rate: int, declared: int) -> int:
    """How many of four sentences in three voices are heard word for word."""
    sentences = ("我想办理社保卡", "身份证丢了怎么办", "养老金什么时候发", "老年证怎么办")
    return sum(heard(ears, spoken(text, voice, rate), declared) == text for text in sentences for voice in VOICES)


def test_sound_is_heard_at_its_true_rate_and_not_at_another(ears: VoskEars) -> None:
    assert right_of_twelve(ears, RATE, RATE) == 12
    assert right_of_twelve(ears, 8000, 8000) >= 9
    assert right_of_twelve(ears, 8000, RATE) == 0


def test_words_stand_where_they_were_said(ears: VoskEars) -> None:
    _, result = hear(ears, spoken("我想办理社保卡", around=1.0))
    assert isinstance(result, Heard)
    assert "".join(word.text for word in result.words) == "我想办理社保卡"
    times = [time for word in result.words for time in (word.start, word.end)]
    assert times == sorted(times)
    assert times[0] >= 0.9
    assert times[-1] <= len(spoken("我想办理社保卡", around=1.0)) / 2 / RATE - 0.9
    assert all(0 < word.confidence <= 1 for word in result.words)


@pytest.mark.parametrize("size", [2, 7, 333, 1001, 16_000, 1_000_000])
def test_pieces_of_any_size_are_heard_the_same(ears: VoskEars, size: int) -> None:
    pcm = spoken("我想办理社保卡")

    async def listen() -> Heard | NotHeard:
        listening = ears.listen(RATE, ANYTHING)
        for start in range(0, len(pcm), size):
            await listening.feed(pcm[start : start + size])
        return await listening.finish()

    assert text_of(asyncio.run(listen())) == "我想办理社保卡"


def test_two_who_speak_at_once_are_never_mixed(ears: VoskEars) -> None:
    said = ["我想办理社保卡", "身份证丢了怎么办", "是的", "养老金什么时候发"]
    expected = [ANYTHING, ANYTHING, YES_OR_NO, ANYTHING]

    async def listen() -> list[str]:
        listenings = [ears.listen(RATE, one) for one in expected]
        for together in itertools.zip_longest(*(list(frames(spoken(text))) for text in said), fillvalue=b""):
            for listening, frame in zip(listenings, together, strict=True):
                await listening.feed(frame)
        return [text_of(one) for one in await asyncio.gather(*(listening.finish() for listening in listenings))]

    assert asyncio.run(listen()) == said


def test_silence_and_noise_are_told_apart_and_hold_no_words(ears: VoskEars) -> None:
    for expecting in (ANYTHING, YES_OR_NO, Expecting("digits")):
        assert hear(ears, silence(2).pcm, expecting=expecting) == ([], NotHeard("silence"))
        assert hear(ears, noise(2, 40), expecting=expecting) == ([], NotHeard("silence"))
        assert hear(ears, noise(2, 3000), expecting=expecting)[1] == NotHeard("noise")


def test_a_long_silence_and_a_pause_do_not_end_a_sentence(ears: VoskEars) -> None:
    pause = silence(4).pcm
    assert heard(ears, silence(12).pcm + spoken("我想办理") + pause + spoken("社保卡")) == "我想办理社保卡"


def test_what_is_said_after_a_minute_is_not_kept_and_what_was_said_before_is(ears: VoskEars) -> None:
    async def listen() -> tuple[Heard | NotHeard, int]:
        listening = ears.listen(8000, ANYTHING)
        await listening.feed(spoken("我想办理社保卡", "m8", 8000))
        for _ in range(70):
            await listening.feed(silence(1, 8000).pcm)
        await listening.feed(spoken("身份证", rate=8000))
        waiting = len(listening._waiting)
        return await listening.finish(), waiting

    result, waiting = asyncio.run(listen())
    assert text_of(result) == "我想办理社保卡"
    assert waiting <= bytes_of(LONGEST, 8000)


# --- what is expected ----------------------------------------------------------------------------


@pytest.mark.parametrize("answer", ["是的", "不是", "对", "不对", "转人工"])
@pytest.mark.parametrize("voice", ["f5", "m8"])
def test_an_answer_that_is_expected_is_heard(ears: VoskEars, answer: str, voice: str) -> None:
    assert heard(ears, spoken(answer, voice), expecting=YES_OR_NO) == answer


@pytest.mark.parametrize("other", ["我想办理社保卡", "身份证丢了怎么办", "等一下", "谢谢"])
@pytest.mark.parametrize("expecting", [YES_OR_NO, Expecting("digits", digits=(18,))], ids=["closed", "digits"])
def test_what_is_not_expected_is_heard_all_the_same(ears: VoskEars, other: str, expecting: Expecting) -> None:
    assert heard(ears, spoken(other), expecting=expecting) == other


def test_an_expected_answer_comes_through_noise_that_hides_it_from_free_hearing(ears: VoskEars) -> None:
    """Counted over answers and voices (26 and 14 of 33 when this was written)."""
    answers = ("是的", "对", "不是", "不对", "本人", "社保卡", "身份证", "居住证", "手机办理", "再说一遍", "转人工")
    drowning = [(answer, drowned(spoken(answer, voice), 0.7)) for answer in answers for voice in VOICES]
    free = sum(heard(ears, pcm) == answer for answer, pcm in drowning)
    listed = sum(heard(ears, pcm, expecting=Expecting("closed", answers)) == answer for answer, pcm in drowning)
    assert listed >= free + 6


def drowned(pcm: bytes, share: float) -> bytes:
    """With noise of this share of the voice's level."""
    samples = np.frombuffer(pcm, "<i2").astype(np.float64)
    level = share * float(np.sqrt(np.mean(samples**2)))
    loud = samples + np.random.default_rng(7).normal(0, level, len(samples))
    return np.clip(loud, -32768, 32767).astype("<i2").tobytes()


@pytest.mark.parametrize("digits", ["幺三八零零幺三八零零零", "四四零九二三幺九四九", "零零二叉"])
def test_digits_are_heard_as_words(ears: VoskEars, digits: str) -> None:
    assert heard(ears, spoken(digits), expecting=Expecting("digits", digits=(11, 18))) == digits


def test_phrases_that_the_model_cannot_write_are_told_and_the_others_listened_for(ears: VoskEars) -> None:
    listed = ears.phrases(Expecting("closed", ("社保卡", "魑魅魍魉")))
    assert "社保卡" in listed.lines
    assert "魑魅魍魉" in listed.left_out


def test_what_somebody_said_gets_into_no_log_and_is_not_remembered_for_ever(tmp_path: Path) -> None:
    ears = VoskEars(MODEL, tmp_path)
    with capture_logs() as logs:
        for name in ("魑魅魍魉", "魍魉魑魅"):
            hear(ears, silence(0.2).pcm, RATE, Expecting("closed", ("是", name)))
    assert [(entry["log_level"], entry["phrases"]) for entry in logs] == [("info", 1)]
    ears.close()
    model = VoskModel(MODEL)
    for number in range(REMEMBERED + 10):
        model.knows(str(number))
    assert model.remembered == REMEMBERED


def test_the_list_is_ignored_by_a_model_that_takes_none(ears: VoskEars, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ears._model, "lists", False)
    assert ears.phrases(YES_OR_NO).lines == ()
    assert heard(ears, spoken("是的"), expecting=YES_OR_NO) == "是的"


# --- when it fails -------------------------------------------------------------------------------


def test_a_rate_that_the_engine_refuses_is_an_answer(ears: VoskEars) -> None:
    assert hear(ears, noise(0.5, 500), rate=100)[1] == NotHeard("broken")


def test_a_fault_of_our_own_is_an_answer_and_no_silence(ears: VoskEars, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Decoder, "partial", lambda self: 1 / 0)
    assert hear(ears, spoken("是的"))[1] == NotHeard("broken")


def test_confidences_are_near_those_of_the_engine_itself(ears: VoskEars) -> None:
    """The library gives its own (over the whole lattice) only without alternatives: both are asked about the same sounds."""
    model = VoskModel(MODEL)
    pairs = []
    for sentence, voice in itertools.product(("我想办理社保卡", "身份证丢了怎么办"), VOICES):
        pcm = drowned(spoken(sentence, voice), 0.7)
        own = model.vosk.KaldiRecognizer(model.model, RATE)
        own.SetWords(True)
        own.AcceptWaveform(pcm)
        theirs = {word["word"]: word["conf"] for word in json.loads(own.FinalResult()).get("result", ())}
        _, ours = hear(ears, pcm)
        assert isinstance(ours, Heard)
        pairs += [(word.confidence, theirs[word.text]) for word in ours.words if word.text in theirs]
    apart = [abs(one - other) for one, other in pairs]
    assert len(apart) >= 12
    assert sum(apart) / len(apart) <= 0.12


def test_as_many_threads_decode_as_there_are_cores(ears: VoskEars) -> None:
    assert ears._pool._max_workers == os.cpu_count()
