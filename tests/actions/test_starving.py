"""Hunger is answered with whom to ring, even when nothing of ours was understood."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.catalogue import load_catalogue

ASKS = load_catalogue(Path(__file__).parents[2] / "data").asks


@pytest.mark.parametrize("said", ["三天没吃饭了，没钱买米", "家里断粮了", "揭不开锅咯", "俺两天没吃上饭了"])
def test_words_of_hunger_are_known(said: str) -> None:
    assert ASKS.said("starving", said)


@pytest.mark.parametrize("said", ["我今天吃得很饱", "吃饭的地方在哪", "我想办社会救助"])
def test_other_words_are_not(said: str) -> None:
    assert not ASKS.said("starving", said)
