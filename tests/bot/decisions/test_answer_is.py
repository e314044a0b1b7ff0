"""What an answer calls for saying."""

from __future__ import annotations

from datetime import date

import pytest

from bot.decisions.answer_is import answer_is

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("answer", "value", "outcome"),
    [
        ("yes", "yes", "so"),
        ("yes", True, "so"),
        ("no", False, "so"),
        ("no", "yes", "otherwise"),
        ("lost", "lost", "so"),
        ("lost", "broken", "otherwise"),
    ],
)
def test_the_answer_is_compared_as_conditions_write_it(answer: str, value: str | bool, outcome: str) -> None:
    found = answer_is({"answer": answer}, {"value": value}, TODAY)
    assert (found.name if found else None, dict(found.values) if found else None) == (outcome, {})


def test_without_an_answer_nothing_is_decided() -> None:
    assert answer_is({}, {"value": "yes"}, TODAY) is None


def test_without_a_value_the_file_is_at_fault() -> None:
    with pytest.raises(ValueError, match="needs the setting `value`"):
        answer_is({"answer": "yes"}, {}, TODAY)
