"""All that the actions work with, handed in once by the wiring."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from actions.ports import Clock, News, NoNews, Records, Seal, Sender, Vault
from bot.catalogue import Catalogue
from bot.catalogue.models import Service
from bot.database import Sessions
from bot.kinds import Kind, Moment
from bot.say import Sentences

HERE = ZoneInfo("Asia/Shanghai")
"""All of China keeps one time."""


@dataclass
class Desk:
    """The catalogue, the sentences, and a port for each thing outside.

    `catalogue` and `sentences` are replaced by a reload; everything else stays.
    """

    catalogue: Catalogue
    sentences: Sentences
    kinds: Mapping[str, Kind]
    sessions: Sessions
    vault: Vault
    seal: Seal
    records: Records
    sender: Sender
    clock: Clock
    news: News = field(default_factory=NoNews)
    known: Callable[[Session, str], str | None] = lambda session, conversation: None
    """(session, conversation) → fingerprint of the person whom the talk's channel knows without a code of this talk.

    Enough to tell them how their cases stand, and for nothing else.
    """
    photo_channels: frozenset[str] = frozenset()
    """Those on which photographs can be sent."""

    def local_now(self) -> datetime:
        """This moment where the residents are."""
        return self.clock.now().astimezone(HERE)

    def today(self) -> date:
        """The date where the residents are."""
        return self.local_now().date()

    def on_offer(self) -> Mapping[str, Service]:
        """Services that can be applied for today; of others only the progress of old cases is told.

        What is asked for most stands first (data/asks.yml), and what is for the bereaved last: no greeting begins with a death.
        """
        often = self.catalogue.asks.often
        valid = [(key, service) for key, service in self.catalogue.services.items() if service.valid_on(self.today())]
        place = {key: number for number, key in enumerate(often)}
        return dict(sorted(valid, key=lambda one: (one[1].tone == "condolence", place.get(one[0], len(often)))))

    def moment(self) -> Moment:
        """What kinds may know besides the words."""
        return Moment(self.today(), self.catalogue.regions)
