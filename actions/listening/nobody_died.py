"""Amid an application nobody is dead whose death was not told: 给我老伴办的 sounds like what the bereaved say."""

from __future__ import annotations

from dataclasses import replace

from actions.utterance import Utterance
from bot.catalogue import Catalogue

_OF_DEATH = ("bereaved", "of_death", "a_death", "later_on")
"""Steering words of data/asks.yml with which it may be about a death, or is heard by others."""


def nobody_died(catalogue: Catalogue, utterance: Utterance, open_service: str | None) -> Utterance:
    """The utterance, without a service for the bereaved that nothing in these words names."""
    service = catalogue.services.get(utterance.service or "")
    if service is None or service.tone != "condolence" or open_service in (None, service.id):
        return utterance
    text = utterance.text.lower()
    if any(catalogue.asks.said(words, text) for words in _OF_DEATH) or any(name in text for name in (service.title.zh, *service.names)):
        return utterance
    return replace(utterance, service=None, services=tuple(one for one in utterance.services if one.name != service.id))
