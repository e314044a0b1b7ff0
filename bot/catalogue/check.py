"""What one file cannot know about itself: names that point into another file, and each region's own version."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from bot.catalogue.load import DataError
from bot.catalogue.models import Instead, Service, loose_names

if TYPE_CHECKING:
    from bot.catalogue import Catalogue


def check_names(data: Path, catalogue: Catalogue) -> None:
    """Raises a DataError that lists, with file and line, every name in a service file that points at nothing."""
    faults = []
    for service in catalogue.services.values():
        path = data / "services" / f"{service.id}.yml"
        lines = path.read_text(encoding="utf-8").splitlines()
        here = [region for region in service.regions if region in catalogue.regions.regions]
        versions = [service, *(catalogue.in_region(service.id, region) for region in here)]
        found = dict.fromkeys(fault for version in versions for fault in _faults(version, catalogue))
        found |= dict.fromkeys(_region_faults(service, catalogue))
        faults += [f"{path}:{_line(lines, word)}: {said}" for word, said in found]
    faults += _topics_named_as_services(data, catalogue)
    if faults:
        raise DataError("\n".join(faults))


Fault = tuple[str, str]
"""The word at fault, and what is wrong with it."""


def _topics_named_as_services(data: Path, catalogue: Catalogue) -> list[str]:
    """What we do ourselves is no topic of others."""
    path = data / "directory.yml"
    ours = {name: service.id for service in catalogue.services.values() for name in (service.title.zh, *service.names)}
    both = [(topic.key, name) for topic in catalogue.directory.topics for name in topic.names if name in ours]
    lines = path.read_text(encoding="utf-8").splitlines() if both else []
    return [
        f"{path}:{_line(lines, name)}: topic `{key}` has the name `{name}`, which is a name of the service `{ours[name]}`"
        for key, name in both
    ]


def _faults(service: Service, catalogue: Catalogue) -> Iterator[Fault]:
    from bot.decisions import DECISIONS, OUTCOMES
    from bot.kinds.registry import KINDS

    for said in loose_names(service):
        yield _quoted(said), said
    for question in (*service.eligibility, *service.questions):
        if question.kind not in KINDS:
            yield question.kind, f"question `{question.key}` has the kind `{question.kind}`; known are {', '.join(sorted(KINDS))}"
        if question.record and question.record not in catalogue.records:
            yield question.record, f"question `{question.key}` names the record `{question.record}`, which is not in data/records.yml"
    for decision in service.decisions:
        if decision.kind not in DECISIONS:
            yield decision.kind, f"decision `{decision.key}` has the kind `{decision.kind}`; known are {', '.join(sorted(DECISIONS))}"
            continue
        worded, possible = {*decision.says, *decision.outcomes}, OUTCOMES[decision.kind]
        for outcome in sorted(worded - {*possible}):
            yield outcome, f"decision `{decision.key}` words the outcome `{outcome}`; `{decision.kind}` knows {', '.join(possible)}"
    for other in _services_named(service):
        if other not in catalogue.services:
            yield other, f"`service: {other}` is no service of this catalogue"
    kinds = {office.kind for office in catalogue.regions.offices}
    for wanted in (service.counter.office, *(one.office for one in _insteads(service) if one.office)):
        if wanted not in kinds:
            yield wanted, f"`office: {wanted}` is no kind of data/offices.yml; known are {', '.join(sorted(kinds))}"


def _region_faults(service: Service, catalogue: Catalogue) -> Iterator[Fault]:
    for region, override in service.regions.items():
        if region not in catalogue.regions.regions:
            yield region, f"`regions: {region}` is not in data/regions.yml"
            continue
        version = catalogue.in_region(service.id, region)
        for key in override.days.keys() - {item.key for item in version.items}:
            yield key, f"`days: {key}` of region `{region}` is no item of this service"
        for key in override.settings.keys() - {decision.key for decision in version.decisions}:
            yield key, f"`settings: {key}` of region `{region}` is no decision of this service"


def _insteads(service: Service) -> Iterator[Instead]:
    for question in (*service.eligibility, *service.questions):
        yield from question.outcomes.values()
    for decision in service.decisions:
        yield from decision.outcomes.values()


def _services_named(service: Service) -> Iterator[str]:
    yield from (one.service for one in _insteads(service) if one.service)
    yield from (one.service for one in service.follow_ups if one.service)


def _quoted(said: str) -> str:
    """The last word between back quotes: the one that points at nothing."""
    words = re.findall(r"`(?:\w+: )?(\w+)`", said)
    return words[-1] if words else ""


def _line(lines: list[str], word: str) -> int:
    """The first line that has this word, counted from 1."""
    whole = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)")
    return next((number for number, line in enumerate(lines, 1) if word and whole.search(line)), 1)
