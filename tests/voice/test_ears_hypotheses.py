"""From an engine's readings to what was heard."""

from __future__ import annotations

import math

import pytest

from voice.ears import Heard
from voice.ears.hypotheses import SLACK, Hypothesis, Spelled, joined, pick


def reading(text: str, likelihood: float) -> Hypothesis:
    """Words of half a second each."""
    return Hypothesis(tuple(Spelled(word, at / 2, at / 2 + 0.5) for at, word in enumerate(text.split())), likelihood)


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("我 想 办理 社保卡", "我想办理社保卡"),
        ("[unk] 是 的 [unk]", "是的"),
        ("<UNK> 是 <SPOKEN_NOISE>", "是"),
        ("i want to renew", "i want to renew"),
        ("下载 app 以后", "下载app以后"),
        ("", ""),
    ],
)
def test_words_are_joined_as_they_are_written(words: str, text: str) -> None:
    assert joined(words.split()) == text


def test_a_word_that_all_readings_share_is_surer_than_one_that_they_do_not() -> None:
    heard = pick((reading("办 退休", 0.0), reading("办 对秀", math.log(0.5)), reading("半 退休", math.log(0.5))))
    assert isinstance(heard, Heard)
    assert heard.text == "办退休"
    assert [word.confidence for word in heard.words] == pytest.approx([0.75, 0.75])
    assert heard.confidence == pytest.approx(0.75)
    assert heard.alternatives == ("办对秀", "半退休")


def test_the_list_is_taken_where_it_fits_as_well_and_stands_beside_where_it_does_not() -> None:
    free, slack = (reading("四 的", 0.0),), SLACK * 1.0
    fits, fits_not = reading("是 的", -slack + 0.1), reading("是 的", -slack - 0.1)
    assert pick(free, (fits,)) == Heard("是的", 1.0, pick((fits,)).words, ("四的",))  # type: ignore[union-attr]
    taken = pick(free, (fits_not,))
    assert taken is not None
    assert (taken.text, taken.alternatives) == ("四的", ("是的",))


def test_no_words_are_none() -> None:
    assert pick(()) is None
    assert pick((reading("", 0.0),), (reading("[unk]", 5.0),)) is None
