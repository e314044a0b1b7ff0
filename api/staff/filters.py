"""What a member of staff looks for in the list of talks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from api.pages.view import CHINA


@dataclass(frozen=True)
class Filter:
    """The list's filter; the address of the page carries it, so a list can be bookmarked."""

    words: str = ""
    """Words, separated by spaces; a talk must have each of them somewhere."""
    since: str = ""
    until: str = ""
    """Days, ISO, in Chinese time, both included; what is no day filters nothing."""
    service: str = ""
    act: str = ""
    failed: str = ""
    """`yes`: a turn failed."""
    not_understood: str = ""
    """`yes`: a turn has no act that is one of ours."""
    page: str = "1"

    @property
    def number(self) -> int:
        """The page's number, from 1."""
        return min(int(self.page), 100_000) if self.page.isascii() and self.page.isdigit() and int(self.page) else 1

    def address(self, number: int) -> str:
        """The address of another page of the same list."""
        return "/staff?" + urlencode({k: v for k, v in {**asdict(self), "page": str(number)}.items() if v})

    def begins(self) -> datetime | None:
        """The first moment of `since`."""
        return _start(self.since)

    def ends(self) -> datetime | None:
        """The first moment after `until`."""
        start = _start(self.until)
        return start + timedelta(days=1) if start else None


def filter_of(query: Mapping[str, str]) -> Filter:
    """The filter in a page's address; unknown names are ignored, words are cut at 100 characters."""
    return Filter(**{name: query[name].replace("\x00", "")[:100] for name in Filter.__dataclass_fields__ if name in query})


def _start(day: str) -> datetime | None:
    try:
        return datetime.combine(date.fromisoformat(day), time(), CHINA)
    except ValueError:
        return None
