"""A yes that hands in or looks up is a yes."""

from __future__ import annotations

import pytest

from actions.listening.surely import may_be_yes
from api.settings import ROOT
from bot.catalogue import load_catalogue
from bot.catalogue.load import read_yaml

ASKS = load_catalogue(ROOT / "data").asks


@pytest.mark.parametrize(
    "said",
    [
        "我没同意交啊",
        "啥叫同意",
        "同意什么啊",
        "为什么要同意",
        "是不是都对我看不清",
        "交上去会怎么样啊",
        "先别交",
        "不同意",
        "对吗？",
        "要是错了呢",
        "what do I agree to",
    ],
)
def test_a_doubt_a_question_and_a_no_are_none(said: str) -> None:
    assert may_be_yes(ASKS, said) is False


@pytest.mark.parametrize(
    "said", ["是", "都对，交吧", "没问题", "没啥要改的，交上去", "不用改了，办吧", "同意，你查吧", "没意见", "yes, go ahead"]
)
def test_a_yes_is_one_with_a_no_in_it_too(said: str) -> None:
    assert may_be_yes(ASKS, said) is True


def test_every_way_of_saying_yes_that_was_taught_is_one() -> None:
    blocks = [
        block for file in sorted((ROOT / "data/nlu").glob("*.yml")) for block in read_yaml(file)["nlu"] if block.get("intent") == "affirm"
    ]
    said = [line.strip().removeprefix("- ") for block in blocks for line in block["examples"].splitlines() if line.strip()]
    assert len(said) > 50
    assert [one for one in said if not may_be_yes(ASKS, one)] == []
