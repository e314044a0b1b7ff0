"""Dates as people say them: 2026年3月5日, 上周三, 大前天, 65年3月, 三月初五."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from bot.catalogue.models import Question
from bot.chinese import NUMBER, number_of
from bot.kinds import Found, Moment, Problem, Unasked, Value

_DIGIT = "零〇一二三四五六七八九"
_SMALL = r"(?:[0-9]{1,2}|[一二三四五六七八九十廿卅]{1,3})"
_GAP = r"(?:[,、 ]*(?:哦|噢|嗯|呃|啊|那个|是|大概|好像|应该是)?[,、 ]*)"
_THOUSANDS = r"[两二]千零?[一二]?十?[一二三四五六七八九]?(?=年)"
"""两千年, 两千零八年."""
_YEAR = (
    rf"(?:(?P<year>(?:1[5-9]|20)[0-9]{{2}}|{_THOUSANDS}|[一二][八九零〇][{_DIGIT}]{{2}}|[0-9]{{2}}|[{_DIGIT}]{{2}})(?:年(?:的|那)?{_GAP})?"
    rf"|(?P<said_year>大前年|前年|去年|今年|本年|当年|明年|后年)(?:的|那)?{_GAP})"
)
_MONTH = rf"(?:(?P<month>{_SMALL})月份?|(?P<said_month>上上个?月|上个?月|这个?月|本月|当月|下个?月))(?:的|那)?(?:{_GAP}(?={_SMALL}[号日]))?"
_DAY = rf"(?P<day>{_SMALL})(?P<day_mark>号|日|$|(?![0-9个岁元块年月天人周万千百点几多来一二三四五六七八九十.%]))"
_LUNAR = (
    r"(?:农历|阴历|旧历|老历|古历|正月|腊月|冬月|闰[一二三四五六七八九十]+月"
    rf"|初[一二三四五六七八九十]|{_SMALL}月(?:廿|卅)[一二三四五六七八九]?|除夕|大年(?:三十|初|夜)|端午|中秋|重阳|元宵|清明|七夕|小年)"
)

_FULL = re.compile(rf"(?<![0-9.])(?:{_YEAR})?{_MONTH}(?:{_DAY})?")
_NUMERIC = re.compile(
    r"(?<![0-9.])(?P<year>(?:1[5-9]|20)[0-9]{2}) ?(?P<mark>[./-]) ?(?P<month>[0-9]{1,2}) ?(?P=mark) ?(?P<day>[0-9]{1,2})(?![0-9])"
    r"|(?<![0-9.])(?P<y8>(?:19|20)[0-9]{2})(?P<m8>[0-9]{2})(?P<d8>[0-9]{2})(?![0-9xX])"
)
_SHORT = re.compile(
    r"(?<![0-9./-])(?P<year>(?:19|20)?[0-9]{2})[./-](?P<month>[0-9]{1,2})[./-](?P<day>[0-9]{1,2})(?![0-9./-])"
    r"|(?<![0-9./-])(?P<y>(?:19|20)[0-9]{2})[./-](?P<m>[0-9]{1,2})(?![0-9./-])"
    r"|(?<![0-9])(?P<y6>(?:19|20)[0-9]{2})(?P<m6>0[1-9]|1[0-2])(?![0-9])"
    r"|(?<![0-9./-])(?P<mm>[0-9]{1,2})[./-](?P<dd>[0-9]{1,2})(?![0-9./-]| ?(?:公斤|千克|斤|kg|KG|米|厘米|元|块|万|岁|度|%))"
)
_DAY_ALONE = re.compile(rf"(?<![0-9月.第])(?P<day>{_SMALL})[号日](?![楼门线院院])")
_YEAR_ALONE = re.compile(
    rf"(?<![0-9.第])(?:(?P<year>(?:19|20)[0-9]{{2}}|{_THOUSANDS}|[一二][九零〇][{_DIGIT}]{{2}}|[0-9]{{2}}|[{_DIGIT}]{{2}})年(?![级纪代龄半零又多0-9一二三四五六七八九十])"
    r"|(?P<said_year>大前年|前年|去年|今年|明年|后年)(?!都?已?经?[0-9一二三四五六七八九十]+[多来]?(?:岁|了|$)))"
)

_HERE_FOR = re.compile(
    rf"(?P<stay>(?:来|住|搬|待|呆)(?:过来|这边|这里|这儿|在这)*(?:了|有)?(?:快|大概|差不多|都|有)*)?"
    rf"(?P<count>{NUMBER}|半)多?(?P<unit>个多?月|年)(?P<half>半)?多?了?(?P<ago>以前|之前|前)?"
)
_DAYS = {
    "大前天": -3, "大前儿": -3, "前天": -2, "前儿": -2, "前日": -2, "前晚": -2, "昨天": -1, "昨儿": -1, "昨日": -1, "昨晚": -1, "昨夜": -1,
    "今天": 0, "今儿": 0, "今日": 0, "今早": 0, "今晚": 0, "今晨": 0, "大后天": 3, "后天": 2, "明天": 1, "明儿": 1, "明日": 1,
}  # fmt: skip
_DAY_WORD = re.compile("|".join(sorted(_DAYS, key=len, reverse=True)) + r"")
_DAYS_AGO = re.compile(r"(?P<count>[0-9]{1,3}|[一二两三四五六七八九十]{1,3})天(?P<way>以前|之前|前|以后|之后|后)")
_WEEKDAY = re.compile(r"(?P<which>上上个?|上个?|这个?|本|下下个?|下个?)?(?:周|星期|礼拜)(?P<day>[一二三四五六日天1-7])(?![0-9个年岁天])")
_VAGUE = re.compile(
    r"(?:上上个?|上个?|这个?|本|下个?)(?:周|星期|礼拜)(?!末?[一二三四五六日天1-7])"
    r"|(?:[0-9]+|[一二两三四五六七八九十半]+)个?(?:周|星期|礼拜|多?月)(?:以前|之前|前)"
    r"|月[初底末]|[上中下]旬|前(?:几|两|些)天|前阵子|最近"
)
_OR = re.compile(r"^[^0-9]{0,6}?(?:或者?|或是|还是|要么|要不|不然|也可能|也许是?|可能是|再不)")
_YEARS = {"大前年": -3, "前年": -2, "去年": -1, "今年": 0, "本年": 0, "当年": 0, "明年": 1, "后年": 2}


@dataclass(frozen=True)
class _Said:
    """A date as far as it was said."""

    start: int
    end: int
    year: int | None = None
    month: int | None = None
    day: int | None = None
    exact: date | None = None
    problem: str | None = None


class Date:
    """A day, or with `precision: month` a month; value: ISO date (of a month, its first day).

    Settings: `past`, `future` (today is allowed), `precision`, `min` and `max`:
    an ISO date, `today`, or a distance from today such as `-150y`, `-6m`, `+30d`;
    `year: said`, the year may not be guessed: an old person's birthday;
    `weekday`, Monday to Friday: a day to go somewhere.
    A correction keeps of the value that it corrects what it does not say: year, month or day.
    """

    name = "date"
    unasked: Unasked = "clear"
    cues: tuple[str, ...] = ("出生日期", "出生", "生日", "生的", "生")

    def find(self, text: str, question: Question, at: Moment, *, asked: bool) -> Iterable[Found]:
        """Dates, those of the farmers' calendar as a problem. `5号`, `3.5` and a year alone only when asked."""
        before = str(at.before[question.key]) if at.before.get(question.key) else None
        beside = [] if asked else [*_beside_cues(text, question.cues), *(_born_in(text, question.cues, at.today) if before else ())]
        kept: list[_Said] = []
        for said in (*_all(text, at.today, asked), *beside):
            if all(said.end <= k.start or k.end <= said.start for k in kept):
                kept.append(said)
        found = [_answer(said, question, at.today, before) for said in _filled(sorted(kept, key=lambda k: k.start))]
        return sorted(_undecided(text, found), key=lambda f: (f.problem is not None, f.start))

    def show(self, value: Value, question: Question, at: Moment) -> str:
        """2026年3月5日; of the last fourteen days with the weekday, so that a relative date can be checked."""
        day, weekday = self._written(value, question, at)
        return f"{day}（{weekday}）" if weekday else day

    def speak(self, value: Value, question: Question, at: Moment) -> str:
        """2026年3月5日，星期四."""
        day, weekday = self._written(value, question, at)
        return f"{day}，{weekday}" if weekday else day

    def _written(self, value: Value, question: Question, at: Moment) -> tuple[str, str]:
        day = date.fromisoformat(str(value))
        if question.settings.get("precision") == "month":
            return f"{day.year}年{day.month}月", ""
        recent = timedelta(0) <= at.today - day <= timedelta(days=14)
        return f"{day.year}年{day.month}月{day.day}日", f"星期{'一二三四五六日'[day.weekday()]}" if recent else ""


