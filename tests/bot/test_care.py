"""A catalogue that is looked after: what must not be told as it stands is a fault, age is a warning."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.catalogue import Catalogue, care, load_catalogue
from bot.catalogue.models import Told

CATALOGUE = load_catalogue(Path(__file__).parents[2] / "data")
TODAY = date(2026, 11, 22)
ONE = "elder_allowance"


def with_one(**changes: Any) -> Catalogue:
    """The catalogue with one service changed."""
    changed = CATALOGUE.services[ONE].model_copy(update=changes)
    return replace(CATALOGUE, services={**CATALOGUE.services, ONE: changed})


def overridden(region: str, **changes: Any) -> dict[str, Any]:
    regions = CATALOGUE.services[ONE].regions
    return {**regions, region: regions[region].model_copy(update=changes)}


def test_the_catalogue_as_it_is_has_no_fault() -> None:
    assert care.faults(CATALOGUE, TODAY) == []


FAULTY = [
    ({"valid_until": date(2026, 11, 21)}, "was valid until 2026-11-21; end it or renew it"),
    ({"fee": Told(say="二十元。")}, "`fee` of the whole country states a figure without a `source`"),
    ({"regions": overridden("hunan", who=Told(say="满80岁。"))}, "`who` of hunan states a figure without a `source`"),
    (
        {"regions": overridden("yunhe", online=None)},
        "`regions: yunhe` has no `online` route of its own, though applications are taken in there",
    ),
    ({"regions": overridden("hunan", days={})}, "in `yunhe` no item promises its `days`"),
]


@pytest.mark.parametrize(("changes", "fault"), FAULTY, ids=[fault for _, fault in FAULTY])
def test_what_must_not_be_told_is_named(changes: dict[str, Any], fault: str) -> None:
    assert f"{ONE}: {fault}" in care.faults(with_one(**changes), TODAY)


def test_rules_that_differ_by_region_need_a_region() -> None:
    found = care.faults(with_one(regions={}), TODAY)
    assert f"{ONE}: says that its rules differ by region, and knows none (`regions`)" in found


def test_a_counter_without_an_office_is_named_for_each_district() -> None:
    nowhere = replace(CATALOGUE, regions=CATALOGUE.regions.model_copy(update={"offices": ()}))
    found = [fault for fault in care.faults(nowhere, TODAY) if fault.startswith(f"{ONE}: the counter")]
    assert found == [
        f"{ONE}: the counter `civil` is in no office of `{district}` (data/offices.yml)"
        for district in ("qinghe_district", "bailu_district")
    ]


def test_numbers_to_call_are_no_figures() -> None:
    assert care.faults(with_one(fee=Told(say="不收钱，可以打12345或者95598问，出事打110。")), TODAY) == []


def test_what_begins_later_and_what_grew_old_is_warned_of() -> None:
    assert care.warnings(with_one(valid_from=date(2027, 1, 1)), CATALOGUE.services[ONE].as_of) == [f"{ONE}: is valid from 2027-01-01 only"]
    old = [w for w in care.warnings(CATALOGUE, date(2026, 7, 11), older_than=9) if w.startswith(f"{ONE}:")]
    assert old == [f"{ONE}: compared with its sources on 2026-07-01, more than 9 days ago"]
