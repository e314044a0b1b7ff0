"""Where in what was heard a phrase fits, and how well."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice.ears.expected import Limits, expected
from voice.ears.lexicon import Lexicon
from voice.ears.matching import Fit, fits, steps

COMMANDS = Lexicon.of((), commands=["再说一遍", "停", "人工"])
METHOD = ["手机刷脸", "去社区办", "请人上门", "上门"]


def _best(text: str, *phrases: str) -> tuple[str, str]:
    fit = fits(text, phrases)[0]
    return fit.phrase, text[fit.start : fit.end]


def test_a_phrase_is_found_as_it_is_written() -> None:
    assert fits("手机刷脸", ["手机刷脸"]) == [Fit("手机刷脸", 0, 4, 0.0)]


@pytest.mark.parametrize(
    ("text", "phrase", "stretch"),
    [
        ("我想手机刷练吧", "手机刷脸", "手机刷练"),
        ("首级耍脸", "手机刷脸", "首级耍脸"),
        ("我去射区半好了", "去社区办", "去射区半"),
        ("清人上闷", "请人上门", "清人上闷"),
        ("手机呃刷脸", "手机刷脸", "手机呃刷脸"),
        ("那就手刷脸吧", "手机刷脸", "手刷脸"),
    ],
)
def test_a_phrase_is_found_inside_what_was_heard(text: str, phrase: str, stretch: str) -> None:
    assert _best(text, *METHOD) == (phrase, stretch)


def test_the_longer_of_two_phrases_that_fit_alike_comes_first() -> None:
    assert [fit.phrase for fit in fits("请人上门", ["上门", "请人上门"])] == ["请人上门", "上门"]


def test_a_short_phrase_is_not_found_in_a_long_sentence() -> None:
    assert expected("他走到桑门那里去", ["上门"], COMMANDS).taken is None
    taken = expected("就桑门", ["上门"], COMMANDS).taken
    assert taken is not None
    assert (taken.phrase, taken.start, taken.end) == ("上门", 1, 3)


def test_each_step_lays_one_character_over_one() -> None:
    heard, phrase = "手机嗯刷练", "手机刷脸"
    laid = list(steps(heard, fits(heard, [phrase])[0]))
    pairs = [(heard[s.heard] if s.heard >= 0 else "", phrase[s.wanted] if s.wanted >= 0 else "") for s in laid]
    assert pairs[::-1] == [("手", "手"), ("机", "机"), ("嗯", ""), ("刷", "刷"), ("练", "脸")]


def test_nothing_is_taken_when_two_answers_are_as_near() -> None:
    found = expected("西个月", ["四个月", "十个月"], COMMANDS)
    assert (found.taken, {f.phrase for f in found.near}) == (None, {"四个月", "十个月"})


def test_a_command_is_taken_whatever_was_asked() -> None:
    found = expected("再锁一边", METHOD, COMMANDS)
    assert found.taken is not None
    assert found.taken.phrase == "再说一遍"


def test_what_stands_there_as_it_is_written_is_taken_before_what_sounds_alike() -> None:
    found = expected("不去社区半请人上门", METHOD, COMMANDS)
    assert (found.exact, found.taken) == (True, Fit("请人上门", 5, 9, 0.0))


@pytest.mark.parametrize("text", ["听", "不在", "没手机刷脸的事", "今天天气怎么样", "我想问问退休的事"])
def test_other_words_are_none_of_the_answers(text: str) -> None:
    assert expected(text, ["停发了", "在本市", "请人上门"], COMMANDS).taken is None


def test_stricter_limits_take_less() -> None:
    assert expected("手机耍练", METHOD, COMMANDS, Limits(enough=0.2)).taken is not None
    assert expected("手机耍练", METHOD, COMMANDS, Limits(enough=0.01)).taken is None


@given(st.text(st.sampled_from("手机刷脸练去射社区半办请清人上门闷a 嗯"), max_size=15), st.lists(st.sampled_from(METHOD), max_size=4))
def test_a_fit_lies_in_the_text_and_its_steps_cover_it(text: str, phrases: list[str]) -> None:
    for fit in fits(text, phrases):
        assert 0 <= fit.start < fit.end <= len(text)
        every = list(steps(text, fit))
        assert sorted(s.wanted for s in every if s.wanted >= 0) == list(range(len(fit.phrase)))
        assert sorted(s.heard for s in every if s.heard >= 0) == list(range(fit.start, fit.end))
        assert sum(s.cost for s in every) == pytest.approx(fit.cost)


@given(st.text(st.sampled_from("手机刷脸去社区办请人上门是不"), min_size=1, max_size=8))
def test_any_phrase_fits_itself(phrase: str) -> None:
    assert fits(phrase, [phrase])[0] == Fit(phrase, 0, len(phrase), 0.0)
