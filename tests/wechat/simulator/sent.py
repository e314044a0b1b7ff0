"""One thing that a resident does, and what became of it."""

from __future__ import annotations

import asyncio
from concurrent.futures import Future
from dataclasses import dataclass, field
from enum import StrEnum

from tests.wechat.simulator.answers import Passive

PATIENCE = 60
"""Real seconds until a test gives up waiting."""


class Outcome(StrEnum):
    """What became of a delivery, or of the whole message."""

    SHOWN = "shown"
    """The answer came in time; the resident sees it."""
    ACKNOWLEDGED = "acknowledged"
    """`success` or nothing: the resident sees nothing now."""
    BROKEN = "broken"
    """What came is no answer: the resident sees 该公众号提供的服务出现故障."""
    LATE = "late"
    """Nothing within 5 s: disconnected."""
    REFUSED = "refused"
    """No connection, or it broke."""
    LOST = "lost"
    """A good answer that a test let the network lose."""
    UNANSWERED = "unanswered"
    """Only of a message: none of its deliveries was answered."""


@dataclass(frozen=True)
class Delivery:
    """One POST of a message."""

    url: str
    """Where to; the first choice when nobody took the connection."""
    timestamp: str
    nonce: str
    began: float
    """The simulator's clock, seconds since 1970."""
    took: float
    """Real seconds until the answer was read, or given up."""
    outcome: Outcome
    why: str = ""
    """What is wrong with a broken answer, or with the connection."""


@dataclass
class Sent:
    """A message or an event on its way. Its fields are those of the XML."""

    openid: str
    fields: dict[str, str | int]
    deliveries: list[Delivery] = field(default_factory=list)
    outcome: Outcome | None = None
    """SHOWN, ACKNOWLEDGED, BROKEN or UNANSWERED; None while it is on its way."""
    answer: Passive | None = None
    """What the resident was shown at once."""
    loses: int = 0
    """How many of its good answers get lost on the way; after each it is delivered again."""
    done: Future[None] = field(default_factory=Future)

    @property
    def msg_id(self) -> int | None:
        """MsgId; an event has none."""
        found = self.fields.get("MsgId")
        return found if isinstance(found, int) else None

    @property
    def is_event(self) -> bool:
        """A click, following …; not a message."""
        return self.fields["MsgType"] == "event"

    def wait(self, seconds: float = PATIENCE) -> Sent:
        """Until its last delivery is over. Raises TimeoutError."""
        self.done.result(seconds)
        return self

    async def over(self) -> Sent:
        """As `wait`, on whatever loop."""
        await asyncio.wrap_future(self.done)
        return self
