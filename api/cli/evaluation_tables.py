"""What `nuanban evaluate` prints."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from rich.table import Table

from bot.measuring import Answer, Labels, acts, confusions, rows, services, shares, worst

PAIRS = 15
"""Confusion pairs that are shown."""
KINDS: tuple[tuple[str, Labels], ...] = (("act", acts), ("service", services))


def tables(sets: Mapping[str, Sequence[Answer]], together: Sequence[Answer], errors: int) -> Iterator[Table]:
    """Figures by set; then, over all sets, classes, confusions and the surest errors."""
    yield _figures(sets)
    for name, labels in KINDS:
        yield _classes(name, together, labels)
        yield _confusions(name, together, labels)
    if errors:
        yield _errors(together, errors)


def _table(title: str, words: Sequence[str], numbers: Sequence[str]) -> Table:
    table = Table(title=title, title_justify="left")
    for word in words:
        table.add_column(word, overflow="fold")
    for number in numbers:
        table.add_column(number, justify="right")
    return table


def _figures(sets: Mapping[str, Sequence[Answer]]) -> Table:
    table = _table("How well it is understood", ["set"], ["sentences", "service", "act", "taken for ours", "ms"])
    for name, answers in sets.items():
        of = shares(answers)
        table.add_row(name, str(of.sentences), *(_share(one) for one in (of.service, of.act, of.accepted)), f"{of.milliseconds:.1f}")
    return table


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def _classes(name: str, answers: Sequence[Answer], labels: Labels) -> Table:
    table = _table(f"By {name}, the least well understood first", [name], ["sentences", "precision", "recall", "F1"])
    for row in rows(answers, labels):
        table.add_row(row.name, str(row.sentences), f"{row.precision:.2f}", f"{row.recall:.2f}", f"{row.f1:.2f}")
    return table


def _confusions(name: str, answers: Sequence[Answer], labels: Labels) -> Table:
    table = _table(f"Which {name} is taken for which", ["meant", "heard"], ["times"])
    for one in confusions(answers, labels)[:PAIRS]:
        table.add_row(one.meant, one.heard, str(one.times))
    return table


def _errors(answers: Sequence[Answer], count: int) -> Table:
    table = _table("The surest errors", ["sentence", "meant", "heard"], [])
    for answer in worst(answers)[:count]:
        (act, heard_act), (service, heard_service) = acts(answer), services(answer)
        table.add_row(answer.text, f"{act} · {service}", f"{heard_act} · {heard_service}")
    return table
