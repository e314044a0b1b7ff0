"""Which of several gateways a delivery goes to, as a load balancer before them would choose."""

from __future__ import annotations

import itertools
from collections.abc import Awaitable, Callable, Sequence
from enum import StrEnum

import httpx


class Balance(StrEnum):
    """How the balancer chooses."""

    IN_TURN = "in turn"
    """Each delivery goes to the next one, living or not."""
    FIRST_LIVING = "first living"
    """Always the first that takes the connection, in the order given."""
    IN_TURN_LIVING = "in turn, living"
    """The next one; where it does not take the connection, the one after it."""


class Balancer:
    """Chooses a gateway for each delivery."""

    def __init__(self, urls: Sequence[str], balance: Balance) -> None:
        self.urls = list(urls)
        self._balance = balance
        self._turn = itertools.count()

    async def send(self, post: Callable[[str], Awaitable[httpx.Response]]) -> tuple[str, httpx.Response]:
        """Posts to the one whose turn it is. Raises what `post` raises; ConnectError only when nobody is left to try."""
        order = self._order()
        for url in order[:-1]:
            try:
                return url, await post(url)
            except httpx.ConnectError:
                continue
        return order[-1], await post(order[-1])

    def _order(self) -> list[str]:
        if self._balance is Balance.FIRST_LIVING:
            return self.urls
        first = next(self._turn) % len(self.urls)
        order = self.urls[first:] + self.urls[:first]
        return order[:1] if self._balance is Balance.IN_TURN else order
