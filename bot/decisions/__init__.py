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
from bot.decisions.deadline import deadline
from bot.decisions.id_card_validity import id_card_validity
from bot.decisions.marriage_age import marriage_age
from bot.decisions.outcome import DecisionKind, Outcome
from bot.decisions.statutory_retirement_age import statutory_retirement_age
from bot.decisions.waiting_period import waiting_period
from bot.decisions.yearly_stamp import yearly_stamp

DECISIONS: dict[str, DecisionKind] = {
    "age_limit": age_limit,
    "amount_by_age": amount_by_age,
    "answer_is": answer_is,
    "contribution_months": contribution_months,
    "deadline": deadline,
    "id_card_validity": id_card_validity,
    "marriage_age": marriage_age,
    "statutory_retirement_age": statutory_retirement_age,
    "waiting_period": waiting_period,
    "yearly_stamp": yearly_stamp,
}

OUTCOMES: dict[str, tuple[str, ...]] = {
    "age_limit": ("within", "over", "under", "no_limit"),
    "amount_by_age": ("amount", "too_young", "no_table"),
    "answer_is": ("so", "otherwise"),
    "contribution_months": ("enough", "missing"),
    "deadline": ("within", "past"),
    "id_card_validity": ("five_years", "ten_years", "twenty_years", "lifelong"),
    "marriage_age": ("of_age", "too_young"),
    "statutory_retirement_age": ("reached", "early_possible", "not_yet"),
    "waiting_period": ("reached", "waiting"),
    "yearly_stamp": ("due", "early", "lapsed"),
}
"""Every outcome that a decision can come to: a service file has a sentence for each."""

__all__ = ["DECISIONS", "OUTCOMES", "DecisionKind", "Outcome"]
