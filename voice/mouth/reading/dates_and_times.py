"""Days and hours as they are said: years digit by digit, 14:05 as 十四点零五分."""

from __future__ import annotations

import re

from voice.mouth.reading.numerals import one_by_one, quantity

_TO = r" ?(?:-|~|—{1,2}|至|到) ?"
_YEAR, _MONTH, _DAY = r"(?:1[0-9]|20|21)\d{2}", r"(?:0?[1-9]|1[0-2])", r"(?:0?[1-9]|[12]\d|3[01])"
_HOUR, _MINUTE = r"(?:[01]?\d|2[0-4])", r"[0-5]\d"
_FREE, _END = r"(?<![\d./-])", r"(?![\d]|[./-]\d)"
_WHEN = r"(?= ?(?:号|前|后|起|以前|之前|以后|开始|截止|当天|这天|那天|上午|下午|晚上|早上|周|星期|[(（](?:周|星期)))"

_FULL = re.compile(rf"{_FREE}({_YEAR})(-|/|\.)({_MONTH})\2({_DAY})(?:T(?=\d))?(?![\d]|[./-]\d)")
_YEAR_MONTH = re.compile(rf"{_FREE}({_YEAR})[-/.](0[1-9]|1[0-2])(?![\d%元块万亿年]|[./-]\d)")
_YEARS = re.compile(rf"(?<!\d)({_YEAR}){_TO}({_YEAR})(?= ?(?:年|学年))")
_YEAR_ALONE = re.compile(r"(?<![\d.])([12]\d{3}) ?(?=年(?!限)|学年|届|版|级(?:学生|新生))|(?<=[〔\[(（])((?:19|20)\d\d)(?=[〕\])）])")
_SHORT_YEAR = re.compile(r"(?<![\d.])(\d{2})(?=年(?:\d{1,2}月|[上下]半年|[春夏秋冬]))|(?<=[零一二三四五六七八九]年到)(\d{2})(?=年)")
_MONTH_DAY = re.compile(rf"(?<!\d)({_MONTH})月({_DAY})(?=日|号|{_TO})")
_DAYS = re.compile(rf"(?<=月)({_DAY}){_TO}({_DAY})(?=日|号)")
_POINTED_RANGE = re.compile(rf"{_FREE}({_MONTH})\.({_DAY}){_TO}({_MONTH})\.({_DAY}){_END}(?![%元万亿块度个])")
_POINTED = re.compile(rf"{_FREE}(1[0-2]|0?[1-9])\.(0[1-9]|[12]\d|3[01]){_END}{_WHEN}")
_DATES_TO = re.compile(r"(?<=[日号月年])(?: ?(?:-|~|—{1,2}) ?)(?=[零一二三四五六七八九十\d])")
_CLOCK = re.compile(rf"(?<![\d:.])({_HOUR}):({_MINUTE})(?::({_MINUTE}))?(?![\d:])")
_CLOCKS_TO = re.compile(r"(?<=[点分十五〇零一二三四六七八九])(?: ?(?:-|~|—{1,2}|至) ?)(?=[零一二三四五六七八九十两]{1,3}点)")
_RATIO = re.compile(r"(?<![\d:.])(\d{1,4}):(\d{1,4})(?![\d:])")


def dates(text: str) -> str:
    """2026-11-22, 2026/3/5, 2024.3.5, 11.22起 and 3月5日-8日 in words; a year is read digit by digit."""
    text = _FULL.sub(lambda m: f"{one_by_one(m[1])}年{quantity(str(int(m[3])))}月{quantity(str(int(m[4])))}日", text)
    text = _YEARS.sub(lambda m: f"{one_by_one(m[1])}到{one_by_one(m[2])}", text)
    text = _YEAR_MONTH.sub(lambda m: f"{one_by_one(m[1])}年{quantity(str(int(m[2])))}月", text)
    text = _YEAR_ALONE.sub(lambda m: one_by_one(m[1] or m[2]), text)
    text = _SHORT_YEAR.sub(lambda m: one_by_one(m[0]), text)
    text = _DAYS.sub(r"\1到\2", text)
    text = _MONTH_DAY.sub(lambda m: f"{quantity(str(int(m[1])))}月{quantity(str(int(m[2])))}", text)
    text = _POINTED_RANGE.sub(lambda m: f"{_month_day(m[1], m[2])}到{_month_day(m[3], m[4])}", text)
    text = _POINTED.sub(lambda m: _month_day(m[1], m[2]), text)
    text = re.sub(r"(日)(号)", r"\1", text)
    text = re.sub(r"(?<!\d)0([1-9])(?=[月日号])", r"\1", text)
    return re.sub(r"(?<=日) (?=\d)", "", _DATES_TO.sub("到", text))


def times(text: str) -> str:
    """9:30 → 九点三十, 14:05 → 十四点零五分, 9:00-17:00 → 九点到十七点; 1:1 is a ratio."""
    text = _CLOCK.sub(_clock, text)
    text = _CLOCKS_TO.sub("到", text)
    return _RATIO.sub(lambda m: f"{quantity(m[1])}比{quantity(m[2])}", text)


def _month_day(month: str, day: str) -> str:
    return f"{quantity(str(int(month)))}月{quantity(str(int(day)))}日"


def _clock(match: re.Match[str]) -> str:
    hour, minute, second = int(match[1]), int(match[2]), int(match[3] or 0)
    said = ("两" if hour == 2 else quantity(str(hour))) + "点"
    if minute:
        said += quantity(str(minute)) if minute >= 10 else f"零{quantity(str(minute))}分"
    if second:
        said += ("" if minute else "零分") + ("分" if minute >= 10 else "") + f"{quantity(str(second))}秒"
    return said
