"""Masking: personal data in what was said goes to the vault, and a token stands in its place."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from api.masking.addresses import find_addresses
from api.masking.dates import find_dates
from api.masking.marks import find_marks
from api.masking.names import find_names
from api.masking.numbers import find_numbers
from api.masking.personal import KINDS, Personal
from bot.kinds.spoken import digit_by_digit
from bot.vault import TOKEN, Secret

_SAID_IN = {"resident_id": (6, 4, 4, 4), "phone": (3, 4, 4)} | dict.fromkeys(("bank_card", "number", "account", "qq", "code"), (4,))
"""Kinds that are said digit by digit, and the sizes of their groups."""


@dataclass(frozen=True)
class Span:
    """A stretch of the text that goes to the vault."""

    start: int
    end: int
    secret: Secret


def find_personal(text: str, public_numbers: Collection[str] = ()) -> list[Personal]:
    """Personal data in `text` (normalised), in its order, without overlaps.

    `public_numbers` are telephone numbers of offices as they are written; those
    that everyone knows (110, 12345, 95598, 400-…) need not be among them. What
    stands inside a token is left alone.
    """
    public = frozenset("".join(c for c in number if c.isdecimal()) for number in public_numbers)
    tokens = [match.span() for match in TOKEN.finditer(text)]
    found = [*find_marks(text, public), *find_numbers(text, public), *find_addresses(text), *find_names(text), *find_dates(text)]
    outside = [one for one in found if all(one.end <= start or end <= one.start for start, end in tokens)]
    return _merged(text, outside)


def mask(text: str, spans: Iterable[Span | Personal], put: Callable[[Sequence[Secret]], Sequence[str]]) -> str:
    """The text with a token in place of each span.

    Where spans overlap, those given first keep their secret (give first what the
    questions heard) and of the others what they leave over is masked as well.
    `put` keeps all secrets at once and returns their tokens, in their order.
    """
    pieces: list[Span] = []
    for one in spans:
        pieces += _left_over(text, one if isinstance(one, Span) else span_of(text, one), pieces)
    pieces.sort(key=lambda piece: piece.start)
    tokens = put([piece.secret for piece in pieces])
    masked, at = [], 0
    for piece, token in zip(pieces, tokens, strict=True):
        masked += [text[at : piece.start], token]
        at = piece.end
    return "".join([*masked, text[at:]])


def span_of(text: str, personal: Personal) -> Span:
    """A found piece as a secret: shown as it was written, said digit by digit."""
    shown = text[personal.start : personal.end]
    sizes = _SAID_IN.get(personal.kind)
    aloud = digit_by_digit(personal.value, sizes) if sizes else shown
    return Span(personal.start, personal.end, Secret(personal.kind, personal.value, shown, aloud))


def _left_over(text: str, span: Span, taken: Sequence[Span]) -> Iterator[Span]:
    """The span, or what is left of it beside those already taken."""
    at = span.start
    cuts = sorted((max(one.start, span.start), min(one.end, span.end)) for one in taken if one.start < span.end and span.start < one.end)
    if not cuts:
        yield span
        return
    for start, end in [*cuts, (span.end, span.end)]:
        piece = text[at:start]
        if any(c.isalnum() for c in piece):
            yield Span(at, start, Secret(span.secret.kind, piece, piece, piece))
        at = max(at, end)


def _merged(text: str, found: Iterable[Personal]) -> list[Personal]:
    """Overlapping pieces as one, which is called what its longest part is."""
    clusters: list[list[Personal]] = []
    end = -1
    for one in sorted(found, key=lambda p: (p.start, -p.end)):
        if one.start < end:
            clusters[-1].append(one)
        else:
            clusters.append([one])
        end = max(end, one.end)
    return [_as_one(text, cluster) for cluster in clusters]


def _as_one(text: str, cluster: Sequence[Personal]) -> Personal:
    start, end = min(one.start for one in cluster), max(one.end for one in cluster)
    named = max(cluster, key=lambda one: (one.end - one.start, -KINDS.index(one.kind)))
    whole = (named.start, named.end) == (start, end)
    return Personal(start, end, named.kind, named.value if whole else text[start:end])


__all__ = ["KINDS", "Personal", "Span", "find_personal", "mask", "span_of"]
