"""Chinese as it arrives, made fit to be read: one width, no stray spaces, numbers in digits."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

LONGEST = 2_000
"""Characters of one turn that are read; what is longer is cut at the end."""

_HAN = "\u3400-\u4dbf\u4e00-\u9fff〇"
_CLOSE = f"{_HAN}。、,;:?!()《》“”"
_BREAK = re.compile(f"(?<=[{_HAN}])[^\\S\\n]*\\n\\s*(?=[{_HAN}])")
_BETWEEN = re.compile(f"(?<=[{_HAN}]) (?=[{_HAN}])")
_LOOSE_SPACE = re.compile(f"(?<=[{_HAN}]) +(?=[{_CLOSE}])|(?<=[{_CLOSE}]) +(?=[{_HAN}])")
_EMOJI = re.compile("[\u2600-\u27bf\u2b05-\u2b55\u20e3\U0001f000-\U0001faff]+")
_CLAUSE = 3
"""Characters that the pieces between spaces have at least, on the average, where a space stands for a comma; words alone are shorter."""
_UNSEEN = frozenset({"Cc", "Cf", "Co", "Cs", "Cn"})


def normalise(text: str) -> str:
    """The text as everything after the channel reads it.

    One width (NFKC): digits, letters and the marks ,;:?!() become half-width,
    while 。 and 、 stay as they are. Control, zero-width and unassigned
    characters go, emoji and line breaks become spaces, spaces beside Chinese characters
    go; but between them line breaks, and spaces where people type them for commas
    (我要办社保卡 在青禾区), become commas. ⟦⟧ become 【】 so that nobody can type
    one of our tokens, and leading slashes go because Rasa would obey them.
    """
    text = re.sub(r"\s", " ", _BREAK.sub(",", text[: LONGEST * 2]))
    text = unicodedata.normalize("NFKC", text)
    text = "".join(c for c in text if not _unseen(c))
    text = _EMOJI.sub(" ", text.translate(str.maketrans("⟦⟧", "【】")))
    text = re.sub(r"\s+", " ", text).strip()
    text = _LOOSE_SPACE.sub("", _with_commas(text))
    return text.lstrip("/ ")[:LONGEST].rstrip()


def _with_commas(text: str) -> str:
    pieces = _BETWEEN.split(text)
    return ",".join(pieces) if sum(map(len, pieces)) >= _CLAUSE * len(pieces) else text


def _unseen(character: str) -> bool:
    return unicodedata.category(character) in _UNSEEN or "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"


# --- digits said one by one -------------------------------------------------------------------

_DIGITS = ("零〇洞", "一幺壹妖腰", "二两贰", "三叁", "四肆", "五伍", "六陆", "七拐柒", "八捌", "九勾玖")
"""By digit: how it is said and written; 洞幺拐勾 are the telephone's, 妖腰 what recognisers make of 幺."""
SPOKEN = {**{str(n): str(n) for n in range(10)}, **{word: str(n) for n, words in enumerate(_DIGITS) for word in words}}

_ONE = f"[0-9{''.join(_DIGITS)}]"
_PAUSE = r"(?:[ \-–—_,、.。;]|嗯|呃|额|啊|然后|再是|后面是){0,4}"
_REPEATED = f"[两二三四]个{_ONE}"
_RUN = re.compile(f"(?:{_REPEATED}|{_ONE})(?:{_PAUSE}(?:{_REPEATED}|{_ONE}))*")
_STEP = re.compile(f"(?P<times>[两二三四])个(?P<repeated>{_ONE})|(?P<one>{_ONE})|(?P<pause>.)", re.DOTALL)


@dataclass(frozen=True)
class Digits:
    """Digits said or written one after the other, with where they stand."""

    start: int
    end: int
    """Half-open span in the text, pauses included."""
    digits: str


@dataclass(frozen=True)
class _Group:
    """Digits without a pause between them."""

    start: int
    end: int
    digits: str


def digits_of(text: str) -> list[Digits]:
    """Every run of digits in the text, spoken numerals among them: `幺三八 零零一三` is 1380013.

    Pauses (spaces, hyphens, commas, 嗯) do not end a run; any other word does.
    `三个八` inside a run is 888. A single 一 or 三 is a run too: ask for a length.
    """
    return [Digits(g[0].start, g[-1].end, "".join(one.digits for one in g)) for g in _runs(text)]


def digit_groups(text: str, lengths: range) -> Iterator[Digits]:
    """Stretches of whole groups whose digits have one of these lengths, longest first, left to right.

    Of `2026, 138 0013 8000` the eleven digits are found although the year stands
    before them; a stretch never begins or ends inside a group.
    """
    for run in _runs(text):
        found = [d for i in range(len(run)) for d in _from(run, i, lengths)]
        yield from sorted(found, key=lambda d: (-len(d.digits), d.start))


