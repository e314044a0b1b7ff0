"""Dates as people say them. Today is Sunday, 22 November 2026."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.kinds.date import limit
from bot.kinds.registry import KINDS
from tests.bot.kinds.tables import AT, TODAY, question, understood

BORN = question("date", settings={"past": True})
ANY = question("date")
FROM_NOW = question("date", settings={"future": True})
MONTH = question("date", settings={"past": True, "precision": "month"})


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("2026年3月5日", "2026-03-05"),
        ("2026年3月5号", "2026-03-05"),
        ("2026年03月05日", "2026-03-05"),
        ("二零二六年三月五号", "2026-03-05"),
        ("二〇二六年三月五日", "2026-03-05"),
        ("一九六五年三月八号", "1965-03-08"),
        ("一九六五年十二月三十一日", "1965-12-31"),
        ("65年3月8号", "1965-03-08"),
        ("六五年三月八号", "1965-03-08"),
        ("五一年十月一号", "1951-10-01"),
        ("08年8月8号", "2008-08-08"),
        ("零八年八月八号", "2008-08-08"),
        ("2026-3-5", "2026-03-05"),
        ("2026-03-05", "2026-03-05"),
        ("2026/3/5", "2026-03-05"),
        ("1965.3.8", "1965-03-08"),
        ("19650308", "1965-03-08"),
        ("65.3.8", "1965-03-08"),
        ("3月5号", "2026-03-05"),
        ("三月五号", "2026-03-05"),
        ("三月二十一", "2026-03-21"),
        ("3月5", "2026-03-05"),
        ("12月5号", "2025-12-05"),
        ("十二月五号", "2025-12-05"),
        ("11月22号", "2026-11-22"),
        ("11月23号", "2025-11-23"),
        ("2月29号", "2024-02-29"),
        ("5号", "2026-11-05"),
        ("五号", "2026-11-05"),
        ("二十五号", "2026-10-25"),
        ("31号", "2026-10-31"),
        ("是15号生的", "2026-11-15"),
        ("今天", "2026-11-22"),
        ("昨天", "2026-11-21"),
        ("昨天晚上", "2026-11-21"),
        ("昨晚生的", "2026-11-21"),
        ("前天", "2026-11-20"),
        ("大前天", "2026-11-19"),
        ("三天前", "2026-11-19"),
        ("10天之前", "2026-11-12"),
        ("上周三", "2026-11-11"),
        ("上个星期三", "2026-11-11"),
        ("上个礼拜天", "2026-11-15"),
        ("上周日", "2026-11-15"),
        ("上上周五", "2026-11-06"),
        ("这周一", "2026-11-16"),
        ("本周五", "2026-11-20"),
        ("周三", "2026-11-18"),
        ("星期天", "2026-11-22"),
        ("礼拜一", "2026-11-16"),
        ("星期3", "2026-11-18"),
        ("上个月8号", "2026-10-08"),
        ("上月八号", "2026-10-08"),
        ("上上个月8号", "2026-09-08"),
        ("这个月3号", "2026-11-03"),
        ("本月3日", "2026-11-03"),
        ("去年3月5号", "2025-03-05"),
        ("去年的三月五号", "2025-03-05"),
        ("前年十月一号", "2024-10-01"),
        ("大前年五月六号", "2023-05-06"),
        ("今年三月五号", "2026-03-05"),
        ("我是1958年7月份12号生的", "1958-07-12"),
        ("嗯那个三月五号吧", "2026-03-05"),
        ("2026年 3月5日", "2026-03-05"),
        ("哎呀让我想想,六六年的七月十九号", "1966-07-19"),
        ("出生日期是1949年10月1日", "1949-10-01"),
    ],
)
def test_a_day_in_the_past_is_understood(said: str, day: str) -> None:
    assert understood(said, BORN) == day


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ("2026年2月30日", "!impossible"),
        ("2025年2月29号", "!impossible"),
        ("4月31号", "!impossible"),
        ("13月5号", "!impossible"),
        ("2026年13月1日", "!impossible"),
        ("20261345", "!impossible"),
        ("三月初五", "!lunar"),
        ("正月十五", "!lunar"),
        ("去年腊月", "!lunar"),
        ("去年腊月二十三", "!lunar"),
        ("五一年腊月", "!lunar"),
        ("农历八月十五", "!lunar"),
        ("阴历三月初三", "!lunar"),
        ("初八", "!lunar"),
        ("闰四月初一", "!lunar"),
        ("大年三十", "!lunar"),
        ("中秋节那天", "!lunar"),
        ("哎呀我跟你讲噢我那个老头子是五一年腊月生的", "!lunar"),
        ("三月", "!which_day"),
        ("2026年3月", "!which_day"),
        ("上个月", "!which_day"),
        ("上周", "!which_day"),
        ("两个月前", "!which_day"),
        ("月初", "!which_day"),
        ("前几天", "!which_day"),
        ("1965年", "!which_month"),
        ("六五年的", "!which_month"),
        ("去年", "!which_month"),
        ("明天", "!future"),
        ("2027年1月1日", "!future"),
        ("下周三", "!future"),
        ("1800年1月1日", "!early"),
        ("1890年1月1日", "!early"),
    ],
)
def test_a_day_that_cannot_be_says_why(said: str, problem: str) -> None:
    assert understood(said, BORN) == problem


@pytest.mark.parametrize(
    "said",
    [
        "不知道",
        "等一下",
        "要带什么",
        "王建国",
        "138",
        "三个孩子",
        "一下",
        "我儿子",
        "3个月",
        "15年3个月",
        "三月嫂",
        "5楼",
        "没有",
        "",
        "人工",
        "13800138000",
    ],
)
def test_other_words_are_no_day(said: str) -> None:
    assert understood(said, BORN) is None


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("明天", "2026-11-23"),
        ("下周三", "2026-11-25"),
        ("周三", "2026-11-25"),
        ("1月5号", "2027-01-05"),
        ("25号", "2026-11-25"),
        ("3号", "2026-12-03"),
        ("后天", "2026-11-24"),
        ("下个月8号", "2026-12-08"),
        ("明年3月1号", "2027-03-01"),
        ("三天后", "2026-11-25"),
        ("昨天", "!past"),
    ],
)
def test_a_day_to_come_is_the_next_one(said: str, day: str) -> None:
    assert understood(said, FROM_NOW) == day


@pytest.mark.parametrize(
    ("said", "month"),
    [
        ("1965年3月", "1965-03-01"),
        ("65年3月", "1965-03-01"),
        ("六五年三月份", "1965-03-01"),
        ("1965年3月8日", "1965-03-01"),
        ("1965.3", "1965-03-01"),
        ("1965-03", "1965-03-01"),
        ("196503", "1965-03-01"),
        ("上个月", "2026-10-01"),
        ("三月", "2026-03-01"),
        ("1965年", "!which_month"),
        ("2027年1月", "!future"),
    ],
)
def test_a_month_is_its_first_day(said: str, month: str) -> None:
    assert understood(said, MONTH) == month


@pytest.mark.parametrize(
    ("settings", "said", "day"),
    [
        ({"min": "-30d"}, "2026年10月1日", "!early"),
        ({"min": "-60d"}, "2026年10月1日", "2026-10-01"),
        ({"max": "+1y"}, "2027年11月22日", "2027-11-22"),
        ({"max": "+1y"}, "2027年11月23日", "!late"),
        ({"max": "today"}, "2026年11月23日", "!late"),
        ({"min": "2020-01-01"}, "2019年12月31日", "!early"),
    ],
)
def test_a_day_outside_the_limits_is_refused(settings: dict[str, str], said: str, day: str) -> None:
    assert understood(said, question("date", settings=settings)) == day


def test_a_bare_day_number_counts_only_when_asked() -> None:
    assert understood("5号", BORN, unasked=True) is None


def test_a_year_alone_counts_only_when_asked() -> None:
    assert understood("我1998年参加工作", BORN, unasked=True) is None


def test_an_identity_number_is_no_date() -> None:
    assert understood("999001196503081234", BORN) is None


@given(st.dates(min_value=date(1930, 1, 1), max_value=TODAY))
def test_every_day_written_out_is_read_back(day: date) -> None:
    for said in (f"{day.year}年{day.month}月{day.day}日", f"{day:%Y%m%d}", day.isoformat(), f"{day.year}.{day.month}.{day.day}"):
        assert understood(said, BORN) == day.isoformat()


@given(st.dates(min_value=TODAY - timedelta(days=40_000), max_value=TODAY))
def test_what_is_shown_is_understood_again(day: date) -> None:
    assert understood(KINDS["date"].show(day.isoformat(), BORN, AT), BORN) == day.isoformat()


@pytest.mark.parametrize(
    ("day", "shown", "spoken"),
    [
        ("1965-03-08", "1965年3月8日", "1965年3月8日"),
        ("2026-11-18", "2026年11月18日（星期三）", "2026年11月18日，星期三"),
        ("2026-11-22", "2026年11月22日（星期日）", "2026年11月22日，星期日"),
        ("2026-11-08", "2026年11月8日（星期日）", "2026年11月8日，星期日"),
        ("2026-11-07", "2026年11月7日", "2026年11月7日"),
    ],
)
def test_a_recent_day_is_shown_with_its_weekday(day: str, shown: str, spoken: str) -> None:
    assert KINDS["date"].show(day, BORN, AT) == shown
    assert KINDS["date"].speak(day, BORN, AT) == spoken


def test_a_month_is_shown_without_a_day() -> None:
    assert KINDS["date"].show("1965-03-01", MONTH, AT) == "1965年3月"


def test_a_limit_that_is_no_date_is_refused() -> None:
    with pytest.raises(ValueError, match="soon"):
        limit("soon", TODAY)
    assert limit("-6m", date(2026, 8, 31)) == date(2026, 2, 28)
