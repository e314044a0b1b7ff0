"""What an application needs next, worked out from what it has: no step is stored."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from actions.drafts import Draft
from bot.catalogue import Catalogue
from bot.catalogue.models import Instead, Question, Service
from bot.decisions import DECISIONS, Outcome

PHASES = ("eligibility", "identity", "details", "review", "done")


@dataclass(frozen=True)
class Ask:
    """Put this question."""

    question: Question
    phase: str


@dataclass(frozen=True)
class Decided:
    """A decision's sentence and its values, which say something of the resident: they go through the vault."""

    words: str
    values: Mapping[str, str]


@dataclass(frozen=True)
class NotEligible:
    """This service is not for this resident; `instead` says what is."""

    instead: Instead
    said: Decided
    because: str | None
    """Key of the answer that decided, so that it can be changed."""


@dataclass(frozen=True)
class NotHere:
    """The region is known but hands in its cases elsewhere."""

    region: str


@dataclass(frozen=True)
class AskConsent:
    """Ask whether these record fields may be read."""

    fields: tuple[str, ...]


@dataclass(frozen=True)
class Review:
    """Everything is there: read it back."""


Step = Ask | NotEligible | NotHere | AskConsent | Review


@dataclass(frozen=True)
class Known:
    """What is known while the next step is worked out."""

    values: Mapping[str, Any]
    """Question key → opened value; None when skipped."""
    verified: bool
    identity: frozenset[str]
    """Which of name and resident_id have been said."""
    language: str = "zh"


def next_step(catalogue: Catalogue, service: Service, draft: Draft, known: Known, today: date) -> Step:
    """The first thing that is missing: region, eligibility, identity, consent, questions, review."""
    if (barred := _barred(service, known, today)) and barred.instead.urgent:
        return barred  # whoever is hungry is not asked for the district first
    if draft.region is None:
        return Ask(catalogue.asks["region"], "eligibility")
    region = catalogue.regions.get(draft.region)
    if region is None or not _accepts(catalogue, draft.region):
        return NotHere(draft.region)
    if barred:
        return barred
    if question := next(unanswered(service.eligibility, known.values), None):
        return Ask(question, "eligibility")
    if not known.verified:
        missing = next((key for key in ("name", "resident_id") if key not in known.identity), "code")
        return Ask(catalogue.asks[missing], "identity")
    if draft.consent is None and (fields := fetchable(catalogue, service, known.values)):
        return AskConsent(fields)
    if question := next(unanswered(service.questions, known.values), None):
        return Ask(question, "details")
    return Review()


def unanswered(questions: tuple[Question, ...], values: Mapping[str, Any]) -> Iterator[Question]:
    """Questions that apply and have no answer yet, in the file's order."""
    return (q for q in questions if q.key not in values and holds(q.only_if, values))


def holds(condition: Mapping[str, tuple[str, ...]], values: Mapping[str, Any]) -> bool:
    """Whether every key of the condition has one of its values."""
    return all(key in values and as_condition(values[key]) in allowed for key, allowed in condition.items())


def standing(service: Service, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values whose questions apply, in the file's order: an answer that a correction has made pointless does not count."""
    kept: dict[str, Any] = {}
    for question in (*service.eligibility, *service.questions):
        if question.key in values and holds(question.only_if, kept):
            kept[question.key] = values[question.key]
    return kept


def undecided(condition: Mapping[str, tuple[str, ...]], values: Mapping[str, Any]) -> bool:
    """Whether the condition may still come to hold: nothing known contradicts it."""
    return all(key not in values or as_condition(values[key]) in allowed for key, allowed in condition.items())


def as_condition(value: Any) -> str:
    """A value as conditions and outcomes write it: yes, no, an option, a date."""
    return {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)


def same_value(one: Any, other: Any) -> bool:
    """Whether two values say the same: records write yes and no as words."""
    return as_condition(one) == as_condition(other)


def fetchable(catalogue: Catalogue, service: Service, values: Mapping[str, Any]) -> tuple[str, ...]:
    """Record fields that could answer an open question, or decide over an answer, and that there is a legal basis for."""
    open_ones = (q.record for q in unanswered(service.questions, values) if q.record)
    deciding = (q.record for q in answered_by_records(catalogue, service, values) if q.record)
    return tuple(dict.fromkeys(field for field in (*open_ones, *deciding) if catalogue.records[field].basis))


def answered_by_records(catalogue: Catalogue, service: Service, values: Mapping[str, Any]) -> Iterator[Question]:
    """Questions with an answer over which the applicant's own record decides."""
    if not concerns_applicant(service, values):
        return
    for question in (*service.eligibility, *service.questions):
        if question.record and catalogue.records[question.record].authoritative and values.get(question.key) is not None:
            yield question


def concerns_applicant(service: Service, values: Mapping[str, Any]) -> bool:
    """Whether, by these answers, the service is about the resident who applies; also when the file does not say."""
    return service.about is None or holds(service.about.self_if, values)


def decide(service: Service, values: Mapping[str, Any], today: date) -> Iterator[tuple[str, Outcome]]:
    """Each decision that has its answers, with what it came to."""
    for decision in service.decisions:
        given = {name: _plain(values[key]) for name, key in decision.given.items() if values.get(key) is not None}
        outcome = DECISIONS[decision.kind](given, decision.settings, today)
        if outcome is not None:
            yield decision.key, outcome


def _plain(value: Any) -> Any:
    return as_condition(value) if isinstance(value, bool) else value


def decision_says(service: Service, values: Mapping[str, Any], today: date, language: str) -> list[Decided]:
    """What the decisions have to tell somebody who qualifies."""
    told = []
    for key, outcome in decide(service, values, today):
        decision = next(d for d in service.decisions if d.key == key)
        if words := decision.says.get(outcome.name):
            told.append(Decided(words.in_(language), dict(outcome.values)))
    return told


def newly_decided(service: Service, before: Mapping[str, Any], now: Mapping[str, Any], today: date, language: str) -> list[Decided]:
    """What the decisions have to tell that came out only, or otherwise, with the newest answers."""
    earlier = decision_says(service, before, today, language)
    return [told for told in decision_says(service, now, today, language) if told not in earlier]


def _barred(service: Service, known: Known, today: date) -> NotEligible | None:
    for question in (*service.eligibility, *service.questions):
        if question.key in known.values and (instead := question.outcomes.get(as_condition(known.values[question.key]))):
            return NotEligible(instead, Decided(instead.say.in_(known.language), {}), question.key)
    for key, outcome in decide(service, known.values, today):
        decision = next(d for d in service.decisions if d.key == key)
        if instead := decision.outcomes.get(outcome.name):
            because = next((k for k in decision.given.values() if k in known.values), None)
            return NotEligible(instead, Decided(instead.say.in_(known.language), dict(outcome.values)), because)
    return None


def _accepts(catalogue: Catalogue, region: str) -> bool:
    return any(node.accepts for node in catalogue.regions.path(region))
