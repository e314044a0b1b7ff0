"""What one sentence asks about a service: often one thing, sometimes several. 社保卡要带什么，多久，多少钱."""

from __future__ import annotations

import re
from collections.abc import Iterator

from actions.sitting import Sitting

MONEY = frozenset({"fee", "amount"})
ALSO = 0.25
"""From this confidence on, a second act is what was asked too."""
MOST = 3
"""More answers in one reply would not be kept in mind."""
WORDS = {
    "bringing": "materials",
    "qualifying": "eligibility",
    "how_long": "time",
    "how_much": "amount",
    "getting": "amount",
    "cost_asked": "fee",
    "going_where": "where",
}
"""Steering words of data/asks.yml, and what they ask."""
_MARKS = re.compile(r"[,。?!;:、…\s]+")
TAIL = 4
"""Characters after the words of a question that only round it off: 多久能拿到手."""


def asked_for(sitting: Sitting, act: str, *, pays: bool) -> tuple[str, ...]:
    """The acts that are asked for, in the order of the words; `act` is what was understood, `pays` says that the service gives money.

    多少钱 may mean either way of the money. Words count that are a question by themselves, so that 交多久才能领 asks no time.
    """
    asks, text = sitting.desk.catalogue.asks, sitting.utterance.text.lower()
    money = "amount" if pays and not (asks.said("cost", text) or asks.said("cost_asked", text)) else "fee"
    near = {one.name for one in sitting.utterance.acts if one.confidence >= ALSO}
    understood = money if act in MONEY and near >= MONEY else act
    said = {act: at for at, act in _said(sitting, text, money)}
    if act in MONEY or act == "time":  # the one asked for sure, the other may stand anywhere
        said |= {other: at for words, other in (("how_long", "time"), ("how_much", money)) if (at := _first(asks.words[words], text)) >= 0}
    if understood in MONEY:
        said = {other: at for other, at in said.items() if other not in MONEY}
        said[understood] = max(_first((*asks.words["how_much"], *asks.words["cost_asked"]), text), 0)
    said.setdefault(understood, -1)
    acts = sorted(said, key=lambda one: said[one])[:MOST]
    if len(acts) == 1 or "amount" not in acts or understood in MONEY or _first(asks.words["getting"], text) >= 0:
        return tuple(acts)
    return tuple(
        act for one in acts for act in (("fee", "amount") if one == "amount" else (one,))
    )  # beside other questions either is meant


def _said(sitting: Sitting, text: str, money: str) -> Iterator[tuple[int, str]]:
    """Each act whose words are a question by themselves, and where they stand; `money`: what 多少钱 asks."""
    asks, services = sitting.desk.catalogue.asks, sitting.desk.catalogue.services.values()
    named = sorted((name.lower() for one in services for name in (one.title.zh, *one.names)), key=len, reverse=True)
    acts = {words: money if words == "how_much" else act for words, act in WORDS.items()}
    found = [(text.find(word), len(word), act) for words, act in acts.items() for word in asks.words[words] if word in text]
    ends = 0
    for at, size, act in sorted(found, key=lambda one: (one[0], -one[1])):
        if at < ends:
            continue
        marks = [m.end() for m in _MARKS.finditer(text, ends, at)]
        before = text[marks[-1] if marks else ends : at]
        for name in named:
            before = before.replace(name, "")
        for word in sorted(asks.words["around_asking"], key=len, reverse=True):
            before = before.replace(word, "")
        ends = at + size
        if not before and _rounds_off(text, ends, [place for place, _, _ in found]):
            yield at, act


def _rounds_off(text: str, ends: int, others: list[int]) -> bool:
    """Whether hardly anything follows before the next mark or question."""
    mark = _MARKS.search(text, ends)
    stops = [mark.start() if mark else len(text), *(at for at in others if at >= ends)]
    return min(stops) - ends <= TAIL


def _first(words: tuple[str, ...], text: str) -> int:
    """Where the first of these words stands; -1 for none."""
    return min((at for word in words if (at := text.find(word)) >= 0), default=-1)
