"""What is new about a case: the words that the actions and the channels share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from sqlalchemy.orm import Session

CaseState = Literal["submitted", "blocked", "working", "done", "returned"]
"""已提交 · 等前一项办完 · 办理中 · 办结 · 退回补正. A case as a whole is never `blocked`."""


@dataclass(frozen=True)
class CaseNews:
    """A case was handed in, or its state has changed. Nothing in it is readable as somebody's."""

    person: str
    """Fingerprint of the applicant's ID number."""
    service: str
    """Its key."""
    receipt: str
    """Twelve digits."""
    state: CaseState
    """Of the case as a whole."""
    conversation: str | None
    """The talk that hears of it anyway, in the answer to this very turn; None: no talk does."""


class News(Protocol):
    """Brings news of cases to whoever has asked for them."""

    def tell(self, session: Session, news: CaseNews) -> None:
        """Writes down, in the transaction in which it happens, what is to be brought; sends nothing itself."""


class NoNews:
    """Where no channel brings any."""

    def tell(self, session: Session, news: CaseNews) -> None:
        """Nothing."""
