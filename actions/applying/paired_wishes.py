"""Two matters for two people in one sentence: person and matter stay together, and the first that was said comes first."""

from __future__ import annotations

from actions.applying.for_whom import may_be_for, things_of
from actions.applying.wanting import also_wanted
from actions.sitting import Sitting
from bot.catalogue.models import Service
from bot.paired import paired


def wishes_of(sitting: Sitting, service: str) -> dict[str, list[str]]:
    """Service → for whom these words want it, this service and the one beside it; empty where that is not said of each.

    Of a service that is nobody's in particular the list is empty.
    """
    also, services = also_wanted(sitting, service), sitting.desk.on_offer()
    if also is None or service not in services:
        return {}
    wanted = paired(sitting.words(), {one: _called(services[one]) for one in (service, also)})
    people = {one: [key for key in keys if may_be_for(services[one], key)] for one, keys in wanted.items()}
    return people if all(bool(people[one]) == bool(keys) for one, keys in wanted.items()) else {}


def _called(service: Service) -> tuple[str, ...]:
    english = (service.title.en,) if service.title.en else ()
    return (service.title.zh, *english, *service.called, *service.names, *things_of(service))
