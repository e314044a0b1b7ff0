"""Decisions that need arithmetic, each a plain function with a name that service files use.

A decision gets the answers it was given and the file's settings, and returns an
Outcome: a word (`within`, `not_yet` …) whose sentence is in the service file,
and the values that the sentence may name. One file a decision; its docstring
lists parameters, settings, outcomes and values. A bad setting raises ValueError.
"""

from __future__ import annotations

from bot.decisions.age_by_answer import age_by_answer
from bot.decisions.age_limit import age_limit
from bot.decisions.amount_by_age import amount_by_age
from bot.decisions.answer_is import answer_is
from bot.decisions.at_least_one import at_least_one
from bot.decisions.childcare_instalments import childcare_instalments
from bot.decisions.contribution_months import contribution_months
from bot.decisions.deadline import deadline
from bot.decisions.household_and_home import household_and_home
from bot.decisions.id_card_validity import id_card_validity
from bot.decisions.income_category import income_category
from bot.decisions.marriage_age import marriage_age
from bot.decisions.months_at_least import months_at_least
from bot.decisions.outcome import DecisionKind, Outcome
from bot.decisions.pension_minimum import pension_minimum
from bot.decisions.school_age import school_age
from bot.decisions.season import season
from bot.decisions.share_of_amount import share_of_amount
from bot.decisions.spending_share import spending_share
from bot.decisions.statutory_retirement_age import statutory_retirement_age
from bot.decisions.two_subsidies import two_subsidies
from bot.decisions.unemployment_benefit_months import unemployment_benefit_months
from bot.decisions.waiting_period import waiting_period
from bot.decisions.words_contradict import words_contradict
from bot.decisions.working_age import working_age
from bot.decisions.yearly_stamp import yearly_stamp

DECISIONS: dict[str, DecisionKind] = {
    "age_by_answer": age_by_answer,
    "age_limit": age_limit,
    "amount_by_age": amount_by_age,
    "answer_is": answer_is,
    "at_least_one": at_least_one,
    "childcare_instalments": childcare_instalments,
    "contribution_months": contribution_months,
    "deadline": deadline,
    "household_and_home": household_and_home,
    "id_card_validity": id_card_validity,
    "income_category": income_category,
    "marriage_age": marriage_age,
    "months_at_least": months_at_least,
    "pension_minimum": pension_minimum,
    "school_age": school_age,
    "season": season,
    "share_of_amount": share_of_amount,
    "spending_share": spending_share,
    "statutory_retirement_age": statutory_retirement_age,
    "two_subsidies": two_subsidies,
    "unemployment_benefit_months": unemployment_benefit_months,
    "waiting_period": waiting_period,
    "words_contradict": words_contradict,
    "working_age": working_age,
    "yearly_stamp": yearly_stamp,
}

OUTCOMES: dict[str, tuple[str, ...]] = {
    "age_by_answer": ("old_enough", "too_young", "no_limit"),
    "age_limit": ("within", "over", "under", "no_limit"),
    "amount_by_age": ("amount", "too_young", "no_table"),
    "answer_is": ("so", "otherwise"),
    "at_least_one": ("none",),
    "childcare_instalments": ("yearly", "second_or_last", "by_months", "ended", "too_old", "late"),
    "contribution_months": ("enough", "missing"),
    "deadline": ("within", "last_day", "past"),
    "household_and_home": ("both", "household_only", "home_only", "neither"),
    "id_card_validity": ("five_years", "ten_years", "twenty_years", "lifelong"),
    "income_category": ("below", "edge", "above", "no_standard"),
    "marriage_age": ("of_age", "too_young"),
    "months_at_least": ("enough", "missing"),
    "pension_minimum": ("enough", "missing", "depends"),
    "school_age": ("ready", "not_yet", "earlier", "ask_locally"),
    "season": ("open", "closed", "unknown"),
    "share_of_amount": ("share",),
    "spending_share": ("heavy", "lighter", "no_limit"),
    "statutory_retirement_age": ("reached", "early_possible", "not_yet"),
    "two_subsidies": ("both", "living", "care", "neither"),
    "unemployment_benefit_months": ("months", "left_only", "too_short"),
    "waiting_period": ("reached", "waiting"),
    "words_contradict": ("contradicts",),
    "working_age": ("within", "too_young", "too_old", "no_limit"),
    "yearly_stamp": ("due", "early", "lapsed"),
}
"""Every outcome that a decision can come to: a service file has a sentence for each."""

__all__ = ["DECISIONS", "OUTCOMES", "DecisionKind", "Outcome"]