def _all(text: str, today: date, asked: bool) -> Iterator[_Said]:
    """Dates in the text, the surest first; later ones may overlap earlier ones."""
    yield from _lunar(text)
    yield from _numeric(text)
    yield from _month_day(text, today)
    yield from _relative(text, today)
    if asked:
        yield from _here_for(text, today)
        yield from _short(text, today)
        yield from (_Said(m.start(), m.end(), day=_int(m["day"])) for m in _DAY_ALONE.finditer(text))
        yield from (_Said(m.start(), m.end(), problem="which_day") for m in _VAGUE.finditer(text))
        yield from (_Said(m.start(), m.end(), year=_year(m, today)) for m in _YEAR_ALONE.finditer(text))


def _here_for(text: str, today: date) -> Iterator[_Said]:
    """来了三个月, 住了两年多, 半年前: since when."""
    for m in _HERE_FOR.finditer(text):
        count = Decimal("0.5") if m["count"] == "半" else number_of(m["count"])
        if count is None or count > 1200 or not (m["stay"] or m["ago"]):
            continue
        months = int(count * (12 if "年" in m["unit"] else 1)) + (6 if "年" in m["unit"] and m["half"] else 0)
        start = today.year * 12 + today.month - 1 - months
        yield _Said(m.start(), m.end(), start // 12, start % 12 + 1)


def _beside_cues(text: str, cues: Iterable[str]) -> Iterator[_Said]:
    """15号生的: a bare day of the month that stands directly beside a cue."""
    words = "|".join(re.escape(cue) for cue in cues)
    for m in _DAY_ALONE.finditer(text) if words else ():
        if re.match(words, text[m.end() :]) or re.search(rf"(?:{words})(?:日期|时间)?(?:是|在|:)?$", text[: m.start()]):
            yield _Said(m.start(), m.end(), day=_int(m["day"]))


def _born_in(text: str, cues: Iterable[str], today: date) -> Iterator[_Said]:
    """1943年生的: a year alone that stands directly beside a cue, where it puts a date right."""
    words = "|".join(re.escape(cue) for cue in cues)
    for m in _YEAR_ALONE.finditer(text) if words else ():
        if re.match(rf"的?(?:{words})", text[m.end() :]) or re.search(rf"(?:{words})(?:日期|年份)?(?:是|在|:)?$", text[: m.start()]):
            yield _Said(m.start(), m.end(), year=_year(m, today))


def _lunar(text: str) -> Iterator[_Said]:
    year = rf"(?:(?:[0-9]{{2,4}}|[{_DIGIT}]{{2,4}}|大前|前|去|今|明)年的?)?"
    month = rf"(?:{_SMALL}月|上个?月|这个?月)?"
    for m in re.finditer(rf"{year}{month}{_LUNAR}(?:{year}{month}(?:初?{_SMALL})?(?:[号日])?)?", text):
        yield _Said(m.start(), m.end(), problem="lunar")


def _numeric(text: str) -> Iterator[_Said]:
    for m in _NUMERIC.finditer(text):
        yield _Said(m.start(), m.end(), int(m["year"] or m["y8"]), int(m["month"] or m["m8"]), int(m["day"] or m["d8"]))


def _short(text: str, today: date) -> Iterator[_Said]:
    for m in _SHORT.finditer(text):
        year = m["year"] or m["y"] or m["y6"]
        yield _Said(
            m.start(),
            m.end(),
            _whole_year(int(year), len(year), today) if year else None,
            int(m["month"] or m["m"] or m["m6"] or m["mm"]),
            int(m["day"] or m["dd"]) if m["day"] or m["dd"] else None,
        )


def _month_day(text: str, today: date) -> Iterator[_Said]:
    for m in _FULL.finditer(text):
        if m["month"] and re.match(r"[大嫂子]", text[m.end() :]):
            continue
        year = _year(m, today)
        day = _int(m["day"]) if m["day"] else None
        if m["said_month"]:
            year, month = _shifted(today, m["said_month"])
        else:
            month = _int(m["month"])
        yield _Said(m.start(), m.end(), year, month, day)


def _relative(text: str, today: date) -> Iterator[_Said]:
    for m in _DAY_WORD.finditer(text):
        yield _Said(m.start(), m.end(), exact=today + timedelta(days=_DAYS[m[0]]))
    for m in _DAYS_AGO.finditer(text):
        sign = -1 if "前" in m["way"] else 1
        yield _Said(m.start(), m.end(), exact=today + timedelta(days=sign * _int(m["count"])))
    for m in _WEEKDAY.finditer(text):
        index = "一二三四五六日".find(m["day"]) if m["day"] in "一二三四五六日" else 6 if m["day"] == "天" else int(m["day"]) - 1
        monday = today - timedelta(days=today.weekday())
        weeks = {"上上": -2, "上": -1, "这": 0, "本": 0, "下": 1, "下下": 2}
        if m["which"]:
            yield _Said(m.start(), m.end(), exact=monday + timedelta(weeks=weeks[m["which"].rstrip("个")], days=index))
        else:
            yield _Said(m.start(), m.end(), day=-1 - index)


def _filled(said: list[_Said]) -> Iterator[_Said]:
    """9月18号,不对,19号: a bare day takes year and month of the date before it."""
    last: _Said | None = None
    for one in said:
        if last is not None and last.month is not None and one.month is None and one.day is not None and one.day > 0 and not one.problem:
            one = replace(one, year=last.year, month=last.month)
        last = one
        yield one


def _undecided(text: str, found: list[Found]) -> list[Found]:
    """18号或者19号 is neither."""
    for one, other in pairwise(found):
        if one.value != other.value and _OR.search(text[one.end : other.start]):
            return [Found(one.start, other.end, None, Problem("kinds.date.either"))]
    return found


def _answer(said: _Said, question: Question, today: date, before: str | None = None) -> Found:
    """The day that was meant, or what is wrong with it."""
    monthly = question.settings.get("precision") == "month"
    if said.problem:
        return Found(said.start, said.end, None, Problem(f"kinds.date.{said.problem}"))
    if said.exact:
        return _within(said, said.exact.replace(day=1) if monthly else said.exact, question, today)
    if said.day is not None and said.day < 0:
        return _within(said, _weekday(-1 - said.day, question, today), question, today)
    said = _kept(said, date.fromisoformat(before), question, today) if before else said
    if said.month is None and said.day is None:
        return Found(said.start, said.end, None, Problem("kinds.date.which_month"))
    if said.day is None and not monthly:
        if said.month is not None and not 1 <= said.month <= 12:
            return Found(said.start, said.end, None, Problem("kinds.date.impossible"))
        return Found(said.start, said.end, None, Problem("kinds.date.which_day"))
    if said.year is None and question.settings.get("year") == "said":
        return Found(said.start, said.end, None, Problem("kinds.date.which_year"))
    day = _meant(said, question, today)
    if day is None:
        return Found(said.start, said.end, None, Problem("kinds.date.impossible"))
    return _within(said, day.replace(day=1) if monthly else day, question, today)


def _kept(said: _Said, before: date, question: Question, today: date) -> _Said:
    """What a correction does not say, out of the date that it corrects, if there is such a day."""
    if said.year is not None and said.month is not None and said.day is not None:
        return said
    whole = replace(said, year=said.year or before.year, month=said.month or before.month, day=said.day or before.day)
    day = _day(whole.year or 0, whole.month or 0, whole.day or 0)
    return said if day is None or (question.settings.get("past") and day > today) else whole


def _weekday(index: int, question: Question, today: date) -> date:
    """周三 without a week: the last one, or with `future: true` the next one; today's own weekday is today."""
    if question.settings.get("future"):
        return today + timedelta(days=(index - today.weekday()) % 7)
    return today - timedelta(days=(today.weekday() - index) % 7)


def _meant(said: _Said, question: Question, today: date) -> date | None:
    """The day, with the year or month that was left out put in: the nearest that the question allows."""
    day = said.day or 1
    if said.year is not None and said.month is not None:
        return _day(said.year, said.month, day)
    if said.month is not None:
        candidates = [_day(today.year + shift, said.month, day) for shift in range(-8, 9)]
    else:
        months = [today.year * 12 + today.month - 1 + shift for shift in range(-3, 4)]
        candidates = [_day(m // 12, m % 12 + 1, day) for m in months]
    days = [d for d in candidates if d is not None]
    if question.settings.get("past"):
        return max((d for d in days if d <= today), default=None)
    if question.settings.get("future"):
        return min((d for d in days if d >= today), default=None)
    same = [d for d in days if d.year == today.year and (said.month is not None or d.month == today.month)]
    return same[0] if same else min(days, key=lambda d: abs(d - today), default=None)


def _within(said: _Said, day: date, question: Question, today: date) -> Found:
    settings = question.settings
    monthly = settings.get("precision") == "month"
    first_of_month = today.replace(day=1)
    problem: Problem | None = None
    if settings.get("past") and day > today:
        problem = Problem("kinds.date.future")
    elif settings.get("future") and day < (first_of_month if monthly else today):
        problem = Problem("kinds.date.past")
    elif "min" in settings and day < (low := limit(settings["min"], today)):
        problem = Problem("kinds.date.early", {"min": _plain(low)})
    elif "max" in settings and day > (high := limit(settings["max"], today)):
        problem = Problem("kinds.date.late", {"max": _plain(high)})
    elif settings.get("weekday") and day.weekday() >= 5:
        problem = Problem("kinds.date.weekend")
    elif settings.get("past") and "min" not in settings and day.year < today.year - 130:
        problem = Problem("kinds.date.early", {"min": f"{today.year - 130}年"})
    return Found(said.start, said.end, day.isoformat(), problem)


def limit(setting: str | date, today: date) -> date:
    """An ISO date, `today`, or a distance: `-150y`, `+6m`, `-30d`. Raises ValueError for anything else."""
    if isinstance(setting, date):
        return setting
    if setting == "today":
        return today
    distance = re.fullmatch(r"(?P<count>[+-]?\d+)(?P<unit>[ymd])", setting)
    if distance is None:
        return date.fromisoformat(setting)
    count = int(distance["count"])
    if distance["unit"] == "d":
        return today + timedelta(days=count)
    months = today.year * 12 + today.month - 1 + count * (12 if distance["unit"] == "y" else 1)
    year, month = divmod(months, 12)
    return date(year, month + 1, min(today.day, calendar.monthrange(year, month + 1)[1]))


def _year(m: re.Match[str], today: date) -> int | None:
    if m["said_year"]:
        return today.year + _YEARS[m["said_year"]]
    if not m["year"]:
        return None
    number = number_of(m["year"])
    return None if number is None else _whole_year(int(number), len(m["year"]), today)


def _whole_year(year: int, digits: int, today: date) -> int:
    """65 → 1965, 08 → 2008: the century that is not after next year."""
    if digits > 2 or year > 99:
        return year
    return 2000 + year if 2000 + year <= today.year + 1 else 1900 + year


def _shifted(today: date, words: str) -> tuple[int, int]:
    shift = -2 if words.startswith("上上") else -1 if words.startswith("上") else 1 if words.startswith("下") else 0
    months = today.year * 12 + today.month - 1 + shift
    return months // 12, months % 12 + 1


def _int(words: str) -> int:
    number = number_of(words)
    return int(number) if number is not None else 0


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _plain(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
