"""Promised days of the real services: what waits for another is never promised before it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from actions.cases.items import planned_items
from bot.catalogue import Catalogue, load_catalogue
from bot.catalogue.models import Item, Service

START = date(2026, 11, 22)


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue(Path("data"))


def versions(catalogue: Catalogue) -> list[Service]:
    """Every service as it is in every region that it knows, and where cases are handed in."""
    regions = catalogue.regions.regions.values()
    places = {region.id for region in regions if region.accepts or any(region.id in s.regions for s in catalogue.services.values())}
    return [catalogue.in_region(service, place) for service in catalogue.services for place in sorted(places)]


def unconditional(items: tuple[Item, ...]) -> list[Item]:
    return [item.model_copy(update={"only_if": {}}) for item in items]


def test_no_item_is_due_before_one_that_it_waits_for(catalogue: Catalogue) -> None:
    checked = 0
    for service in versions(catalogue):
        due = {item.key: item.due for item in planned_items(unconditional(service.items), {}, START)}
        for item in service.items:
            for need in item.needs:
                mine, theirs = due[item.key], due[need]
                assert mine is None or (theirs is not None and mine >= theirs), (service.id, item.key, need)
                checked += mine is not None
    assert checked > 0


def test_health_insurance_turns_into_a_pensioners_after_its_years_were_counted(catalogue: Catalogue) -> None:
    service = catalogue.in_region("retire", "qinghe_district")
    answers = {"deemed": True, "housing_fund": False, "one_child": False}
    due = {item.key: (item.blocked_by, item.due) for item in planned_items(service.items, answers, START)}
    assert due["medical_years"] == ((), date(2027, 1, 8))
    assert due["medical_retired"] == (("age_check", "medical_years"), date(2027, 1, 15))
    without = {item.key: item.blocked_by for item in planned_items(service.items, {**answers, "deemed": False}, START)}
    assert without["medical_retired"] == ("age_check",)
