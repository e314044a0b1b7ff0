"""What a service file may say of people: whose ID number answers, which items are wanted, and when it is in force."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from bot.catalogue.models import Service
from bot.id_number import birth_date_of, sex_of
from tests.actions.services import MOVING

BORN = {"key": "born", "kind": "date", "ask": "哪天出生？", "short": "生日", "from_id": "birth_date"}
SEX = {"key": "sex", "kind": "choice", "ask": "男还是女？", "short": "性别", "from_id": "sex"}
SEXES = [{"value": value, "title": value} for value in ("male", "female")]
NUMBER = {"key": "number", "kind": "resident_id", "ask": "号码？", "short": "号码"}


def service(*questions: dict[str, Any], **changed: Any) -> Service:
    """The tests' own service with further questions."""
    body = MOVING.model_dump(exclude_none=True)
    return Service.model_validate({**body, "questions": [*body["questions"], *questions], **changed})


def test_questions_are_answered_from_the_id_number_of_the_one_whom_the_service_is_about() -> None:
    made = service(BORN, {**SEX, "options": SEXES}, NUMBER, about={"self_if": {"alone": "yes"}, "other_id": "number"})
    assert [q.key for q in made.questions if q.from_id] == ["born", "sex"]


@pytest.mark.parametrize(
    ("questions", "about", "fault"),
    [
        ([BORN], None, "`about` does not say whose ID number that is"),
        ([{**BORN, "kind": "text"}], {}, "is no `date`"),
        ([{**SEX, "options": SEXES[:1]}], {}, "its options need `male` and `female`"),
        ([BORN], {"other_id": "alone"}, "`other_id: alone` is no question for a resident_id"),
        ([BORN], {"self_if": {"nobody": "yes"}}, "`only_if: nobody` names no question of this service"),
    ],
)
def test_whose_number_it_is_has_to_be_told(questions: list[dict[str, Any]], about: dict[str, Any] | None, fault: str) -> None:
    with pytest.raises(ValidationError, match=fault):
        service(*questions, about=about)


def test_an_optional_item_needs_the_answer_that_wants_it() -> None:
    item = {"key": "extra", "title": "另一样", "department": "公安", "optional": True}
    with pytest.raises(ValidationError, match="item `extra` is optional, but no `only_if` says when it is wanted"):
        service(items=[item])
    assert service(items=[{**item, "only_if": {"alone": "yes"}}]).items[0].optional


def test_a_service_is_in_force_from_its_first_day_to_its_last() -> None:
    made = service(valid_from="2026-01-01", valid_until="2026-06-30")
    days = [date(2025, 12, 31), date(2026, 1, 1), date(2026, 6, 30), date(2026, 7, 1)]
    assert [made.valid_on(day) for day in days] == [False, True, True, False]
    assert service().valid_on(date(1949, 10, 1))


def test_an_id_number_tells_birth_date_and_sex() -> None:
    assert [(birth_date_of(n), sex_of(n)) for n in ("999001196607220036", "11010519491231002X")] == [
        (date(1966, 7, 22), "male"),
        (date(1949, 12, 31), "female"),
    ]
