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
from bot.decisions.childcare_instalments import childcare_instalments
from bot.decisions.contribution_months import contribution_months
from bot.decisions.household_and_home import household_and_home
from bot.decisions.outcome import DecisionKind, Outcome
from bot.decisions.school_age import school_age
from bot.decisions.season import season
from bot.decisions.statutory_retirement_age import statutory_retirement_age

DECISIONS: dict[str, DecisionKind] = {
    "age_limit": age_limit,
    "amount_by_age": amount_by_age,
    "answer_is": answer_is,
    "childcare_instalments": childcare_instalments,
    "contribution_months": contribution_months,
    "household_and_home": household_and_home,
    "school_age": school_age,
    "season": season,
    "statutory_retirement_age": statutory_retirement_age,
}

OUTCOMES: dict[str, tuple[str, ...]] = {
    "age_limit": ("within", "over", "under", "no_limit"),
    "amount_by_age": ("amount", "too_young", "no_table"),
    "answer_is": ("so", "otherwise"),
    "childcare_instalments": ("yearly", "by_months", "ended", "too_old", "late"),
    "contribution_months": ("enough", "missing"),
    "household_and_home": ("both", "household_only", "home_only", "neither"),
    "school_age": ("ready", "not_yet", "earlier", "ask_locally"),
    "season": ("open", "closed", "unknown"),
    "statutory_retirement_age": ("reached", "early_possible", "not_yet"),
}
"""Every outcome that a decision can come to: a service file has a sentence for each."""

__all__ = ["DECISIONS", "OUTCOMES", "DecisionKind", "Outcome"]
