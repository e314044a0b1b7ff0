"""Which runs of digits are somebody's number, and which are public, a date, an amount or a count."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from stdnum import luhn

from api.masking.personal import Personal
from api.masking.runs import Group, Run, joined, runs, tight
from bot.chinese import LONGEST

PUBLIC = frozenset(
    """
    110 119 120 122 10000 10010 10086 10099 11183 11185 12110 12119 12306 12315 12320 12329 12333 12338 12345
    12348 12355 12356 12366 12367 12380 12388 12389 12393 95598 96110 96198
    """.split()  # noqa: SIM905 - a list of numbers, not of code
)
"""Emergency, government and carriers' numbers that everyone may call."""

_PUBLIC_FORM = re.compile(r"(?:955\d{2}|9[56]\d{3,4}|[48]00\d{7}|1010\d{4})")
"""Banks and insurers (955xx), cities' lines (96xxx), 400 and 800 numbers."""
_MOBILE = re.compile(r"(?:(?:00)?86)?(1[3-9]\d{9})")
_LANDLINE = re.compile(r"(?:(?:00)?86)?(0(?:10|2\d|[3-9]\d{2})[1-9]\d{6,7})")
_LONGEST = 21
_MONEY_BEHIND = re.compile(r" ?(?:元|块|万|亿|人民币|平方|平米|㎡|%)")


@dataclass(frozen=True)
class _Seen:
    """An identifier in groups `first` to `last` of a run; the higher its strength, the surer."""

    strength: int
    first: int
    last: int
    kind: str
    value: str
    x: bool = False


def find_numbers(text: str, public: Collection[str]) -> Iterator[Personal]:
    """Every number that belongs to somebody. `public` are numbers of offices, digits only."""
    for run in runs(text):
        yield from _in_run(text, run, public)


def is_public(digits: str, public: Collection[str]) -> bool:
    """Whether everyone may know this telephone number."""
    return digits in PUBLIC or digits in public or _PUBLIC_FORM.fullmatch(digits) is not None


def _in_run(text: str, run: Run, public: Collection[str]) -> Iterator[Personal]:
    taken = _surest(list(_candidates(run, public)))
    for seen in taken:
        if seen.kind != "public":
            end = run.x_end if seen.x and run.x_end is not None else run.groups[seen.last].end
            yield Personal(_with_plus(text, run.groups[seen.first].start), end, seen.kind, seen.value)
    beside = any(seen.kind != "public" for seen in taken)
    for rest in _untaken(run, taken):
        if _is_long(text, rest, beside=beside):
            yield Personal(rest[0].start, rest[-1].end, "number", joined(rest))


def _candidates(run: Run, public: Collection[str]) -> Iterator[_Seen]:
    for first in range(len(run.groups)):
        digits = ""
        for last in range(first, len(run.groups)):
            digits += run.groups[last].digits
            if len(digits) > _LONGEST:
                break
            x = run.x_end is not None and last == len(run.groups) - 1
            yield from _identifiers(run.groups[first : last + 1], digits, first, last, public, x)


def _identifiers(groups: Sequence[Group], digits: str, first: int, last: int, public: Collection[str], x: bool) -> Iterator[_Seen]:
    """What these groups together may be."""
    if is_public(digits, public) and all(len(group.digits) >= 3 for group in groups):
        yield _Seen(3, first, last, "public", digits)
        return
    if x and len(digits) == 17 and _born(digits[6:14]):
        yield _Seen(8, first, last, "resident_id", digits + "X", x=True)
    if len(digits) == 18 and _born(digits[6:14]):
        yield _Seen(8 if _check_digit(digits) else 7, first, last, "resident_id", digits)
    if len(digits) == 15 and _born("19" + digits[6:12]) and _whole(groups, (6, 6, 3)):
        yield _Seen(5, first, last, "resident_id", digits)
    if 16 <= len(digits) <= 19 and digits[0] in "34569":
        if luhn.is_valid(digits):
            yield _Seen(6, first, last, "bank_card", digits)
        elif len(groups) == 1 or all(len(group.digits) == 4 for group in groups[:-1]):
            yield _Seen(2, first, last, "bank_card", digits)
    for strength, pattern in ((5, _MOBILE), (4, _LANDLINE)):
        if match := pattern.fullmatch(digits):
            yield _Seen(strength, first, last, "phone", match[1])


