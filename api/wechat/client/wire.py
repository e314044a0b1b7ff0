"""The wire to WeChat's interfaces: one call each, with deadlines, repeated where that cannot do anything twice."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx
import stamina

from api.wechat.client.errors import Busy, TooLarge, Unsure, WechatFailed, fault_in

TIMEOUT = httpx.Timeout(8, connect=3, pool=3)
"""Seconds."""
LIMITS = httpx.Limits(max_connections=40, max_keepalive_connections=10)
MEDIA_WITHIN = 20.0
"""Seconds for a file in all: one that comes byte by byte keeps every other deadline, and its resident waiting."""
ATTEMPTS = 3
UNSENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
"""Failures before a byte of the question has gone."""


@dataclass(frozen=True)
class Media:
    """A recording or a picture."""

    content: bytes = field(repr=False)
    type: str
    """As WeChat says: `audio/amr`, `image/jpeg` …"""


class Wire:
    """Connections to one address of WeChat's. Close it when done."""

    def __init__(self, base: str, transport: httpx.AsyncBaseTransport | None = None) -> None:
        for name in ("httpx", "httpcore"):
            logging.getLogger(name).setLevel(logging.WARNING)  # below that they write addresses, in which the token stands
        self._client = httpx.AsyncClient(base_url=base, timeout=TIMEOUT, limits=LIMITS, trust_env=False, transport=transport)

    async def call(
        self,
        method: str,
        path: str,
        *,
        repeat: bool,
        params: Mapping[str, str] | None = None,
        body: Mapping[str, Any] | None = None,
        files: Mapping[str, tuple[str, bytes, str]] | None = None,
    ) -> Mapping[str, Any]:
        """WeChat's answer. `repeat`: doing it twice is the same as once.

        Raises Busy when nothing was done, Unsure when that is not known (never with `repeat`),
        and what `errors.fault_in` finds.
        """
        content = None if body is None else json.dumps(body, ensure_ascii=False).encode()  # WeChat refuses \\uXXXX (40033)

        async def once() -> Mapping[str, Any]:
            try:
                response = await self._client.request(method, path, params=params, content=content, files=files)
            except httpx.RequestError as error:
                raise _lost(path, error) from None
            return _answer(path, response.status_code, response.content)

        return await _persistently(once, repeat=repeat)

    async def media(self, path: str, params: Mapping[str, str], limit: int) -> Media:
        """A file of at most `limit` bytes. Raises TooLarge, Busy and what `errors.fault_in` finds."""

        async def once() -> Media:
            try:
                async with self._client.stream("GET", path, params=params) as response:
                    kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
                    content = await _content(path, response, limit)
            except httpx.RequestError as error:
                raise _lost(path, error) from None
            if response.status_code != httpx.codes.OK or content[:1] == b"{" or kind.endswith("json"):
                _answer(path, response.status_code, content)
                raise WechatFailed(None, f"{path}: neither a recording nor a picture")
            return Media(content, kind)

        try:
            async with asyncio.timeout(MEDIA_WITHIN):
                return await _persistently(once, repeat=True)
        except TimeoutError:
            raise Busy(None, f"{path}: not whole after {MEDIA_WITHIN:g} s") from None

    async def close(self) -> None:
        """Closes the connections."""
        await self._client.aclose()


async def _persistently[T](once: Callable[[], Awaitable[T]], *, repeat: bool) -> T:
    """What `once` brings, tried up to three times in some seconds."""
    try:
        async for attempt in stamina.retry_context(
            on=(Busy, Unsure) if repeat else Busy, attempts=ATTEMPTS, timeout=15, wait_initial=0.2, wait_max=1, wait_jitter=0.2
        ):
            with attempt:
                result = await once()
    except Unsure as lost:
        if repeat:
            raise Busy(lost.code, str(lost)) from None
        raise
    return result


async def _content(path: str, response: httpx.Response, limit: int) -> bytes:
    content = bytearray()
    async for piece in response.aiter_bytes():
        content += piece
        if len(content) > limit:
            raise TooLarge(None, f"{path}: more than {limit} bytes")
    return bytes(content)


def _lost(path: str, error: httpx.RequestError) -> WechatFailed:
    """A failed request by name. Its own message is left out: it may hold the address."""
    kind = Busy if isinstance(error, UNSENT) else Unsure
    return kind(None, f"{path}: {type(error).__name__}")


def _answer(path: str, status: int, content: bytes) -> Mapping[str, Any]:
    if status >= httpx.codes.INTERNAL_SERVER_ERROR:
        raise Unsure(None, f"{path}: HTTP {status}")
    if status != httpx.codes.OK:
        raise WechatFailed(None, f"{path}: HTTP {status}")
    try:
        answer = json.loads(content)
    except ValueError:
        answer = None
    if not isinstance(answer, dict):
        raise Unsure(None, f"{path}: an answer that cannot be read")
    if fault := fault_in(path, answer):
        raise fault
    return answer
