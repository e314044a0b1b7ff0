"""Somebody who listens for news of cases, and remembers them."""

from __future__ import annotations

from sqlalchemy.orm import Session

from bot.news import CaseNews


class Listener:
    """Takes news; a fake for the edge of the actions."""

    def __init__(self) -> None:
        self.told: list[CaseNews] = []

    def tell(self, session: Session, news: CaseNews) -> None:
        """Remembers it."""
        self.told.append(news)

    def states(self) -> list[str]:
        """What was told, in order."""
        return [news.state for news in self.told]
