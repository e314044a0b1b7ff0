"""Whether nothing at all was wanted: plain logic, so the rows have no source but the docstring of `at_least_one`."""

from __future__ import annotations

from datetime import date

import pytest

from bot.decisions.at_least_one import at_least_one

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("answers", "outcome"),
    [
        (("no", "no", "no", "none"), "none"),
        ((False, False, False, "none"), "none"),
        (("yes", "no", "no", "none"), None),
        (("no", "no", "no", "telecom"), None),
        ((True, False, False, "none"), None),
        (("no", "no", "no", None), None),
        ((None, None, None, None), None),
    ],
)
def test_only_four_refusals_leave_nothing(answers: tuple[object, ...], outcome: str | None) -> None:
    found = at_least_one(dict(zip(("first", "second", "third", "fourth"), answers, strict=True)), {}, TODAY)
    assert (found.name if found else None) == outcome


def test_without_answers_nothing_is_decided() -> None:
    assert at_least_one({}, {}, TODAY) is None
