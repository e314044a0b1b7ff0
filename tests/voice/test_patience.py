"""How long a pause may be: by what is expected, by what was said last, by who speaks."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.expecting import ANYTHING, Expecting
from tests.voice.pretending import WORDS
from voice.patience import LEAST, MOST, START, UNKNOWN, Learning, Pace, Pausing, pace_of, patience, stretch

USUAL = Pace(1.8)
CLOSED = Expecting("closed", ("是", "不是"))
ID = Expecting("digits", digits=(18,))


@pytest.mark.parametrize(
    ("expecting", "partial", "seconds"),
    [
        (CLOSED, "是", 0.8),
        (CLOSED, "是。", 0.8),
        (CLOSED, "是不", 1.8),
        (Expecting("free", ("手机刷脸",)), "手机刷脸", 1.2),
        (ANYTHING, "", 1.8),
        (ANYTHING, "我想办退休", 1.8),
        (ANYTHING, "我想办退休，然后", 3.0),
        (ANYTHING, "那个", 3.0),
        (CLOSED, "嗯", 3.0),
        (ID, "", 2.5),
        (ID, "幺幺零幺零幺", 2.5),
        (ID, "11010119491231002X", 1.2),
        (Expecting("long"), "青禾区", 2.5),
    ],
)
def test_what_is_expected_and_said_decides_how_long_is_waited(expecting: Expecting, partial: str, seconds: float) -> None:
    assert patience(USUAL, stretch(expecting, partial, WORDS.trailing)) == pytest.approx(seconds)


def test_who_pauses_little_is_still_waited_for_in_the_middle_of_a_number() -> None:
    assert patience(Pace(0.9), stretch(ID, "幺幺", ())) == 2.5


def test_nobody_is_known_at_first_and_is_waited_for_generously() -> None:
    assert (Learning().pace, UNKNOWN.seconds) == (Pace(START), 2.4)


def test_who_never_pauses_is_answered_sooner_little_by_little() -> None:
    learning = Learning()
    paces = []
    for _ in range(15):
        learning.turn_ended(0.0, 3.0)
        paces.append(learning.pace.seconds)
    assert paces == sorted(paces, reverse=True)
    assert paces[0] > 1.8
    assert paces[-1] == LEAST


def test_a_short_answer_tells_nothing() -> None:
    learning = Learning()
    for _ in range(20):
        learning.turn_ended(0.0, 0.5)
    assert learning.pace == UNKNOWN


def test_who_was_cut_short_is_waited_for_longer_at_once_and_the_rest_is_no_turn_of_its_own() -> None:
    learning = Learning()
    learning.turn_ended(0.0, 2.0)
    learning.cut_short(2.1)
    after = learning.pace.seconds
    learning.turn_ended(0.0, 2.0)
    assert after >= 2.1 * 1.15
    assert learning.pace.seconds == after


def test_who_pauses_a_second_and_a_half_every_time_is_waited_for_a_little_longer_than_that() -> None:
    learning = Learning()
    for at in range(15):
        learning.turn_ended(1.5 + 0.05 * math.sin(at), 3.0)
    assert 1.9 < learning.pace.seconds < 2.1


def test_who_pauses_long_only_now_and_then_is_waited_for_all_the_same() -> None:
    learning = Learning()
    for at in range(18):
        learning.turn_ended(1.6 if at % 4 == 0 else 0.3, 3.0)
    assert learning.pace.seconds > 1.6


def test_what_was_learned_is_where_the_next_talk_begins() -> None:
    learning = Learning()
    learning.cut_short(2.4)
    remembered = learning.pace.number()
    assert Learning(pace_of(remembered)).pace == Pace(remembered)


@pytest.mark.parametrize(
    ("kept", "seconds"),
    [
        (2.5, 2.5),
        (2, 2.0),
        (0.1, LEAST),
        (99, MOST),
        (math.nan, START),
        (math.inf, START),
        (10**400, START),
        ("2.5", START),
        (None, START),
        (True, START),
    ],
)
def test_what_a_page_kept_is_brought_into_bounds(kept: object, seconds: float) -> None:
    assert pace_of(kept).seconds == seconds


@given(st.lists(st.tuples(st.booleans(), st.floats(0, 60), st.floats(0, 30)), max_size=60))
def test_whatever_happens_nobody_is_waited_for_too_short_or_too_long(turns: list[tuple[bool, float, float]]) -> None:
    learning = Learning()
    for cut, pause, spoken in turns:
        learning.cut_short(pause) if cut else learning.turn_ended(pause, spoken)
        assert LEAST <= learning.pace.seconds <= MOST


def followed(pattern: str, stretched: float = 1.0) -> Pausing:
    """`v` and `.` are tenths of a second with and without a voice."""
    pausing = Pausing()
    for tenth in pattern:
        for _ in range(5):
            pausing.add(tenth == "v", stretched)
    return pausing


def test_the_longest_pause_inside_a_turn_is_remembered_and_the_one_after_it_is_not() -> None:
    pausing = followed("...vvvv.....vvv.......vv...")
    assert pausing.longest == pytest.approx(0.74, abs=0.03)
    assert pausing.quiet == pytest.approx(0.3)


def test_breath_between_words_is_no_pause() -> None:
    assert followed("vvv.vv..vvv").longest == 0.0


def test_a_click_in_a_pause_does_not_end_it() -> None:
    pausing = followed("vvv.....")
    pausing.add(True)
    pausing.add(False)
    assert pausing.quiet == pytest.approx(0.54)


def test_a_pause_where_more_was_expected_counts_for_less() -> None:
    assert followed("vvv" + "." * 20 + "vv", stretched=2.0).longest == pytest.approx(1.02, abs=0.03)
