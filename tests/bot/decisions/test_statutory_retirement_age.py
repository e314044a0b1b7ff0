from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.decisions import OUTCOMES, Outcome
from bot.decisions.calendar import add_months, month_number
from bot.decisions.statutory_retirement_age import STEPS, statutory_age_months, statutory_retirement_age

TODAY = date(2026, 11, 22)


def decide(sex: str, birth: str, *, category: str | None = None, months: int | None = None, today: date = TODAY) -> Outcome | None:
    answers = {"sex": sex, "birth": birth, "category": category, "months": months}
    return statutory_retirement_age({k: v for k, v in answers.items() if v is not None}, {}, today)


@pytest.mark.parametrize(
    ("sex", "category", "birth", "age", "month"),
    [
        # men, formerly 60
        ("male", None, "1964-12", "60岁", "2024年12月"),
        ("male", None, "1965-01", "60岁1个月", "2025年2月"),
        ("male", None, "1965-04", "60岁1个月", "2025年5月"),
        ("male", None, "1965-05", "60岁2个月", "2025年7月"),
        ("male", None, "1966-07", "60岁5个月", "2026年12月"),
        ("male", None, "1966-07-31", "60岁5个月", "2026年12月"),
        ("male", None, "1976-08", "62岁11个月", "2039年7月"),
        ("male", None, "1976-09", "63岁", "2039年9月"),
        ("male", None, "1990-01", "63岁", "2053年1月"),
        # women, formerly 55
        ("female", "cadre", "1969-12", "55岁", "2024年12月"),
        ("female", "cadre", "1970-01", "55岁1个月", "2025年2月"),
        ("female", "cadre", "1981-08", "57岁11个月", "2039年7月"),
        ("female", "cadre", "1981-09", "58岁", "2039年9月"),
        # women, formerly 50
        ("female", "worker", "1974-12", "50岁", "2024年12月"),
        ("female", "worker", "1975-01", "50岁1个月", "2025年2月"),
        ("female", "worker", "1975-02", "50岁1个月", "2025年3月"),
        ("female", "worker", "1975-03", "50岁2个月", "2025年5月"),
        ("female", "worker", "1984-10", "54岁11个月", "2039年9月"),
        ("female", "worker", "1984-11", "55岁", "2039年11月"),
    ],
)
def test_the_decisions_own_table(sex: str, category: str | None, birth: str, age: str, month: str) -> None:
    outcome = decide(sex, birth, category=category, months=400)
    assert outcome is not None
    assert (outcome.values["age"], outcome.values["month"]) == (age, month)


@pytest.mark.parametrize(
    ("birth", "months", "today", "name", "wait"),
    [
        ("1966-07", None, date(2026, 12, 1), "reached", "0个月"),
        ("1966-06", None, TODAY, "reached", "0个月"),  # 60y5m: this very month
        ("1966-07", 216, TODAY, "early_possible", "1个月"),
        ("1966-07", 144, TODAY, "not_yet", "1个月"),
        ("1966-11", 216, TODAY, "early_possible", "6个月"),  # 60 today, 60y6m by law
        ("1966-12", 216, TODAY, "not_yet", "7个月"),  # never below the former age
        ("1966-12", None, TODAY, "not_yet", "7个月"),
        ("1980-01", 300, date(2040, 1, 1), "early_possible", "3年"),  # three years early at most
        ("1980-02", 300, date(2040, 1, 1), "not_yet", "3年零1个月"),
        ("1980-01", 239, date(2040, 1, 1), "not_yet", "3年"),  # 20 years are needed by then
    ],
)
def test_a_man_is_told_whether_he_may_go(birth: str, months: int | None, today: date, name: str, wait: str) -> None:
    outcome = decide("male", birth, months=months, today=today)
    assert outcome is not None
    assert (outcome.name, outcome.values["wait"]) == (name, wait)


def test_the_flexible_window_is_three_years_either_side_but_never_below_the_former_age() -> None:
    young = decide("male", "1980-01")
    assert young is not None
    assert (young.values["earliest"], young.values["month"], young.values["latest"]) == ("2040年1月", "2043年1月", "2046年1月")
    old = decide("male", "1966-07", months=200)
    assert old is not None
    assert (old.values["earliest"], old.values["latest"]) == ("2026年7月", "2029年12月")


@pytest.mark.parametrize(
    "answers",
    [
        {},
        {"sex": "male"},
        {"birth": "1965-01"},
        {"sex": "female", "birth": "1975-01"},
        {"sex": "female", "category": "unsure", "birth": "1975-01"},
        {"sex": "male", "birth": "gestern"},
        {"sex": "male", "birth": "1966-07"},  # in the window: contributions decide
    ],
)
def test_it_waits_while_an_answer_is_missing(answers: dict[str, str]) -> None:
    assert statutory_retirement_age(answers, {}, TODAY) is None


births = st.dates(min_value=date(1950, 1, 1), max_value=date(2010, 12, 31))


@given(births, st.sampled_from(sorted(STEPS)))
def test_whoever_is_born_a_month_later_retires_later_but_never_at_a_lower_age(birth: date, step: str) -> None:
    later = add_months(birth.replace(day=1), 1)
    age, next_age = statutory_age_months(STEPS[step], birth), statutory_age_months(STEPS[step], later)
    assert 0 <= next_age - age <= 1
    assert month_number(later) + next_age > month_number(birth) + age
    assert STEPS[step].former_months <= age <= STEPS[step].former_months + STEPS[step].most


@given(births, st.integers(0, 600), st.dates(min_value=date(2025, 1, 1), max_value=date(2060, 1, 1)))
def test_time_never_takes_retirement_away(birth: date, months: int, today: date) -> None:
    rank = ["not_yet", "early_possible", "reached"]
    now = decide("male", birth.isoformat(), months=max(months, 240), today=today)
    soon = decide("male", birth.isoformat(), months=max(months, 240), today=add_months(today, 1))
    assert now is not None
    assert soon is not None
    assert {now.name, soon.name} <= set(OUTCOMES["statutory_retirement_age"])
    assert rank.index(soon.name) >= rank.index(now.name)
