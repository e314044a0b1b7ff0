"""Every question that can be put, for tests that must hold for all of them."""

from __future__ import annotations

from datetime import date

from bot.catalogue import Catalogue
from bot.catalogue.models import Question
from bot.kinds import Moment


def questions(catalogue: Catalogue) -> list[Question]:
    """Those of all services, and those that the dialogue puts itself."""
    return [*(question for service in catalogue.services.values() for question in service.questions), *catalogue.asks.asks]


def moment(catalogue: Catalogue) -> Moment:
    """A day on which questions are put."""
    return Moment(date(2026, 11, 22), catalogue.regions)
