"""Which of several readings is taken."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from bot.expecting import ANYTHING, Expecting
from voice.ears import Heard
from voice.ears.lexicon import Lexicon
from voice.ears.rescoring import AT_MOST, best, candidates, settle_understood

LEXICON = Lexicon.of(["社保卡", "退休", "户口"], short=["户口"])
NEWBORN = Heard("我要给还子上互口", 0.9, alternatives=("我要给孩子上 互口", "我要给孩子上户口", "我要挤孩子上户口"))


@pytest.mark.parametrize(
    ("scores", "place"),
    [
        ([], 0),
        ([0.1], 0),
        ([0.5, 1.0], 0),  # understood well enough
        ([0.4, 0.6], 0),  # not so much better
        ([0.4, 0.7], 1),
        ([0.4, 0.2, 0.68], 0),  # two places down it has to be better still
        ([0.4, 0.2, 0.75], 2),
        ([0.1, 0.8, 0.82], 1),  # hardly better, and further down
        ([None, 0.9], 0),  # nothing is known of the first
        ([0.1, 0.9, None], 0),  # nor of what may be better still
    ],
)
def test_the_first_reading_wins_unless_it_is_hardly_understood(scores: list[float | None], place: int) -> None:
    assert best(scores) == place


def test_candidates_are_settled_alike_and_named_once() -> None:
    assert candidates(NEWBORN, ANYTHING, LEXICON) == ("我要给还子上户口", "我要给孩子上户口", "我要挤孩子上户口")


def test_no_more_readings_are_understood_than_time_allows() -> None:
    many = Heard("一", 1.0, alternatives=tuple("二三四五六七八九"))
    assert len(candidates(many, ANYTHING, LEXICON)) == AT_MOST


def _scoring(**scores: float) -> tuple[list[Sequence[str]], object]:
    asked: list[Sequence[str]] = []

    async def understood(texts: Sequence[str]) -> list[float]:
        asked.append(texts)
        return [scores.get(text, 0.0) for text in texts]

    return asked, understood


def test_a_reading_that_is_understood_takes_the_place_of_one_that_is_not() -> None:
    asked, understood = _scoring(我要给孩子上户口=0.9, 我要给还子上户口=0.3)
    settled = asyncio.run(settle_understood(NEWBORN, ANYTHING, LEXICON, understood))  # type: ignore[arg-type]
    assert settled.text == "我要给孩子上户口"
    assert asked == [("我要给还子上户口", "我要给孩子上户口", "我要挤孩子上户口")]


def test_the_first_reading_stays_when_it_is_understood() -> None:
    _, understood = _scoring(我要给孩子上户口=0.99, 我要给还子上户口=0.6)
    settled = asyncio.run(settle_understood(NEWBORN, ANYTHING, LEXICON, understood))  # type: ignore[arg-type]
    assert settled.text == "我要给还子上户口"


@pytest.mark.parametrize(
    ("heard", "expecting"),
    [
        (Heard("退修", 0.9, alternatives=("对休",)), Expecting("closed", ("退休", "没退休"))),
        (Heard("幺三八", 0.9, alternatives=("药三八",)), Expecting("digits", digits=(11,))),
        (Heard("退休", 0.9), ANYTHING),
        (Heard("我叫王秀英", 0.9, alternatives=("我要退休",)), Expecting("long")),
        (Heard("勤河区西门街十二号", 0.9, alternatives=("去河区西门街", "我要退休")), Expecting("long", names=("青禾区",))),
    ],
)
def test_nobody_is_asked_about_an_answer_a_number_a_name_an_address_or_a_single_reading(heard: Heard, expecting: Expecting) -> None:
    asked, understood = _scoring()
    asyncio.run(settle_understood(heard, expecting, LEXICON, understood))  # type: ignore[arg-type]
    assert asked == []
