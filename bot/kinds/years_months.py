"""Lengths of time in years and months: 15年零3个月."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from bot.catalogue.models import Question
from bot.chinese import NUMBER, number_of
from bot.kinds import Found, Moment, Problem, Unasked, Value
from bot.kinds.asking import clause_at

_N = rf"(?:{NUMBER}|半)"
_SPAN = re.compile(
    rf"(?<![0-9第零])(?:(?P<years>{_N})(?P<odd>多|来)?(?:个)?(?:年头|年)(?P<half>半)?(?:多)?(?!开始|起|就开始|[0-9一二三四五六七八九十]+月)"
    rf"(?:[零又加,、 和]{{0,2}}(?P<months>{_N})(?:个月|个多月)(?P<half_month>半)?)?"
    rf"|(?P<only>{_N})(?:个月|个多月))"
)
_WORKED = re.compile(r"干了|做了|干过|做过|上了|上班|工作|打工|工龄|待了|呆了")
_PAID = re.compile(r"[交缴]|保险|社保|养老")
_LONGEST = 70
"""Years; more is a calendar year."""


class YearsMonths:
    """A length of time, value: months. Settings: `min` and `max`, months; `paid`, years of work (干了六年) are no answer."""

    name = "years_months"
    unasked: Unasked = "clear"
    cues: tuple[str, ...] = ("缴了", "交了", "干了", "工龄", "年限", "社保")

    def find(self, text: str, question: Question, at: Moment, *, asked: bool) -> Iterable[Found]:
        """15年零3个月, 十八年半, 一百八十个月; when asked also a bare number of years."""
        found = [f for said in _SPAN.finditer(text) if (f := _length(said, question))]
        found = found if found or not asked else list(_bare(text, question))
        return [replace(f, problem=_worked(text, f)) if question.settings.get("paid") and f.problem is None else f for f in found]

    def show(self, value: Value, question: Question, at: Moment) -> str:
        """15年3个月."""
        years, months = divmod(int(value or 0), 12)
        parts = [f"{years}年" if years else "", f"{months}个月" if months else ""]
        return "".join(parts) or "0个月"

    def speak(self, value: Value, question: Question, at: Moment) -> str:
        """15年零3个月."""
        years, months = divmod(int(value or 0), 12)
        return f"{years}年零{months}个月" if years and months else self.show(value, question, at)


def _length(said: re.Match[str], question: Question) -> Found | None:
    if said["only"]:
        months = number_of(said["only"])
    else:
        years, extra = number_of(said["years"]), number_of(said["months"] or "零")
        if years is None or extra is None or years > _LONGEST:
            return None
        months = years * 12 + extra + (6 if said["half"] else 0)
    if months is None:
        return None
    return Found(said.start(), said.end(), int(months), _outside(int(months), question))


def _worked(text: str, found: Found) -> Problem | None:
    """Whether the clause speaks of work and not of what was paid."""
    start, end = clause_at(text, found.start, found.end)
    worked = _WORKED.search(text[start:end]) and not _PAID.search(text)
    return Problem("kinds.years_months.worked") if worked else None


def _bare(text: str, question: Question) -> Iterable[Found]:
    for said in re.finditer(rf"(?<![0-9.第]){NUMBER}(?![0-9年月号日岁])", text):
        years = number_of(said[0])
        if years is None or (said[0] == "一" and re.match(r"[下些点直起样会边定]", text[said.end() :])):
            continue
        if years > _LONGEST:
            yield Found(said.start(), said.end(), str(years), Problem("kinds.years_months.unit"))
        else:
            months = int(years * Decimal(12))
            yield Found(said.start(), said.end(), months, _outside(months, question))


def _outside(months: int, question: Question) -> Problem | None:
    low, high = int(question.settings.get("min", 0)), int(question.settings.get("max", _LONGEST * 12))
    return None if low <= months <= high else Problem("kinds.years_months.range")
