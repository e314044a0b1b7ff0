"""Working days in China, public holidays and the working weekends beside them included."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import chinese_calendar  # type: ignore[import-untyped]

CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")
"""China has had one time and no summer time since 1991."""


def day_in_china(moment: datetime) -> date:
    """The calendar day in China at this (aware) moment."""
    return moment.astimezone(CHINA).date()


def is_working_day(day: date) -> bool:
    """Whether counters are open. For years whose holidays are not announced yet, Monday to Friday."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.weekday() < 5


def after_working_days(start: date, days: int) -> date:
    """The last day of a promise of this many working days; the first one counted is the day after `start`."""
    day = start
    while days > 0:
        day += timedelta(days=1)
        days -= is_working_day(day)
    return day
