"""A service called by its English name is that service, whatever the rest sounds like: few English sentences were taught."""

from __future__ import annotations

import re
from dataclasses import replace

from actions.utterance import Ranked, Utterance
from bot.catalogue import Catalogue

_ACTS = frozenset({"start", "unsure"})
"""Acts with which a service may be wanted."""


def named_in_english(catalogue: Catalogue, utterance: Utterance) -> Utterance:
    """The utterance, about the service that it calls by an English name (`called`), and a second one; not where somebody has died."""
    text = utterance.text.lower()
    if utterance.act not in _ACTS or not text.isascii() or catalogue.asks.said("a_death", text):
        return utterance
    named = _named(catalogue, text)
    if not 1 <= len(named) <= 2 or utterance.service in named:
        return utterance
    also = named[1] if len(named) > 1 else None
    return replace(utterance, service=named[0], also=also, services=(Ranked(named[0], 1.0),), acts=(Ranked("start", 1.0),))


def _named(catalogue: Catalogue, text: str) -> list[str]:
    """Services by where they are named."""
    places = {
        one.id: min(found.start() for found in all_found)
        for one in catalogue.services.values()
        if (all_found := [found for name in one.called if (found := re.search(rf"\b{re.escape(name)}\b", text))])
    }
    return sorted(places, key=lambda one: places[one])
