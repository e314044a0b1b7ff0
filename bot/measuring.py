"""How well labelled sentences were understood: shares, a row for each class, what is taken for what, the surest errors.

Labels are those of the outside contract. `out_of_scope` said of what is ours
is lost; any other act said of what is out of scope is accepted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

OUT_OF_SCOPE = "out_of_scope"
NO_SERVICE = "-"
"""How a table names that no service is meant."""


@dataclass(frozen=True)
class Answer:
    """One labelled sentence and what was understood. Confidences are 0–1."""

    text: str
    service: str | None
    act: str
    heard_service: str | None
    heard_act: str
    service_confidence: float
    act_confidence: float
    milliseconds: float

    @property
    def ours(self) -> bool:
        """Whether it is something that the assistant does."""
        return self.act != OUT_OF_SCOPE


@dataclass(frozen=True)
class Shares:
    """Of one set: shares 0–1 of its sentences; None where it has none of the kind."""

    sentences: int
    service: float | None
    """Of what is ours: the service, or that there is none, is right."""
    act: float | None
    """Of what is ours: the act is right."""
    accepted: float | None
    """Of what is out of scope: taken for a service or an act of ours."""
    milliseconds: float
    """Median time of one sentence."""


@dataclass(frozen=True)
class Row:
    """One class: of those heard as it how many were it, of those that were it how many were heard."""

    name: str
    sentences: int
    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(frozen=True)
class Confusion:
    """How often one class was taken for another."""

    meant: str
    heard: str
    times: int


Labels = Callable[[Answer], tuple[str, str]]
"""(meant, heard) of an answer."""


def acts(answer: Answer) -> tuple[str, str]:
    """The act that was meant, and the one that was heard."""
    return answer.act, answer.heard_act


def services(answer: Answer) -> tuple[str, str]:
    """The service that was meant, and the one that was heard."""
    return answer.service or NO_SERVICE, answer.heard_service or NO_SERVICE


def shares(answers: Sequence[Answer]) -> Shares:
    """The figures of one set. Raises ValueError for an empty one."""
    if not answers:
        raise ValueError("nothing to measure: the set is empty")
    ours = [a for a in answers if a.ours]
    others = [a for a in answers if not a.ours]
    return Shares(
        sentences=len(answers),
        service=_share([a.service == a.heard_service for a in ours]),
        act=_share([a.act == a.heard_act for a in ours]),
        accepted=_share([a.heard_act != OUT_OF_SCOPE or a.heard_service is not None for a in others]),
        milliseconds=median(a.milliseconds for a in answers),
    )


def rows(answers: Sequence[Answer], labels: Labels) -> tuple[Row, ...]:
    """A row for each class that was meant, the least well heard first."""
    pairs = [labels(a) for a in answers]
    meant, heard = Counter(m for m, _ in pairs), Counter(h for _, h in pairs)
    right = Counter(m for m, h in pairs if m == h)
    found = [Row(name, n, right[name] / heard[name] if heard[name] else 0.0, right[name] / n) for name, n in meant.items()]
    return tuple(sorted(found, key=lambda row: (row.f1, row.name)))


def confusions(answers: Sequence[Answer], labels: Labels) -> tuple[Confusion, ...]:
    """What was taken for what, the most frequent first."""
    pairs = Counter(pair for pair in map(labels, answers) if pair[0] != pair[1])
    return tuple(Confusion(meant, heard, n) for (meant, heard), n in sorted(pairs.items(), key=lambda one: (-one[1], one[0])))


def worst(answers: Sequence[Answer]) -> tuple[Answer, ...]:
    """The errors, those first of which we were surest."""
    wrong = [a for a in answers if a.act != a.heard_act or (a.ours and a.service != a.heard_service)]
    return tuple(sorted(wrong, key=lambda a: -max(_surety(a))))


def _surety(answer: Answer) -> tuple[float, ...]:
    """How sure we were of what was wrong."""
    act = (answer.act_confidence,) if answer.act != answer.heard_act else ()
    service = (answer.service_confidence,) if answer.service != answer.heard_service else ()
    return act + service


def _share(held: list[bool]) -> float | None:
    return sum(held) / len(held) if held else None
