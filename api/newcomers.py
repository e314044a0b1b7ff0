"""How many talks one address may begin: enough for a hall full of people, too few to fill a database."""

from __future__ import annotations

import math
import time
from ipaddress import IPv4Address, IPv6Address, ip_address

from fastapi import HTTPException, Request
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

HOUSEHOLD = 64
"""Bits of an IPv6 address that one household shares."""


class Newcomers:
    """Counts those of one gateway."""

    def __init__(self, per_minute: int) -> None:
        self._most = RateLimitItemPerMinute(per_minute)
        self._counts = MovingWindowRateLimiter(MemoryStorage())

    def check(self, host: str) -> None:
        """Counts one more talk from this address. Raises HTTPException 429, with Retry-After, when it has begun as many as it may.

        This machine itself is not counted: a web server in front of us that does not
        say for whom it asks (X-Forwarded-For) would lock the whole city out.
        """
        place = _place(host)
        if place is None or self._counts.hit(self._most, place):
            return
        free = self._counts.get_window_stats(self._most, place).reset_time
        raise HTTPException(429, headers={"Retry-After": str(max(1, math.ceil(free - time.time())))})


def admit(request: Request) -> None:
    """Whoever sends this request may begin a talk. Raises HTTPException 429."""
    newcomers: Newcomers = request.app.state.newcomers
    newcomers.check(request.client.host if request.client else "")


def _place(host: str) -> str | None:
    """What is counted together; None for what is not counted."""
    try:
        address: IPv4Address | IPv6Address = ip_address(host.partition("%")[0])
    except ValueError:
        return None  # a socket of this machine has no address
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    if address.is_loopback:
        return None
    return str(address) if isinstance(address, IPv4Address) else str(int(address) >> (128 - HOUSEHOLD))