def _surest(found: list[_Seen]) -> list[_Seen]:
    """Those that do not overlap, the surest and longest first."""
    taken: list[_Seen] = []
    for seen in sorted(found, key=lambda s: (-s.strength, -len(s.value), s.first)):
        if all(seen.last < other.first or other.last < seen.first for other in taken):
            taken.append(seen)
    return taken


def _untaken(run: Run, taken: Sequence[_Seen]) -> Iterator[tuple[Group, ...]]:
    """Neighbouring groups that belong to no identifier."""
    held = {index for seen in taken for index in range(seen.first, seen.last + 1)}
    rest: list[Group] = []
    for index, group in enumerate(run.groups):
        if index not in held:
            rest.append(group)
        elif rest:
            yield tuple(rest)
            rest = []
    if rest:
        yield tuple(rest)


def _is_long(text: str, groups: Sequence[Group], *, beside: bool) -> bool:
    """Whether groups that are no known identifier are too long to be a date, an amount or a count.

    Beside an identifier less is enough, and least where the text was cut: it may be one's beginning.
    """
    digits = joined(groups)
    said = any(group.spoken for group in groups)
    cut = groups[-1].end == len(text) >= LONGEST
    least = 4 if cut else 5 if beside and _all_tight(text, groups) else 7 if said else 9
    if len(digits) < least:
        return False
    if len(groups) == 1:
        return not _is_money(text, groups)
    return not (_are_dates(groups) or _counts(groups) or _is_money(text, groups))


def _all_tight(text: str, groups: Sequence[Group]) -> bool:
    return all(tight(text, left, right) for left, right in pairwise(groups))


def _is_money(text: str, groups: Sequence[Group]) -> bool:
    """1,234,567.89 or 1234567890, with 元 or the like behind."""
    if not _MONEY_BEHIND.match(text, groups[-1].end) or any(group.spoken for group in groups):
        return False
    return re.fullmatch(r"\d{1,10}(?:\.\d{1,2})?|\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?", text[groups[0].start : groups[-1].end]) is not None


def _are_dates(groups: Sequence[Group]) -> bool:
    """2026-03-05, 2026-03-05 10:30, 2026.3.5, 2026.4.5"""
    at = 0
    while at < len(groups):
        if at + 2 < len(groups) and _is_day(groups[at].digits, groups[at + 1].digits, groups[at + 2].digits):
            at += 3
        elif at > 0 and len(groups[at].digits) <= 2:
            at += 1
        else:
            return False
    return True


def _is_day(year: str, month: str, day: str) -> bool:
    if len(year) != 4 or year[:2] not in ("19", "20") or len(month) > 2 or len(day) > 2:
        return False
    return 1 <= int(month) <= 12 and 1 <= int(day) <= 31


def _counts(groups: Sequence[Group]) -> bool:
    """1、2、3、4 or 2024、2025、2026."""
    steps = {int(right.digits) - int(left.digits) for left, right in pairwise(groups)}
    return steps == {1} and all(len(group.digits) <= 4 for group in groups)


def _born(digits: str) -> bool:
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return 1850 <= born.year < 2100


def _whole(groups: Sequence[Group], lengths: tuple[int, ...]) -> bool:
    """Written in one piece, in these lengths, or digit by digit."""
    found = tuple(len(group.digits) for group in groups)
    return len(found) == 1 or found == lengths or set(found) == {1}


_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def _check_digit(digits: str) -> bool:
    """GB 11643: the sum of the first 17 by their weights, modulo 11."""
    return "10X98765432"[sum(int(d) * w for d, w in zip(digits, _WEIGHTS, strict=False)) % 11] == digits[17]


def _with_plus(text: str, start: int) -> int:
    return start - 1 if start and text[start - 1] == "+" else start
