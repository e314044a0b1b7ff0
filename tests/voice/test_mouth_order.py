"""What eSpeak is fed, and what is believed of what it gives back."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.voice.mouths import reading
from voice.audio import Audio, silence
from voice.mouth import NotSpoken, Reading, Tone
from voice.mouth.lasting import check, expected_seconds
from voice.mouth.order import Order, nothing_in, order_of, plain

SENTENCE = order_of(reading("请问您要办什么事？"), Tone())


def sound(seconds: float, strength: int = 8_000) -> Audio:
    wave = np.sin(np.arange(int(seconds * 22_050)) / 20) * strength
    return Audio(wave.astype("<i2").tobytes(), 22_050)


def test_a_sentence_goes_as_pinyin_to_the_mandarin_voice_and_english_to_the_english_one() -> None:
    assert order_of(Reading("您好，暖办", "nin2 hao3 , nuan3 ban4"), Tone()) == Order("nin2 hao3 , nuan3 ban4", "cmn-latn-pinyin", 140, 60)
    assert order_of(Reading("Hello, you", "", "en"), Tone("fast", louder=True)) == Order("Hello, you", "en", 160, 120)


def test_slowly_the_pauses_grow_too() -> None:
    assert order_of(Reading("", "nin2 hao3 , nuan3 ban4"), Tone("slow")) == Order("nin2 hao3 ; nuan3 ban4", "cmn-latn-pinyin", 120, 60)


@settings(deadline=None)
@given(st.text())
def test_whatever_is_fed_is_one_line_of_utf_8_without_control_signs(text: str) -> None:
    words = plain(text)
    assert words.encode().decode() == words
    assert words.isprintable()
    assert "[[" not in words
    assert plain(words) == words


@settings(deadline=None)
@given(st.text())
def test_no_letter_is_lost(text: str) -> None:
    assert [sign for sign in plain(text) if sign.isalnum()] == [sign for sign in text if sign.isalnum()]


@pytest.mark.parametrize("seconds", [1.5, 2.9, 5.0])
def test_a_sound_of_about_the_right_length_is_believed(seconds: float) -> None:
    check(sound(seconds), SENTENCE)


@pytest.mark.parametrize("seconds", [0.0, 0.2, 1.3, 8.0])
def test_a_sound_that_is_cut_off_or_far_too_long_is_not(seconds: float) -> None:
    with pytest.raises(NotSpoken, match=r"s were expected"):
        check(sound(seconds), SENTENCE)


def test_a_sound_in_which_nothing_is_heard_is_not() -> None:
    for quiet in (silence(2.9, 22_050), sound(2.9, strength=100)):
        with pytest.raises(NotSpoken, match="silence came out"):
            check(quiet, SENTENCE)


def test_three_tenths_of_a_second_are_the_least_for_any_word() -> None:
    with pytest.raises(NotSpoken):
        check(sound(0.29), Order("a", "en", 400, 60))


def test_eight_syllables_take_about_three_seconds() -> None:
    assert expected_seconds(SENTENCE) == (8 * 45 + 60) / 140


@pytest.mark.parametrize("text", ["", "。？！", "——", "😀", "()"])
def test_marks_alone_are_nothing_to_say(text: str) -> None:
    assert nothing_in(text)
    assert not nothing_in(text + "好")
