"""Services called by their English names."""

from __future__ import annotations

from pathlib import Path

import pytest

from actions.listening.named_in_english import named_in_english
from actions.utterance import Utterance
from bot.catalogue import load_catalogue

CATALOGUE = load_catalogue(Path(__file__).parents[2] / "data")


@pytest.mark.parametrize(
    ("text", "act", "service", "also"),
    [
        ("My father and my mother both need the pension authentication", "unsure", "pension_auth", None),
        ("a social security card for my mother and proof of life for my father", "start", "ssc_card", "pension_auth"),
        ("my husband has died, what about his social security card", "unsure", "after_death", None),
        ("the pension authentication was rude", "complain", "after_death", None),
        ("my parents are well", "unsure", "after_death", None),
        ("pension authentication给我妈", "unsure", "after_death", None),
    ],
)
def test_the_name_decides(text: str, act: str, service: str, also: str | None) -> None:
    """Only where something may be wanted, nobody has died, and the whole is English."""
    heard = named_in_english(CATALOGUE, Utterance("talk", "turn", text, act, "en", service="after_death"))
    assert (heard.service, heard.also) == (service, also)
