"""Carries what residents do to the account's server, as WeChat does.

Sources: 接收普通消息 (developers.weixin.qq.com) and the city's facts: 5 s to answer; then the connection is cut and the same
message is sent again, three deliveries in all. That each delivery is signed anew, with a timestamp and nonce of its own, is
from memory. How soon WeChat tries again after a refused or broken connection is not documented: `gap` sets it.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

import httpx

from tests.wechat.simulator.account import Account
from tests.wechat.simulator.answers import BrokenAnswer, Passive, read
from tests.wechat.simulator.balancing import Balancer
from tests.wechat.simulator.clock import Clock
from tests.wechat.simulator.envelope import Envelope, envelope
from tests.wechat.simulator.sent import Delivery, Outcome, Sent

DELIVERIES = 3
LAST_WORDS = {Outcome.SHOWN, Outcome.ACKNOWLEDGED, Outcome.BROKEN}
"""After these WeChat does not send the message again."""


@dataclass
class Courier:
    """Delivers for one account."""

    account: Account
    clock: Clock
    balancer: Balancer
    client: httpx.AsyncClient
    has_media: Callable[[str], bool]
    loses: Callable[[], bool]
    """Whether a good answer that has just come gets lost on its way."""
    patience: float
    """Real seconds until the connection is cut."""
    gap: float
    """Real seconds until the next try after a refused or broken connection."""
    fresh: bool
    """Each delivery has a timestamp and nonce of its own."""

    async def carry(self, sent: Sent) -> tuple[Outcome, Passive | None, str]:
        """Up to three deliveries. Gives the last word, the answer to show if there is one, and what was wrong if something was."""
        timestamp, nonce = self._stamp()
        for number in range(DELIVERIES):
            if number and self.fresh:
                timestamp, nonce = self._stamp()
            outcome, answer, why = await self._deliver(sent, envelope(self.account, sent.openid, sent.fields, timestamp, nonce))
            if outcome in LAST_WORDS:
                return outcome, answer, why
            if outcome is Outcome.REFUSED and number < DELIVERIES - 1:
                await asyncio.sleep(self.gap)
        return Outcome.UNANSWERED, None, "three deliveries without an answer"

    async def _deliver(self, sent: Sent, letter: Envelope) -> tuple[Outcome, Passive | None, str]:
        began, moment = self.clock.now(), time.perf_counter()
        url, answer, why = "", None, ""
        try:
            async with asyncio.timeout(self.patience):
                url, response = await self.balancer.send(lambda url: self._post(url, letter))
            answer = read(self.account, sent.openid, response.status_code, response.content, self.has_media)
            outcome = Outcome.ACKNOWLEDGED if answer is None else Outcome.SHOWN
            if self.loses() or sent.loses:
                sent.loses = max(0, sent.loses - 1)
                outcome, answer = Outcome.LOST, None
        except TimeoutError:
            outcome = Outcome.LATE
        except httpx.TransportError as wrong:
            outcome, why = Outcome.REFUSED, f"{type(wrong).__name__}: {wrong}"
        except (BrokenAnswer, httpx.DecodingError) as wrong:
            outcome, why = Outcome.BROKEN, str(wrong)
        took = time.perf_counter() - moment
        sent.deliveries.append(Delivery(url, letter.params["timestamp"], letter.params["nonce"], began, took, outcome, why))
        return outcome, answer, why

    async def _post(self, url: str, letter: Envelope) -> httpx.Response:
        return await self.client.post(url, params=letter.params, content=letter.body, headers={"Content-Type": "text/xml"})

    def _stamp(self) -> tuple[str, str]:
        return str(int(self.clock.now())), str(secrets.randbelow(10**10))
