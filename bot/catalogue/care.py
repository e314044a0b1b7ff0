"""What a catalogue needs so that it stays true: nothing expired, a region, a route and a source for each thing told, nothing grown old.

The program starts with these faults: they are about what the files say, not
about whether they can be read. The build does not pass with them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from bot.catalogue.models import Service

if TYPE_CHECKING:
    from bot.catalogue import Catalogue

OLD = 180
"""Days after which a file should be compared with its sources again."""
TOLD = ("who", "fee", "time", "result", "amount", "proxy")
"""The parts of a file that may state a figure, each with its own source."""
_PUBLIC_NUMBER = re.compile(r"(?<!\d)(?:1\d{2}|1[02]\d{3}|9[56]\d{3})(?!\d)")
"""110, 12345, 95598: numbers to call."""
_FIGURE = re.compile(r"\d|[一二两三四五六七八九十百]+(?:个?工作日|个月|周岁|岁|元|块钱|天内)")


def faults(catalogue: Catalogue, today: date) -> list[str]:
    """What must not be told as it stands, a line each, beginning with the service's id."""
    found = [fault for service in catalogue.services.values() for fault in _faults(catalogue, service, today)]
    found += [f"asks.yml: `often` names `{key}`, which is no service" for key in catalogue.asks.often if key not in catalogue.services]
    return list(dict.fromkeys(found))


def warnings(catalogue: Catalogue, today: date, older_than: int = OLD) -> list[str]:
    """What somebody should look at again."""
    found = [warning for service in catalogue.services.values() for warning in grown_old(service, today, older_than)]
    for service in catalogue.services.values():
        if service.valid_from is not None and service.valid_from > today:
            found.append(f"{service.id}: is valid from {service.valid_from} only")
    return found


def grown_old(service: Service, today: date, older_than: int = OLD) -> list[str]:
    """Whether this file was last compared with its sources more than so many days ago."""
    if (today - service.as_of).days <= older_than:
        return []
    return [f"{service.id}: compared with its sources on {service.as_of}, more than {older_than} days ago"]


def _faults(catalogue: Catalogue, service: Service, today: date) -> Iterator[str]:
    if service.valid_until is not None and service.valid_until < today:
        yield f"{service.id}: was valid until {service.valid_until}; end it or renew it"
    if service.needs_region and not service.regions:
        yield f"{service.id}: says that its rules differ by region, and knows none (`regions`)"
    for region in (None, *service.regions):
        version = catalogue.in_region(service.id, region)
        for part in TOLD:
            told = getattr(version, part)
            words = (told.say.zh, told.say.en or "") if told is not None and told.source is None else ()
            if any(_FIGURE.search(_PUBLIC_NUMBER.sub("", one)) for one in words):
                yield f"{service.id}: `{part}` of {region or 'the whole country'} states a figure without a `source`"
    for city in catalogue.regions.regions.values():
        if city.accepts and (city.parent is None or not catalogue.regions.regions[city.parent].accepts):
            yield from _faults_where_it_is_handed_in(catalogue, service, city.id)


def _faults_where_it_is_handed_in(catalogue: Catalogue, service: Service, city: str) -> Iterator[str]:
    """Where we take applications in, there is a promise, a way online, and a counter in every district."""
    here = catalogue.in_region(service.id, city)
    if here.online == service.online:
        yield f"{service.id}: `regions: {city}` has no `online` route of its own, though applications are taken in there"
    if not any(item.days for item in here.items):
        yield f"{service.id}: in `{city}` no item promises its `days`"
    for district in catalogue.regions.children(city):
        if catalogue.regions.office(here.counter.office, district.id) is None:
            yield f"{service.id}: the counter `{here.counter.office}` is in no office of `{district.id}` (data/offices.yml)"
