"""What every voice promises, run on each of them."""

from __future__ import annotations

import asyncio

import numpy as np
import pytest

from tests.voice.mouths import GREETING, LONG, reading, with_speaker, with_voice
from voice.audio import Audio
from voice.mouth import PACES, NotSpoken, Reading, Tone
from voice.mouth.choosing import OPENERS
from voice.mouth.lasting import MOMENT, expected_seconds
from voice.mouth.order import order_of

AUDIBLE = [pytest.param(name, marks=() if name == "silent" else with_voice) for name in OPENERS if name != "silent"]
ALL = [*AUDIBLE, "silent"]
STRANGE = {
    "a dash first": "-v en --help 您好",
    "signs of a shell": "您好；$(touch x) `id` | cat > y && rm \"'\\",
    "a NUL in the middle": "您好\0，这里是暖办",
    "emoji": "您好😀👨‍👩‍👧这里",
    "phonemes of eSpeak": "您好[[h@l'oU]]",
    "marks": "<speak>您好</speak> &amp;",
    "a lone surrogate": "您好\ud800这里",
    "another script": "您好 Здравствуйте مرحبا",
    "lines": "您好\n\n这里\r\n是\t暖办",
}


def said(name: str, sentence: Reading, tone: Tone) -> Audio:
    return with_speaker(name, lambda speaker: speaker.say(sentence, tone))


def peak(audio: Audio) -> int:
    return int(np.abs(np.frombuffer(audio.pcm, dtype="<i2").astype(np.int32)).max())


def loudness(audio: Audio) -> float:
    return float(np.sqrt((np.frombuffer(audio.pcm, dtype="<i2").astype(float) ** 2).mean()))


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_sentence_lasts_as_long_as_it_is_and_a_slower_one_longer(name: str, language: str) -> None:
    sentence = (
        reading(LONG)
        if language == "zh"
        else reading("Your pension is paid on the fifteenth of every month, into your bank account.", "en")
    )
    lasting = []
    for pace in PACES:
        audio = said(name, sentence, Tone(pace))
        assert audio.seconds == pytest.approx(expected_seconds(order_of(sentence, Tone(pace))), rel=0.3)
        lasting.append(audio.seconds)
    slow, normal, fast = lasting
    assert (slow / normal, fast / normal) == (pytest.approx(1.18, abs=0.06), pytest.approx(0.87, abs=0.04))


@pytest.mark.parametrize("name", AUDIBLE)
def test_a_sentence_can_be_heard_and_louder_is_twice_as_strong_and_does_not_clip(name: str) -> None:
    plain, louder = said(name, reading(LONG), Tone()), said(name, reading(LONG), Tone(louder=True))
    assert plain.rate == louder.rate == 22_050
    assert len(plain.pcm) == pytest.approx(len(louder.pcm), rel=0.01)
    assert 15_000 < peak(plain) < 26_000
    assert loudness(louder) / loudness(plain) == pytest.approx(2.0, abs=0.2)
    samples = np.frombuffer(louder.pcm, dtype="<i2").astype(np.int32)
    flat = (np.abs(samples[1:]) >= 32_700) & (np.diff(samples) == 0)
    assert int(flat.sum()) == 0


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("text", STRANGE.values(), ids=STRANGE)
def test_strange_signs_are_not_stumbled_over(name: str, text: str) -> None:
    audio = said(name, Reading(text, " ".join(["nin2 hao3", *text])), Tone())
    assert audio.seconds > 0.5


@pytest.mark.parametrize("name", AUDIBLE)
def test_what_follows_a_nul_is_heard_too(name: str) -> None:
    whole = said(name, Reading("", "nin2 hao3 zhe4 li3 shi4 nuan3 ban4"), Tone())
    assert said(name, Reading("", "nin2 hao3 \0zhe4 li3\0 shi4 nuan3 ban4"), Tone()).seconds == pytest.approx(whole.seconds, rel=0.02)


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("text", ["", "   ", "\n", "。", "…… — !", "😀", "\0", "--"])
def test_where_there_is_nothing_to_say_there_is_a_moment_of_silence(name: str, text: str) -> None:
    assert said(name, Reading(text, text), Tone()) == MOMENT
    assert said(name, Reading(text, "", "en"), Tone()) == MOMENT


@pytest.mark.parametrize("name", ALL)
def test_two_thousand_characters_are_said_to_the_end(name: str) -> None:
    sentence = reading("暖" * 2_000)
    assert said(name, sentence, Tone()).seconds == pytest.approx(expected_seconds(order_of(sentence, Tone())), rel=0.3)


@pytest.mark.parametrize("name", ALL)
def test_a_sentence_without_end_is_refused(name: str) -> None:
    with pytest.raises(NotSpoken, match="too long"):
        said(name, reading("暖" * 20_000), Tone())


@pytest.mark.parametrize("name", ALL)
def test_a_voice_may_be_closed_twice_and_unused(name: str) -> None:
    async def scene() -> None:
        speaker = OPENERS[name]()
        await speaker.close()
        await speaker.close()

    asyncio.run(scene())


@pytest.mark.parametrize("name", AUDIBLE)
def test_chinese_without_pinyin_is_read_from_its_characters(name: str) -> None:
    assert said(name, Reading("您好，这里", ""), Tone()).seconds == pytest.approx(
        said(name, reading("您好，这里"), Tone()).seconds, rel=0.1
    )


@with_voice
def test_both_ways_to_espeak_say_the_same() -> None:
    for sentence in (reading(GREETING), reading(LONG), reading("Good morning.", "en")):
        for pace in PACES:
            one, other = (said(name, sentence, Tone(pace)) for name in ("pyttsx3", "espeak"))
            assert one.seconds == pytest.approx(other.seconds, rel=0.02)
