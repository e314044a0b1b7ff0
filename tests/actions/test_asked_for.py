"""Several questions in one sentence: which, and in which order."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from actions.listening.asked_for import asked_for
from actions.sitting import Sitting
from actions.utterance import Ranked
from api.settings import ROOT
from bot.catalogue import load_catalogue

CATALOGUE = load_catalogue(ROOT / "data")


def asked(text: str, act: str, *, pays: bool = True, near: tuple[str, ...] = ()) -> tuple[str, ...]:
    """What is asked for, when this act was understood for sure, or these about equally."""
    acts = tuple(Ranked(name, 0.4) for name in near) or (Ranked(act, 0.9),)
    sitting: Any = SimpleNamespace(desk=SimpleNamespace(catalogue=CATALOGUE), utterance=SimpleNamespace(text=text, acts=acts))
    return asked_for(cast(Sitting, sitting), act, pays=pays)


@pytest.mark.parametrize(
    ("text", "act", "acts"),
    [
        ("社保卡 要带什么 多久 多少钱", "materials", ("materials", "time", "fee", "amount")),
        ("要带什么,要多久", "materials", ("materials", "time")),
        ("多久,要带什么", "materials", ("time", "materials")),
        ("补社保卡要带什么,多久能拿到,要多少钱,去哪办", "time", ("materials", "time", "fee")),
        ("退休要带什么多久", "materials", ("materials", "time")),
        ("去哪办,收费吗", "where", ("where", "fee")),
        ("有什么条件,还有带什么", "eligibility", ("eligibility", "materials")),
        ("多少钱多久", "time", ("fee", "amount", "time")),
        ("多久能领,能领多少钱", "amount", ("time", "amount")),
        ("看病报销能报多少,要多久到账", "time", ("amount", "time")),
        ("what to bring, how long", "materials", ("materials", "time")),
    ],
)
def test_each_question_is_heard_in_its_order_at_most_three(text: str, act: str, acts: tuple[str, ...]) -> None:
    assert asked(text, act) == acts


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("要带什么", "materials"),
        ("交多久社保才能领", "eligibility"),
        ("交了多久的材料要带什么", "materials"),
        ("低保多少钱以下能申请", "eligibility"),
        ("我在哪个区都能办吗", "eligibility"),
        ("没说清楚的话", "where"),
    ],
)
def test_what_is_no_question_by_itself_asks_nothing_more(text: str, act: str) -> None:
    assert asked(text, act) == (act,)


def test_how_much_means_either_way_of_the_money() -> None:
    assert asked("多少钱", "fee", near=("fee", "amount")) == ("amount",)
    assert asked("多少钱", "amount", pays=False, near=("fee", "amount")) == ("fee",)
    assert asked("要花多少钱", "fee", near=("fee", "amount")) == ("fee",)
    assert asked("要带什么,多少钱", "materials", pays=False) == ("materials", "fee")
