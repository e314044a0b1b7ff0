"""Whose each of two matters is: 先给我妈弄社保卡,然后给我爸弄认证; 社保卡是我妈的,认证是我爸的; 我要补卡,顺便给我老伴认证."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from bot.helping import helps
from bot.kin import SELF
from bot.named import Named, everybody, groups
from bot.served import I_WANT

Group = tuple[Named, ...]
_OWNS = re.compile(r"的(?:[,。;!?]|$)")


def paired(text: str, things: Mapping[str, Iterable[str]]) -> dict[str, tuple[str, ...]]:
    """Matter → keys of the people whose it is, in the order of the sentence; empty where that is not plain of all of them.

    `things`: each matter with what it is called. A matter that is not called by name is that of whoever is left; one that is
    called before anybody is named is nobody's.
    """
    people = _people(text)
    said = sorted(_said(text, things))
    if not people or not said:
        return {}
    if len(people) == 1:
        return _beside(text, people[0], said)
    first = said[0][0] < people[0][0].start
    whose: dict[str, list[Group]] = {}
    for at, thing in said:
        group = _next(people, at) if first else _last(people, at)
        if group is not None and group not in whose.setdefault(thing, []):
            whose[thing].append(group)
    left, unnamed = [one for one in people if not any(one in mine for mine in whose.values())], [one for one in things if one not in whose]
    if len(left) == len(unnamed) == 1:
        whose[unnamed[0]] = left
    elif left or unnamed:
        return {}
    in_order = sorted(whose, key=lambda thing: people.index(whose[thing][0]))
    return {thing: tuple(one.key for group in whose[thing] for one in group) for thing in in_order}


def part_of(text: str, people: Iterable[str]) -> str:
    """The sentence with commas in place of what is said from where others are named up to where the next ones are."""
    every, kept = _people(text), set(people)
    ends = [*(group[0].start for group in every[1:]), len(text)]
    for group, end in zip(every, ends, strict=False):
        if not kept & {one.key for one in group}:
            start = group[0].start
            text = f"{text[:start]}{',' * (end - start)}{text[end:]}"
    return text


def _people(text: str) -> list[Group]:
    """Who is named side by side, those who only help left out; 我要补卡 is for whoever talks."""
    named = [tuple(group) for group in groups(text, everybody(text)) if not helps(text, group[-1].end)]
    starts = {group[0].start for group in named}
    own = [(Named(SELF, m.start("who"), m.end()),) for m in I_WANT.finditer(text)]
    own = [one for one in own if one[0].end not in starts and not any(group[0].start <= one[0].start < group[-1].end for group in named)]
    return sorted([*named, *own], key=lambda group: group[0].start)


def _beside(text: str, group: Group, said: list[tuple[int, str]]) -> dict[str, tuple[str, ...]]:
    """卡丢了,顺便给我老伴认证: what was said first is not theirs."""
    before = {thing for at, thing in said if at < group[0].start}
    behind = {thing for at, thing in said if at >= group[-1].end}
    if len(before) != 1 or len(behind) != 1 or before == behind or _OWNS.match(text, group[-1].end):
        return {}
    return {before.pop(): (), behind.pop(): tuple(one.key for one in group)}


def _said(text: str, things: Mapping[str, Iterable[str]]) -> Iterator[tuple[int, str]]:
    """Where each matter is called by a name, the longest name first: 社保卡 in 宝宝社保卡 is no other one."""
    low = text.lower()
    for name, thing in sorted(((name, thing) for thing, names in things.items() for name in names if name), key=lambda one: -len(one[0])):
        while (at := low.find(name.lower())) >= 0:
            low = f"{low[:at]}{'_' * len(name)}{low[at + len(name) :]}"
            yield at, thing


def _last(people: list[Group], at: int) -> Group | None:
    return next((group for group in reversed(people) if group[0].start < at), None)


def _next(people: list[Group], at: int) -> Group | None:
    return next((group for group in people if group[0].start > at), None)