def _from(run: list[_Group], first: int, lengths: range) -> Iterator[Digits]:
    digits = ""
    for group in run[first : first + lengths.stop]:
        digits += group.digits
        if len(digits) >= lengths.stop:
            return
        if len(digits) in lengths:
            yield Digits(run[first].start, group.end, digits)


def _runs(text: str) -> Iterator[list[_Group]]:
    for run in _RUN.finditer(text):
        groups: list[_Group] = []
        joined = False
        for step in _STEP.finditer(run[0]):
            start, end = run.start() + step.start(), run.start() + step.end()
            if step["pause"]:
                joined = False
                continue
            said = SPOKEN[step["one"]] if step["one"] else SPOKEN[step["repeated"]] * int(SPOKEN[step["times"]])
            if joined:
                groups[-1] = _Group(groups[-1].start, end, groups[-1].digits + said)
            else:
                groups.append(_Group(start, end, said))
            joined = True
        yield groups


# --- numbers ----------------------------------------------------------------------------------

_NUMERALS = "零〇一二两三四五六七八九十百千万亿半廿卅壹贰叁肆伍陆柒捌玖拾佰仟"
NUMBER = (
    rf"(?>(?:[0-9]+(?:,[0-9]{{3}})*(?:\.[0-9]+)?|[{_NUMERALS}俩仨][{_NUMERALS}点]*)"
    rf"(?:[万亿千百][零〇一二两三四五六七八九十百千0-9]*)*)"
)
"""A pattern for what `number_of` may understand: 2300, 2,300, 两千三百, 3万5, 三点五."""

_UNITS = {"十": 10, "百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000}
_PLAIN = str.maketrans({"拾": "十", "佰": "百", "仟": "千", "俩": "两", "仨": "三", "廿": "二十", "卅": "三十"})
_WRITTEN = ("零〇", "一壹", "二两贰", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")
_VALUES = {word: n for n, words in enumerate(_WRITTEN) for word in words}


def number_of(text: str) -> Decimal | None:
    """The number that these words are: 两千三百 → 2300, 三千五 → 3500, 3万5 → 35000, 二零二六 → 2026, 半 → 0.5.

    None when the words are no number.
    """
    words = text.translate(_PLAIN).replace(",", "")
    if re.fullmatch(r"[0-9]+(\.[0-9]+)?", words):
        return Decimal(words)
    whole, point, part = words.partition("点")
    if point:
        return _with_point(whole, part)
    return _whole(words)


def _with_point(whole: str, part: str) -> Decimal | None:
    fraction = re.fullmatch(f"(?P<digits>[{''.join(_VALUES)}]+)(?P<unit>[万亿]?)", part)
    before = _whole(whole)
    if before is None or fraction is None:
        return None
    number = Decimal(f"{before}.{''.join(str(_VALUES[c]) for c in fraction['digits'])}")
    return number * _UNITS.get(fraction["unit"], 1)


def _whole(words: str) -> Decimal | None:
    """A number without 点: units, digits one by one, or digits with a unit (3.5万)."""
    if words and all(c in _VALUES for c in words):
        return Decimal("".join(str(_VALUES[c]) for c in words))
    total = Decimal(0)  # what stands before the last 亿 or 万
    section = Decimal(0)  # what has been said since
    pending: Decimal | None = None
    last_unit = 1
    zero_before = False
    for piece in re.findall(r"[0-9]+(?:\.[0-9]+)?|.", words):
        if piece == "半":
            pending = (pending or Decimal(0)) + Decimal("0.5") * (last_unit if last_unit >= 10_000 or pending is None else 1)
            last_unit = 1
        elif piece in _UNITS:
            unit = _UNITS[piece]
            if unit >= 10_000:
                counted = section + (pending or 0)
                if counted == 0:
                    return None
                total, section = total + counted * unit, Decimal(0)
            else:
                section += (Decimal(1) if pending is None else pending) * unit
            pending, last_unit, zero_before = None, unit, False
        elif piece in "零〇":
            zero_before = True
        elif piece in _VALUES or piece[0].isdecimal():
            if pending is not None:
                return None
            pending = Decimal(_VALUES[piece]) if piece in _VALUES else Decimal(piece)
        else:
            return None
    if not words:
        return None
    if pending is not None and last_unit > 10 and not zero_before and pending == int(pending) and 0 < pending < 10:
        pending *= last_unit // 10
    return total + section + (pending or 0)
