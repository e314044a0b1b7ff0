"""Where: a region of data/regions.yml by any of its names, as deep as it was said."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from bot.catalogue.models import Option, Question, Words
from bot.catalogue.regions import Region, Regions
from bot.kinds import Found, Moment, Problem, Unasked, Value
from bot.kinds.alone import alone
from bot.kinds.choice import by_place
from bot.kinds.sound import pinyin

_LEVELS = ("country", "province", "city", "district", "street", "community")
_CALLED = ("区", "县", "市", "街道", "社区", "镇", "乡", "村")
_TELLING = 3
"""Shorter names sound like much that is no place."""
_NOT = re.compile(r"(?:不在|不是|不住|没在|不属于|离开)$")


@dataclass
class _Place:
    """Names said one after the other that can be one place."""

    start: int
    end: int
    nodes: list[Region]


class RegionKind:
    """A region, value: its id. Settings: `level`, the shallowest that is enough (district, street …)."""

    name = "region"
    unasked: Unasked = "clear"
    cues: tuple[str, ...] = ("住", "家在", "户口在", "户籍在")

    def find(self, text: str, question: Question, at: Moment, *, asked: bool) -> Iterable[Found]:
        """The deepest region whose ancestors fit what else was said; several places are several answers."""
        found = [_answer(place, question, at.regions) for place in _places(text, at.regions)]
        found = found or [_sounding(text, place, question, at) for place in _by_sound(text, at, asked=asked)]
        if asked and not found:
            return _offered(text, question, at.regions) or _by_place(text, question, at.regions)
        return sorted(found, key=lambda f: (f.problem is not None, f.start))

    def show(self, value: Value, question: Question, at: Moment) -> str:
        """The region's full name."""
        region = at.regions.get(str(value))
        return region.title if region else str(value)

    def speak(self, value: Value, question: Question, at: Moment) -> str:
        """The region's full name."""
        return self.show(value, question, at)


def _by_sound(text: str, at: Moment, *, asked: bool) -> Iterator[_Place]:
    """青河区 for 青禾区: places of our own city that sound alike; when asked for also without the word for district.

    Typed, such a name is all that was said, or is called a district, street or community: 请和我说 is none.
    """
    regions = at.regions
    sounds = [pinyin(c) for c in text]
    named: dict[tuple[str, ...], list[tuple[str, Region]]] = {}
    for region in regions.regions.values():
        if regions.default in [above.id for above in regions.path(region.id)[1:]]:
            for name in names_of(region, regions):
                short = [name[:-1]] if asked and region.level == "district" and len(name) == 3 else []
                for one in (name, *short):
                    if len(one) >= (2 if asked else 3):
                        named.setdefault(tuple(pinyin(c) for c in one), []).append((one, region))
    end = 0
    for start in range(len(sounds)):
        for length in sorted({len(one) for one in named}, reverse=True):
            alike = named.get(tuple(sounds[start : start + length]), [])
            nodes = list(dict.fromkeys(region for name, region in alike if at.spoken or _means_a_place(text, start, name)))
            if nodes and start >= end and not _NOT.search(text[:start]):
                end = start + length
                yield _Place(start, end, nodes)
                break


def _means_a_place(text: str, start: int, name: str) -> bool:
    end = start + len(name)
    return (len(name) >= _TELLING and name.endswith(_CALLED) and text[start:end].endswith(_CALLED)) or alone(text, start, end)


def _sounding(text: str, place: _Place, question: Question, at: Moment) -> Found:
    """The region that sounds like this; asked about when it is but a short part of more."""
    found = _answer(place, question, at.regions)
    if place.end - place.start >= _TELLING or found.problem is not None or alone(text, place.start, place.end):
        return found
    return replace(found, problem=Problem("kinds.region.alike", {"name": place.nodes[0].title}))


def _offered(text: str, question: Question, regions: Regions) -> list[Found]:
    """One of the districts that are offered, without the word for district: 白露, when the question is where."""
    for region in regions.children(regions.default or ""):
        for name in names_of(region, regions):
            at = text.find(name[:-1]) if name[-1] in "区县市" and len(name) > 2 else -1
            if at >= 0 and not _NOT.search(text[:at]):
                return [_answer(_Place(at, at + len(name) - 1, [region]), question, regions)]
    return []


def _by_place(text: str, question: Question, regions: Regions) -> list[Found]:
    """第二个 of the districts that are offered."""
    offered = tuple(Option(value=r.id, title=Words(zh=r.title)) for r in regions.children(regions.default or ""))
    found = by_place(text, question.model_copy(update={"options": offered}))
    return [_answer(_Place(found.start, found.end, [regions.regions[str(found.value)]]), question, regions)] if found else []


def names_of(region: Region, regions: Regions) -> set[str]:
    """Everything this region is called: its title, its title without those above it, its names."""
    names = {region.title, *region.names}
    for above in regions.path(region.id)[1:]:
        if region.title.startswith(above.title) and len(region.title) > len(above.title):
            names.add(region.title[len(above.title) :])
    return {name for name in names if len(name) >= 2}


def _places(text: str, regions: Regions) -> list[_Place]:
    places: list[_Place] = []
    for start, end, nodes in _mentions(text, regions):
        joined = _joined(places[-1].nodes, nodes, regions) if places and start - places[-1].end <= 8 else []
        if joined:
            places[-1] = _Place(places[-1].start, end, joined)
        else:
            places.append(_Place(start, end, nodes))
    return places


def _joined(before: list[Region], after: list[Region], regions: Regions) -> list[Region]:
    """What both can mean together: the deeper of two that lie on one path."""
    deeper = [a for a in after if any(b in regions.path(a.id) for b in before)]
    return deeper or [b for b in before if any(a in regions.path(b.id) for a in after)]


def _mentions(text: str, regions: Regions) -> Iterator[tuple[int, int, list[Region]]]:
    by_name = _by_name(tuple(regions.regions.values()), regions)
    if not by_name:
        return
    pattern = "|".join(re.escape(name) for name in sorted(by_name, key=len, reverse=True))
    for m in re.finditer(pattern, text):
        if not _NOT.search(text[: m.start()]):
            yield m.start(), m.end(), by_name[m[0]]


def _by_name(nodes: tuple[Region, ...], regions: Regions) -> dict[str, list[Region]]:
    named: dict[str, list[Region]] = {}
    for node in nodes:
        if node.level != "country":
            for name in names_of(node, regions):
                named.setdefault(name, []).append(node)
    return named


def _answer(place: _Place, question: Question, regions: Regions) -> Found:
    top = [n for n in place.nodes if not any(o is not n and o in regions.path(n.id) for o in place.nodes)]
    if len(top) > 1:
        names = "、".join(node.title for node in top[:3])
        return Found(place.start, place.end, top[0].id, Problem("kinds.region.ambiguous", {"names": names}))
    node = top[0]
    wanted = question.settings.get("level")
    if wanted in _LEVELS and _LEVELS.index(node.level) < _LEVELS.index(wanted):
        return Found(place.start, place.end, node.id, Problem("kinds.region.deeper", {"name": node.title}))
    return Found(place.start, place.end, node.id)
