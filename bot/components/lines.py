"""A taught sentence, and the labels that are no service's and no act's of our own."""

from __future__ import annotations

from dataclasses import dataclass

NO_SERVICE = "none"
"""Words that name no service: talk, and questions that inherit theirs."""
ELSEWHERE = "elsewhere"
"""Words about something that we do not do. "护照在哪办" is worded like our own acts: only what it is about tells."""
OUT_OF_SCOPE = "out_of_scope"


@dataclass(frozen=True)
class Line:
    """`service` is None when the sentence names none."""

    text: str
    act: str
    service: str | None
