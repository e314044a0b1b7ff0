"""Photographs that residents sent for their application, shown to staff who read the talk: never copied, never trusted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from fastapi import Response
from sqlalchemy.orm import Session

HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox",  # browsers' own styles
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
}
"""A picture is a stranger's file: whatever stands in it, nothing of it runs, and no page elsewhere shows it."""


@dataclass(frozen=True)
class Photograph:
    """That a talk has one."""

    id: str
    at: datetime
    receipt: str | None
    """Of the case that it went to, as residents read it; None while its application is open."""


@dataclass(frozen=True)
class Opened:
    """One, as it came."""

    kind: str
    """`image/jpeg` or `image/png`, by its own bytes."""
    content: bytes


@dataclass(frozen=True)
class Photographs:
    """Where they are kept."""

    of_talk: Callable[[Session, str], Sequence[Photograph]]
    """(session, conversation) → in the order in which they came."""
    open: Callable[[Session, str, str], Opened | None]
    """(session, conversation, id) → the picture; None when the talk has no such one. Raises ValueError when it was tampered with."""


def shown(picture: Opened, id: str) -> Response:
    """The picture for a browser, under a name that says nothing and does no harm."""
    name = f"photograph-{id[:8]}.{'png' if picture.kind == 'image/png' else 'jpg'}"
    return Response(picture.content, media_type=picture.kind, headers={**HEADERS, "Content-Disposition": f'inline; filename="{name}"'})
