"""WeChat's XML: read strictly, written safely.

Its bodies are small and flat. Whatever is larger, deeper, repeated, or holds a document type or entities is not
WeChat's, and is refused before anything is made of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from re import compile as pattern
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

LARGEST = 160 * 1024
"""Bytes of a body. The longest text that a resident can type fits in, encrypted and plain copy together."""
MOST_ELEMENTS = 200
"""The longest events (pictures chosen by a menu's button) hold about 40."""
DEEPEST = 8
"""Levels of elements; WeChat's events have four."""

_FORBIDDEN = pattern("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML 1.0 document may hold, not even escaped. WeChat puts it into a resident's words all the same, as they were typed."""
_HELD_OPEN = "\U0001ffff"
"""Stands, while the parser reads, where something forbidden stood, and is no character itself. Taken out before, it would let
what stands around it become markup."""


class Malformed(Exception):
    """What came is not what WeChat sends. Its words hold nothing of what came, so that they may be logged."""


class Forbidden(Malformed):
    """A document type or entities, which WeChat never writes, whoever has signed it."""


@dataclass
class _Element:
    parts: list[str] = field(default_factory=list)
    nested: bool = False
    rows: list[list[tuple[str, list[str]]]] = field(default_factory=list)
    """Of each child its own children: name, text."""


Row = Mapping[str, str]
"""Name → text."""


@dataclass(frozen=True)
class Elements:
    """What stands directly inside `<xml>…</xml>`."""

    _found: Mapping[str, Sequence[_Element]]

    def __contains__(self, name: str) -> bool:
        return name in self._found

    def text(self, name: str, longest: int) -> str:
        """The text of this element, empty without it. Malformed if it stands there twice, is longer, or holds elements."""
        found = self._found.get(name, ())
        if not found:
            return ""
        if len(found) > 1:
            raise Malformed(f"{name} stands there twice")
        text = "".join(found[0].parts)
        if found[0].nested:
            raise Malformed(f"{name} holds elements")
        if len(text) > longest:
            raise Malformed(f"{name} is too long")
        return text

    def rows(self, name: str) -> tuple[Row, ...]:
        """What each child of this element holds (<name><List>…</List><List>…</List></name>). Malformed if something stands there twice."""
        found = self._found.get(name, ())
        if len(found) > 1 or any(len(dict(row)) < len(row) for one in found for row in one.rows):
            raise Malformed(f"{name} holds something twice")
        return tuple({key: "".join(parts).strip() for key, parts in row} for one in found for row in one.rows)


def elements(xml: bytes) -> Elements:
    """Reads a body, which must be UTF-8 whatever it says of itself; raises Malformed, and Forbidden.

    Control characters, which are not XML, are left out of the words that hold them.
    """
    if len(xml) > LARGEST:
        raise Malformed("larger than any delivery")
    parser = DefusedXMLParser(target=_Flat(), forbid_dtd=True)
    try:
        parser.feed(_FORBIDDEN.sub(_HELD_OPEN, xml.decode()))
        found = parser.close()
    except DefusedXmlException:
        raise Forbidden("not XML as WeChat writes it") from None
    except (ParseError, UnicodeDecodeError):
        raise Malformed("not XML as WeChat writes it") from None  # the cause would carry what came into logs
    assert isinstance(found, Elements)
    return found


def encrypted_part(xml: bytes) -> str:
    """What `<xml><Encrypt>` holds; raises Malformed when there is none."""
    encrypted = elements(xml).text("Encrypt", LARGEST).strip()
    if not encrypted:
        raise Malformed("no Encrypt")
    return encrypted


def cdata(text: str) -> str:
    """The text as one or more CDATA sections; what XML cannot carry is left out."""
    return f"<![CDATA[{_FORBIDDEN.sub('', text).replace(']]>', ']]]]><![CDATA[>')}]]>"


class _Flat:
    """Takes the parser's events; keeps the children of the root and stops at what is too much."""

    def __init__(self) -> None:
        self._found: dict[str, list[_Element]] = defaultdict(list)
        self._open: _Element | None = None
        self._count = self._depth = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._count += 1
        self._depth += 1
        if self._count > MOST_ELEMENTS or self._depth > DEEPEST:
            raise Malformed("more elements than any delivery")
        if self._depth == 1 and tag != "xml":
            raise Malformed("another root than <xml>")
        if self._depth == 2:
            self._open = _Element()
            self._found[tag].append(self._open)
        elif self._open:
            self._open.nested = True
            if self._depth == 3:
                self._open.rows.append([])
            elif self._depth == 4:
                self._open.rows[-1].append((tag, []))

    def data(self, text: str) -> None:
        text = text.replace(_HELD_OPEN, "")
        if self._open:
            self._open.parts.append(text)
            if self._depth == 4:
                self._open.rows[-1][-1][1].append(text)

    def end(self, tag: str) -> None:
        self._depth -= 1
        if self._depth == 1:
            self._open = None

    def close(self) -> Elements:
        return Elements(dict(self._found))
