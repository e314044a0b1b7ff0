"""Dates and spans of time: months counted as the law counts them, written out in Chinese."""

from __future__ import annotations

from calendar import monthrange
from datetime import date


def month_number(day: date) -> int:
    """Months since the year 0: two of them subtracted are the calendar months between."""
    return day.year * 12 + day.month - 1


def read_date(value: object) -> date | None:
    """A date answer: `1965-03-08`, or `1965-03` for the first of that month; None for anything else."""
    if not isinstance(value, str):
        return None
    try:
        return date.fromisoformat(value if len(value) > 7 else f"{value}-01")
    except ValueError:
        return None


def read_months(value: object) -> int | None:
    """An answer in months; None for anything but a whole number from 0."""
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def add_months(day: date, months: int) -> date:
    """The same day so many months later, or the last day of that month when it is shorter."""
    year, month = divmod(month_number(day) + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def whole_months(since: date, today: date) -> int:
    """Completed months from one day to another; negative when `since` is still to come."""
    months = month_number(today) - month_number(since)
    return months - 1 if add_months(since, months) > today else months


def say_date(day: date) -> str:
    """2026年3月5日."""
    return f"{day.year}年{day.month}月{day.day}日"


def say_month(number: int) -> str:
    """The month of this number: 2026年3月."""
    return f"{number // 12}年{number % 12 + 1}月"


def say_age(months: int) -> str:
    """60岁1个月, 63岁, 5个月."""
    return _years_and_months(months, "岁")


def say_span(months: int) -> str:
    """15年零3个月, 18年, 5个月, 0个月."""
    return _years_and_months(months, "年", "零")


def _years_and_months(total: int, year: str, between: str = "") -> str:
    years, months = divmod(total, 12)
    if not years:
        return f"{months}个月"
    return f"{years}{year}{between}{months}个月" if months else f"{years}{year}"
