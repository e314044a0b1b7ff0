"""Working days in China."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from actions.cases.working_days import after_working_days, day_in_china


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        ("2026-11-22", 0, "2026-11-22"),  # a Sunday; nothing to wait for
        ("2026-11-22", 1, "2026-11-23"),  # Sunday → Monday
        ("2026-11-23", 1, "2026-11-24"),  # the day itself does not count
        ("2026-11-23", 5, "2026-11-30"),  # over one weekend
        ("2026-11-23", 20, "2026-12-21"),
        ("2026-09-30", 1, "2026-10-08"),  # National Day, 1 to 7 October
        ("2026-02-13", 1, "2026-02-14"),  # a Saturday worked for Spring Festival
        ("2027-09-30", 1, "2027-10-01"),  # not announced yet: Monday to Friday
        ("2026-12-31", 1, "2027-01-01"),  # over the end of what is known
    ],
)
def test_a_promise_ends_on_its_last_working_day(start: str, days: int, end: str) -> None:
    assert after_working_days(date.fromisoformat(start), days) == date.fromisoformat(end)


def test_the_day_in_china_begins_eight_hours_earlier() -> None:
    assert day_in_china(datetime(2026, 11, 22, 15, 59, tzinfo=UTC)) == date(2026, 11, 22)
    assert day_in_china(datetime(2026, 11, 22, 16, 0, tzinfo=UTC)) == date(2026, 11, 23)
