"""How far apart syllables are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice.ears.sounds import APART, SAME_BUT_FOR_TONE, Sound, distance, sounds


def _apart(pair: str) -> float:
    heard, wanted = sounds(pair[0])[0], sounds(pair[1])[0]
    return distance(heard, wanted)


@pytest.mark.parametrize("pair", ["是事", "户互", "鸡积", "不补"])
def test_the_same_syllable_is_no_distance_away_but_for_its_tone(pair: str) -> None:
    assert _apart(pair) <= SAME_BUT_FOR_TONE


@pytest.mark.parametrize(
    "nearer_and_further", [("是四", "是七"), ("蓝南", "蓝谈"), ("因英", "因安"), ("发花", "发八"), ("热乐", "热的"), ("爸怕", "爸大")]
)
def test_what_dialects_do_not_tell_apart_is_nearer(nearer_and_further: tuple[str, str]) -> None:
    nearer, further = map(_apart, nearer_and_further)
    assert nearer < further


def test_a_character_is_heard_as_it_is_read_in_its_word() -> None:
    assert [s.here for s in sounds("银行行长")] == ["yin2", "hang2", "hang2", "zhang3"]


def test_an_everyday_other_reading_counts_and_costs_a_little() -> None:
    assert 0 < distance(sounds("行")[0], sounds("航")[0]) < SAME_BUT_FOR_TONE


def test_a_digit_sounds_as_it_is_said() -> None:
    assert sounds("1")[0] == sounds("一")[0]


def test_letters_and_marks_sound_like_nothing() -> None:
    assert distance(sounds("a")[0], sounds("啊")[0]) == APART
    assert distance(sounds("，")[0], sounds("a")[0]) == APART


@given(st.text(max_size=30))
def test_there_is_one_sound_for_each_character(text: str) -> None:
    assert len(sounds(text)) == len(text)


@given(st.sampled_from(sounds("是四吧爸户互机急长行a，安阿儿嗯虐女绿")), st.sampled_from(sounds("十杀怕护技藏航b。昂耳恩略吕")))
def test_a_distance_is_from_nothing_to_one(heard: Sound, wanted: Sound) -> None:
    assert 0 <= distance(heard, wanted) <= APART
    assert distance(heard, heard) == 0
