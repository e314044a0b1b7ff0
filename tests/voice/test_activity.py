"""Speech or not: with synthetic speech from eSpeak NG, hiss, hum and silence, at every rate that is judged."""

from __future__ import annotations

import io
import shutil
import subprocess
import wave
from functools import lru_cache

import numpy as np
import pytest

from tests.voice.pretending import noise, utterance
from voice.activity import BEGINS, BREAKS_IN, PRE_ROLL, RATES, Activity, Beginning, Frame
from voice.audio import FRAME, WIDTH, Audio, BadSound, bytes_of, silence

spoken = pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed")


@lru_cache
def said(text: str, rate: int = 22_050) -> Audio:
    """Synthetic speech, brought to this rate."""
    command = ["espeak-ng", "-v", "cmn-latn-pinyin", "-s", "140", "--stdout", text]
    made = subprocess.run(command, capture_output=True, check=True).stdout
    with wave.open(io.BytesIO(made[:4] + b"\xff\xff\xff\x7f" + made[8:]), "rb") as file:
        pcm, own = file.readframes(10**7), file.getframerate()
    samples = np.frombuffer(pcm[: len(pcm) // 2 * 2], "<i2").astype(float)
    at = np.arange(int(len(samples) * rate / own)) * own / rate
    return Audio(np.interp(at, np.arange(len(samples)), samples).astype("<i2").tobytes(), rate)


def share(audio: Audio) -> float:
    """How much of it is judged to be speech."""
    frames = Activity(audio.rate).judge(audio.pcm)
    return sum(frame.voiced for frame in frames) / len(frames)


def begins(audio: Audio, needed: float = BEGINS) -> float | None:
    """After how many seconds speech has begun."""
    activity, beginning = Activity(audio.rate), Beginning()
    return next((at * FRAME for at, frame in enumerate(activity.judge(audio.pcm)) if beginning.add(frame, needed)), None)


def beside(*parts: Audio) -> Audio:
    return Audio(b"".join(part.pcm for part in parts), parts[0].rate)


@spoken
@pytest.mark.parametrize("rate", RATES)
def test_speech_is_speech_at_every_rate(rate: int) -> None:
    assert share(said("wo3 xiang3 ban4 tui4 xiu1", rate)) > 0.5


@spoken
@pytest.mark.parametrize("word", ["shi4", "dui4", "hao3", "bu2 shi4", "ren2 gong1", "mei2 you3"])
def test_the_shortest_answers_are_heard_to_begin(word: str) -> None:
    heard = begins(beside(silence(1.0), said(word, 16_000), silence(1.0)))
    assert heard is not None
    assert 1.0 < heard < 1.7


@spoken
def test_speech_is_still_heard_in_a_noisy_room() -> None:
    clean = beside(silence(4.0), said("wo3 xiang3 ban4 tui4 xiu1", 16_000), silence(2.0))
    samples = np.frombuffer(clean.pcm, "<i2").astype(float)
    loud = np.sqrt(np.mean(samples[np.abs(samples) > 200] ** 2))
    noisy = samples + np.random.default_rng(2).standard_normal(len(samples)) * loud / 10 ** (10 / 20)
    heard = begins(Audio(np.clip(noisy, -32768, 32767).astype("<i2").tobytes(), 16_000))
    assert heard is not None
    assert 4.0 < heard < 5.0


@pytest.mark.parametrize("rate", RATES)
def test_silence_is_no_speech_and_a_hiss_is_none_once_it_is_known(rate: int) -> None:
    hiss = Activity(rate).judge(noise(20.0, 0.2, rate).pcm)
    assert (share(silence(5.0, rate)), any(frame.voiced for frame in hiss[200:])) == (0.0, False)


def test_a_sound_that_never_changes_is_the_room_after_three_seconds() -> None:
    """What the detector takes for a voice, for ever: an engine, a fan, somebody's radio that hums."""
    at = np.arange(16_000 * 10) / 16_000
    hum = sum(np.sin(2 * np.pi * 120 * k * at) / k for k in range(1, 20)) * 3000
    frames = Activity(16_000).judge(hum.astype("<i2").tobytes())
    assert [any(f.voiced for f in frames[:150]), any(f.voiced for f in frames[155:])] == [True, False]


def test_a_voice_over_the_room_is_heard_all_the_same() -> None:
    frames = Activity(16_000).judge(beside(noise(5.0, 0.01), utterance("社保卡")).pcm)
    assert sum(frame.voiced for frame in frames[250:]) > 35


def test_a_click_is_no_beginning_and_a_word_is() -> None:
    click, word = utterance("咔", seconds=0.1), utterance("是", seconds=0.25)
    assert begins(beside(silence(1.0), click, silence(1.0))) is None
    assert begins(beside(silence(1.0), word, silence(1.0))) is not None


def test_while_the_assistant_speaks_a_beginning_takes_longer() -> None:
    word = beside(silence(1.0), utterance("退休"), silence(1.0))
    assert (begins(word), begins(word, BREAKS_IN)) == (pytest.approx(1.18, abs=0.05), pytest.approx(1.28, abs=0.05))


def test_what_was_heard_just_before_belongs_to_it() -> None:
    activity, beginning = Activity(16_000), Beginning()
    heard = beside(silence(2.0), utterance("退休"))
    taken = next(beginning.take() for frame in activity.judge(heard.pcm) if beginning.add(frame, BEGINS))
    frames, seconds = taken
    assert seconds == pytest.approx(BEGINS, abs=0.03)
    assert len(frames) * FRAME == pytest.approx(PRE_ROLL + seconds)
    assert (
        b"".join(frame.pcm for frame in frames)[-bytes_of(0.1, 16_000) :]
        == utterance("退休").pcm[bytes_of(0.1, 16_000) :][: bytes_of(0.1, 16_000)]
    )


def test_what_is_kept_before_a_beginning_is_bounded() -> None:
    beginning = Beginning()
    for at in range(10_000):
        beginning.add(Frame(b"", at % 2 == 0, 0.0), 10.0)
    assert len(beginning.take()[0]) * FRAME < 1.5


def test_pieces_of_any_length_are_the_same_frames() -> None:
    pcm = utterance("社保卡").pcm
    whole, pieces = Activity(16_000), Activity(16_000)
    size = 154 * WIDTH
    in_pieces = [frame for at in range(0, len(pcm), size) for frame in pieces.judge(pcm[at : at + size])]
    assert in_pieces == whole.judge(pcm)


def test_levels_are_decibels_of_full_scale() -> None:
    square = Audio(np.full(16_000, 16_384, "<i2").tobytes(), 16_000)
    levels = {round(Activity(16_000).judge(audio.pcm)[-1].level, 1) for audio in (silence(1.0),)}
    assert (levels, round(Activity(16_000).judge(square.pcm)[-1].level, 1)) == ({-96.0}, -6.0)


def test_a_rate_that_cannot_be_judged_is_refused_in_a_sentence() -> None:
    with pytest.raises(BadSound, match="44100 samples a second; one of 8000, 16000, 32000, 48000 is wanted"):
        Activity(44_100)
