"""The catalogue: every service, region, office and record field that the assistant knows, and who does what it does not do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.catalogue.check import check_names
from bot.catalogue.directory import Directory, load_directory
from bot.catalogue.load import DataError, parse, read_yaml
from bot.catalogue.models import Key, Model, Override, Question, Service
from bot.catalogue.regions import Office, OfficesFile, Region, Regions, RegionsFile
from bot.catalogue.small_talk import SmallTalk, load_small_talk


class RecordField(Model):
    """A field that a department could provide, and the answers to the three questions of data sharing."""

    title: str
    """姓名, 户籍地址 …"""
    department: str
    """Who answers for it."""
    basis: str | None = None
    """The legal basis; without one it is never fetched."""
    mode: str
    """How it is shared: sql, file, api."""
    purpose: str
    kind: str
    """The kind of value, as in a question."""
    authoritative: bool = False
    """Whether the record decides: a resident who says otherwise is sent to the counter, and the record's value stays."""
    ends_only: bool = False
    """Whether only its end is shown: somebody else's number."""


class RecordsFile(Model):
    """data/records.yml."""

    fields: dict[Key, RecordField]


class Asks(Model):
    """data/asks.yml: questions that the dialogue puts itself, and words that steer it."""

    asks: tuple[Question, ...]
    words: dict[str, tuple[str, ...]]
    often: tuple[Key, ...] = ()
    """Services in the order in which they are offered; the others come after these."""

    def __getitem__(self, key: str) -> Question:
        """The question of this key. Raises KeyError."""
        for question in self.asks:
            if question.key == key:
                return question
        raise KeyError(key)

    def said(self, words: str, text: str) -> bool:
        """Whether one of these steering words is in the text."""
        return any(word in text for word in self.words[words])


@dataclass(frozen=True)
class Catalogue:
    """Everything under data/ that is not a sentence or an utterance."""

    services: Mapping[str, Service]
    regions: Regions
    records: Mapping[str, RecordField]
    asks: Asks
    directory: Directory
    """What other departments do."""
    small_talk: SmallTalk
    """What asks nothing of any office."""

    def in_region(self, service_id: str, region: str | None) -> Service:
        """The service as it is in this region.

        Overrides apply from far to near: country, province …, and for a
        demonstration region first those of the real region it borrows from.
        """
        service = self.services[service_id]
        if region is None:
            return service
        for override in self._overrides(service, region):
            service = _overridden(service, override)
        return service

    def _overrides(self, service: Service, region: str) -> list[Override]:
        chain: list[str] = []
        for node in reversed(self.regions.path(region)):
            if node.figures_from:
                chain += [n.id for n in reversed(self.regions.path(node.figures_from))]
            chain.append(node.id)
        return [service.regions[r] for r in dict.fromkeys(chain) if r in service.regions]


def _overridden(service: Service, override: Override) -> Service:
    changes = {k: v for k in Override.model_fields if k not in ("days", "settings") and (v := getattr(override, k)) is not None}
    items = changes.get("items", service.items)
    changes["items"] = tuple(i.model_copy(update={"days": override.days.get(i.key, i.days)}) for i in items)
    decisions = changes.get("decisions", service.decisions)
    changes["decisions"] = tuple(d.model_copy(update={"settings": {**d.settings, **override.settings.get(d.key, {})}}) for d in decisions)
    return service.model_copy(update=changes)


def load_catalogue(data: Path) -> Catalogue:
    """Reads data/, or raises a DataError that names file, place and remedy."""
    services: dict[str, Service] = {}
    for path in sorted((data / "services").glob("*.yml")):
        service = parse(path, read_yaml(path), Service)
        if service.id != path.stem:
            raise DataError(f"{path}: `id` is {service.id}, the file says {path.stem}; make them the same")
        services[service.id] = service
    if not services:
        raise DataError(f"{data / 'services'}: no service file here")
    records = parse(data / "records.yml", read_yaml(data / "records.yml"), RecordsFile).fields
    asks = parse(data / "asks.yml", read_yaml(data / "asks.yml"), Asks)
    catalogue = Catalogue(services, load_regions(data), records, asks, load_directory(data), load_small_talk(data))
    check_names(data, catalogue)
    return catalogue


def load_regions(data: Path) -> Regions:
    """data/regions.yml and data/offices.yml, or a DataError: a region stands after those it points at, an office in a region."""
    path, offices_path = data / "regions.yml", data / "offices.yml"
    content = parse(path, read_yaml(path), RegionsFile)
    offices = parse(offices_path, read_yaml(offices_path), OfficesFile).offices
    regions: dict[str, Region] = {}
    for region in content.regions:
        for pointed in (region.parent, region.figures_from):
            if pointed is not None and pointed not in regions:
                raise DataError(f"{path}: region `{region.id}` points at `{pointed}`, which is no region above it in this file")
        if region.id in regions:
            raise DataError(f"{path}: region `{region.id}` stands here twice")
        regions[region.id] = region
    for office in offices:
        if office.region not in regions:
            raise DataError(f"{offices_path}: office `{office.title}` is in `{office.region}`, which is not in data/regions.yml")
    if content.default is not None and content.default not in regions:
        raise DataError(f"{path}: `default` is {content.default}, which is no region of this file")
    return Regions(regions=regions, offices=offices, default=content.default)


__all__ = ["Catalogue", "DataError", "Office", "RecordField", "Region", "Regions", "Service", "load_catalogue"]
