"""Dates of birth that nobody asked for: a date with its year, beside a word of birth."""

from __future__ import annotations

import re
from collections.abc import Iterator

from api.masking.personal import Personal

_DIGITS = "0-9零〇一二三四五六七八九"
_YEAR = f"(?:[{_DIGITS}]{{4}}|[{_DIGITS}]{{2}})"
_SHORT = "(?:[0-9]{1,2}|[零〇一二三四五六七八九十]{1,3})"
_DATE = re.compile(
    rf"(?<![{_DIGITS}])(?:{_YEAR}年(?:{_SHORT}月(?:{_SHORT}[日号]?)?)?|(?:19|20)\d\d[./-]\d{{1,2}}(?:[./-]\d{{1,2}})?|(?:19|20)\d{{6}})(?![0-9])"
)
_BORN_BEFORE = re.compile(r"(?:生日|出生(?:日期|年月)?|生于|诞生)[是为在: ,]{0,4}$")
_BORN_AFTER = re.compile(r"^[ 的]{0,2}(?:出生|生的|生人|生日|生,|生$|降生|属)")


def find_dates(text: str) -> Iterator[Personal]:
    """Every date of birth that shows as one."""
    for match in _DATE.finditer(text):
        if _BORN_BEFORE.search(text[: match.start()]) or _BORN_AFTER.match(text[match.end() :]):
            yield Personal(match.start(), match.end(), "birth_date", match[0])
