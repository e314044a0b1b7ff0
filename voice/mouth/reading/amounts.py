"""How much and how many: money, percentages, ranges, fractions, units, ordinals, rooms."""

from __future__ import annotations

import re
from functools import lru_cache

from voice.mouth.reading.numerals import one_by_one, quantity
from voice.mouth.reading.plain import HAN
from voice.mouth.reading.table import any_of, table

_NUMBER = r"\d+(?:,\d{3})*(?:\.\d+)?"
_TO = r" ?(?:-|~|—{1,2}|至|到) ?"
_FREE = r"(?<!\d)(?<!\d[.,])"
_SCALE = "万亿|百万|千万|万|亿|千|百"
_CURRENCIES = {"¥": "元", "￥": "元", "RMB": "元", "CNY": "元", "$": "美元", "€": "欧元", "£": "英镑"}
_CURRENCY = re.compile(rf"(¥|￥|RMB|CNY|\$|€|£) ?(-?{_NUMBER})(?: ?({_SCALE}))?(?:元)?")
_YUAN = re.compile(rf"{_FREE}(\d+(?:,\d{{3}})*)\.(\d{{1,2}}) ?(?=元|块)(元|块)(?:钱)?")
_PERCENTS = re.compile(rf"{_FREE}({_NUMBER})(%|‰)?{_TO}({_NUMBER})(%|‰)")
_PERCENT = re.compile(rf"({_NUMBER}) ?(%|‰)")
_PARTS = {"%": "百分之", "‰": "千分之"}
_FRACTION = re.compile(r"(?<![\d./])(\d{1,2})/(\d{1,3})(?![\d/.])")
_HOUSES = re.compile(r"(?<![\d.-])(\d+)((?:-\d+){2,})(?![\d.-])|(?<![\d.-])(\d+)(-\d+)(?=室|房)")
_ROOM = re.compile(rf"{_FREE}(?:\d{{3,4}}(?= ?(?:室|房|号房|号室|病房|教室|会议室|路|次列车))|\d{{4}}(?=号))")
_FLOOR = re.compile(r"(?<![A-Za-z\d])(?:(\d{1,2}) ?F|([Bb]|-)(\d)(?:F|(?=[层楼])))(?![A-Za-z\d])")
_COLD = re.compile(rf"(?<![\d{HAN}])-({_NUMBER}) ?(?=℃|°C|摄氏度|度)|(?<=[{HAN}])-({_NUMBER}) ?(?=℃|°C|摄氏度|度)")
_MINUS = re.compile(rf"(?<![\d)])-({_NUMBER})")
_RANGE = re.compile(rf"{_FREE}({_NUMBER}) ?({_SCALE})?{_TO}({_NUMBER})(?!\d)")
_PLUS = re.compile(r"(\d)\+(?=\D|$)")
_ORDINAL = re.compile(r"第 ?(\d+)")
_LEADING_ZERO = re.compile(r"(?<!\d)(?<!\d[.,])0\d+(?![\d.])")
_VERSION = re.compile(r"(?<![\d.])\d+(?:\.\d+){2,}")


def money(text: str) -> str:
    """¥1200.50 and 1200.50元 → 一千二百元五角; 1.5万元 is left to the numbers."""
    text = _CURRENCY.sub(lambda m: f"{m[2]}{m[3] or ''}{_CURRENCIES[m[1]]}", text)
    text = re.sub(r"(元)/(?=[月年日天人次个平户])", r"\1每", text)
    return _YUAN.sub(lambda m: _yuan(m[1].replace(",", ""), m[2].ljust(2, "0"), m[3]), text)


def _yuan(whole: str, cents: str, yuan: str) -> str:
    jiao, fen = int(cents[0]), int(cents[1])
    if not jiao and not fen:
        return f"{counted(whole)}{yuan}"
    said = "" if int(whole) == 0 else f"{counted(whole)}{yuan}"
    said += f"{counted(str(jiao))}角" if jiao else ("零" if said else "")
    return said + (f"{counted(str(fen))}分" if fen else "")


def shares(text: str) -> str:
    """50%, 60%-80%, 5‰, 1/2."""
    text = _PERCENTS.sub(lambda m: f"{_PARTS[m[4]]}{quantity(m[1])}到{_PARTS[m[4]] if m[2] else ''}{quantity(m[3])}", text)
    text = _PERCENT.sub(lambda m: f"{_PARTS[m[2]]}{quantity(m[1])}", text)
    return _FRACTION.sub(_fraction, text)


def _fraction(match: re.Match[str]) -> str:
    above, below = int(match[1]), int(match[2])
    return f"{quantity(match[2])}分之{quantity(match[1])}" if 0 < above < below else f"{match[1]}，{match[2]}"


def numbers(text: str) -> str:
    """All that is left of numbers: rooms, floors, temperatures, ranges, ordinals, quantities with what they count."""
    text = _HOUSES.sub(_house, text)
    text = _FLOOR.sub(lambda m: f"{quantity(m[1])}楼" if m[1] else f"负{quantity(m[3])}" + ("" if _followed_by_floor(m) else "楼"), text)
    text = _ROOM.sub(lambda m: one_by_one(m[0]), text)
    text = _ORDINAL.sub(lambda m: f"第{quantity(m[1])}", text)
    text = _COLD.sub(lambda m: f"零下{m[1] or m[2]}", text)
    text = _VERSION.sub(lambda m: "点".join(quantity(part) for part in m[0].split(".")), text)
    text = _LEADING_ZERO.sub(lambda m: one_by_one(m[0]), text)
    text = _RANGE.sub(r"\1\2到\3", text)
    text = _MINUS.sub(lambda m: f"负{m[1]}", text)
    text = _PLUS.sub(r"\1以上", text)
    return _measured().sub(_quantity, text)


def counted(number: str) -> str:
    """A quantity that something follows: 2 is 两."""
    return "两" if number == "2" else quantity(number)


def _house(match: re.Match[str]) -> str:
    return "杠".join(_house_number(part) for part in match[0].split("-"))


def _house_number(digits: str) -> str:
    return one_by_one(digits) if len(digits) >= 3 else quantity(digits)


def _followed_by_floor(match: re.Match[str]) -> bool:
    return match.string[match.end() : match.end() + 1] in ("层", "楼")


@lru_cache(maxsize=1)
def _measured() -> re.Pattern[str]:
    """A number, the unit that may be written after it, and whether a measure follows."""
    units = any_of(table().units)
    measures = f"(?:{_SCALE}|(?:多|余|几)?(?:{any_of(table().measures)})(?!级))"
    measure = f"(?=(?:到{_NUMBER})?{measures})"
    return re.compile(rf"({_NUMBER})(?: ?(?:({units})(?![A-Za-z])))?( ?{measure})?")


def _quantity(match: re.Match[str]) -> str:
    number, unit, measured = match.groups()
    two = number == "2" and (unit is not None or measured is not None)
    return ("两" if two else quantity(number)) + (table().units[unit] if unit else "")
