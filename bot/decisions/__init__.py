"""Decisions that need arithmetic, each a plain function with a name that service files use.

A decision gets the answers it was given and the file's settings, and returns an
Outcome: a word (`within`, `not_yet` …) whose sentence is in the service file,
and the values that the sentence may name. One file a decision; its docstring
lists parameters, settings, outcomes and values. A bad setting raises ValueError.
"""

from __future__ import annotations

from bot.decisions.age_limit import age_limit
from bot.decisions.amount_by_age import amount_by_age
from bot.decisions.answer_is import answer_is
from bot.decisions.contribution_months import contribution_months
from bot.decisions.months_at_least import months_at_least
from bot.decisions.outcome import DecisionKind, Outcome
from bot.decisions.share_of_amount import share_of_amount
from bot.decisions.statutory_retirement_age import statutory_retirement_age
from bot.decisions.unemployment_benefit_months import unemployment_benefit_months
from bot.decisions.working_age import working_age

DECISIONS: dict[str, DecisionKind] = {
    "age_limit": age_limit,
    "amount_by_age": amount_by_age,
    "answer_is": answer_is,
    "contribution_months": contribution_months,
    "months_at_least": months_at_least,
    "share_of_amount": share_of_amount,
    "statutory_retirement_age": statutory_retirement_age,
    "unemployment_benefit_months": unemployment_benefit_months,
    "working_age": working_age,
}

OUTCOMES: dict[str, tuple[str, ...]] = {
    "age_limit": ("within", "over", "under", "no_limit"),
    "amount_by_age": ("amount", "too_young", "no_table"),
    "answer_is": ("so", "otherwise"),
    "contribution_months": ("enough", "missing"),
    "months_at_least": ("enough", "missing"),
    "share_of_amount": ("share",),
    "statutory_retirement_age": ("reached", "early_possible", "not_yet"),
    "unemployment_benefit_months": ("months", "left_only", "too_short"),
    "working_age": ("within", "too_young", "too_old", "no_limit"),
}
"""Every outcome that a decision can come to: a service file has a sentence for each."""

__all__ = ["DECISIONS", "OUTCOMES", "DecisionKind", "Outcome"]
