"""Where a resident is: city, district, street, community, and the counters there."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from bot.catalogue.models import Key, Model

Level = Literal["country", "province", "city", "district", "street", "community"]


class Region(Model):
    """One node of data/regions.yml."""

    id: Key
    title: str
    """Full name, as written: 云禾市青禾区."""
    level: Level
    parent: Key | None = None
    names: tuple[str, ...] = ()
    """What people call it: 青禾, 青禾区."""
    demo: bool = False
    """Invented, for demonstration."""
    figures_from: Key | None = None
    """A real region whose figures this demonstration region borrows, labelled as such."""
    accepts: bool = False
    """Whether a case can be handed in here through this assistant."""


class Office(Model):
    """A counter that residents can go to."""

    kind: Key
    """What it serves: hrss (人社), civil (民政), police (户政), health, hub (政务服务中心)."""
    region: Key
    title: str
    address: str
    hours: str
    phone: Annotated[str, StringConstraints(pattern=r"^[0-9-]+$")]
    demo: bool = False


class RegionsFile(Model):
    """data/regions.yml."""

    regions: tuple[Region, ...]
    default: str | None = None


class OfficesFile(Model):
    """data/offices.yml."""

    offices: tuple[Office, ...]


class Regions(Model):
    """All regions and offices."""

    regions: dict[str, Region]
    offices: tuple[Office, ...] = ()
    default: str | None = Field(default=None)
    """The city that this installation serves."""

    def get(self, region: str | None) -> Region | None:
        """The region of this id."""
        return self.regions.get(region) if region else None

    def path(self, region: str) -> list[Region]:
        """From this region up to the country, nearest first."""
        nodes: list[Region] = []
        at = self.regions.get(region)
        while at is not None:
            nodes.append(at)
            at = self.regions.get(at.parent) if at.parent else None
        return nodes

    def children(self, region: str) -> list[Region]:
        """The regions directly below."""
        return [r for r in self.regions.values() if r.parent == region]

    def office(self, kind: str, region: str) -> Office | None:
        """The nearest counter of this kind: in the region, else above it, else a general hall."""
        for wanted in (kind, "hub"):
            for node in self.path(region):
                for office in self.offices:
                    if office.kind == wanted and office.region == node.id:
                        return office
        return None
