"""Answers as voice messages."""

from __future__ import annotations

import asyncio
import io

import av
import pytest

from api.voicing import Voicing, voicing
from api.wechat.speaking import SpokenMessage
from tests.voice.mouths import Hoarse
from tests.voice.spoken import with_voice
from voice.mouth import Speaker
from voice.mouth.cache import Sounds
from voice.mouth.choosing import choose_speaker
from voice.mouth.reading import read
from voice.mouth.saying import Mouth
from voice.mouth.silent import SilentSpeaker

SENTENCE = "办理社保卡要带身份证。"


def speaking(speaker: Speaker) -> Voicing:
    """A house's voice."""
    return voicing(None, Mouth(speaker, None, Sounds(), read), speaks=True)


def message(speaker: Speaker, text: str, slow: bool = False) -> SpokenMessage | None:
    """What is sent of this text; within a minute."""

    async def scene() -> SpokenMessage | None:
        try:
            return await asyncio.wait_for(speaking(speaker).message(text, "zh", slow), 60)
        finally:
            await speaker.close()

    return asyncio.run(scene())


def seconds_in(mp3: bytes) -> float:
    """How long a player plays it."""
    with av.open(io.BytesIO(mp3)) as container:
        return sum(frame.samples / frame.sample_rate for frame in container.decode(audio=0))


@with_voice
def test_a_text_becomes_a_message_and_slowly_a_longer_one() -> None:
    plain, slow = (message(choose_speaker("auto"), SENTENCE * 3, slow) for slow in (False, True))
    assert plain is not None
    assert slow is not None
    assert (plain.whole, slow.whole) == (True, True)
    assert seconds_in(plain.mp3) == pytest.approx(plain.seconds, abs=0.15)
    assert slow.seconds > 1.1 * plain.seconds > 5


@pytest.mark.parametrize("slow", [False, True])
def test_a_long_text_ends_at_a_sentence_before_the_minute_is_over(slow: bool) -> None:
    said = message(SilentSpeaker(), SENTENCE * 60, slow)
    assert said is not None
    assert (said.whole, 50 < said.seconds <= 58, seconds_in(said.mp3) < 60, len(said.mp3) <= 2_000_000) == (False, True, True, True)


def test_what_cannot_be_said_makes_no_message() -> None:
    assert message(Hoarse(), SENTENCE) is None
    assert message(SilentSpeaker(), "……") is None
    assert asyncio.run(voicing(None, Mouth(SilentSpeaker(), None, Sounds(), read), speaks=False).message(SENTENCE, "zh", False)) is None


def test_a_sentence_in_the_middle_that_cannot_be_said_makes_no_half_message() -> None:
    assert message(Hoarse("户"), SENTENCE + "还要带户口簿。") is None
