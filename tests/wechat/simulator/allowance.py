"""How many customer-service messages one resident may be sent.

Source: 客服消息, rules since 2023-06-12: a message of the resident's gives 5 within 48 h; a click in the menu, following or
a scanned code gives 3 within 1 minute. They do not add up: each message sent counts against all that run, the larger one decides.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.wechat.simulator.errors import WeChatError


@dataclass
class Grant:
    """So many messages until then."""

    until: float
    left: int


@dataclass
class Allowance:
    """What one resident's doings have granted."""

    message: Grant = field(default_factory=lambda: Grant(0, 0))
    event: Grant = field(default_factory=lambda: Grant(0, 0))

    def has_written(self, now: float) -> None:
        """5 within 48 h."""
        self.message = Grant(now + 48 * 3600, 5)

    def has_pressed(self, now: float) -> None:
        """3 within a minute: a click (not VIEW), following, scanning."""
        self.event = Grant(now + 60, 3)

    def end(self) -> None:
        """The resident does not follow any more."""
        self.message = self.event = Grant(0, 0)

    def take(self, now: float) -> None:
        """Takes one message. Raises 45015 when nothing runs, 45047 when it is used up."""
        running = [grant for grant in (self.message, self.event) if grant.until > now]
        if not running:
            raise WeChatError(45015)
        if max(grant.left for grant in running) <= 0:
            raise WeChatError(45047)
        for grant in running:
            grant.left -= 1
