"""Rasa, over its REST channel."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from bot.turn import Reply, reply_from_json

NOT_UNDERSTOOD = frozenset({"unsure", "out_of_scope"})

PARSE_WITHIN = 0.3
"""Seconds that understanding may take where somebody waits to be answered aloud."""


class RasaFailed(Exception):
    """Rasa gave no usable answer: unreachable, late, or empty."""


@dataclass(frozen=True)
class Understanding:
    """What Rasa made of the words."""

    service: str | None = None
    act: str | None = None
    confidence_service: float = 0.0
    confidence_act: float = 0.0
    actions: tuple[str, ...] = ()
    """The actions that answered."""


@dataclass(frozen=True)
class Answered:
    """Replies (masked) and what was understood."""

    replies: tuple[Reply, ...]
    understanding: Understanding
    failed: bool = False
    """Whether one of the actions failed and said so."""


class Rasa:
    """A running Rasa server. One per process; its connections are shared."""

    def __init__(self, url: str, timeout: float, token: str = "") -> None:
        self._timeout = timeout
        self._client = httpx.AsyncClient(base_url=url, timeout=timeout, trust_env=False, limits=httpx.Limits(max_connections=200))
        self._token = token

    async def say(self, conversation: str, text: str, metadata: Mapping[str, Any]) -> Answered:
        """Rasa's answer to masked words. Raises RasaFailed; no answer at all is a failure too."""
        body = {"sender": conversation, "message": text, "metadata": metadata}
        try:
            async with asyncio.timeout(self._timeout):
                response = await self._client.post("/webhooks/rest/webhook", json=body)
            bodies = [message["custom"] for message in response.raise_for_status().json() if "custom" in message]
            if not bodies:
                raise RasaFailed("Rasa answered nothing: an action failed or no rule fits")
            return answered(bodies)
        except TimeoutError as error:
            raise RasaFailed(f"Rasa did not answer within {self._timeout:g} s") from error
        except httpx.HTTPError as error:
            raise RasaFailed(f"{type(error).__name__}: {error}") from error
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise RasaFailed(f"Rasa's answer cannot be read: {type(error).__name__}") from error

    async def understood(self, text: str) -> float | None:
        """How clearly these (masked) words mean something, 0 to 1; None when Rasa does not say so in time. No talk remembers them."""
        try:
            response = await self._client.post("/model/parse", params={"token": self._token}, json={"text": text}, timeout=PARSE_WITHIN)
            return clearness(response.raise_for_status().json())
        except (httpx.HTTPError, ValueError, TypeError, KeyError):
            return None

    async def ready(self) -> bool:
        """Whether Rasa answers and has a model."""
        try:
            status = await self._client.get("/status", params={"token": self._token}, timeout=3)
            return status.status_code == 200 and bool(status.json().get("model_file"))
        except (httpx.HTTPError, ValueError):
            return False

    async def close(self) -> None:
        """Closes the connections."""
        await self._client.aclose()


def clearness(parsed: Mapping[str, Any]) -> float:
    """Of a parse: the act's confidence and the service's, half each; what is none of ours or unsure counts nothing."""
    act = parsed["intent"]
    if act["name"] in NOT_UNDERSTOOD:
        return 0.0
    services = [float(one.get("confidence_entity", 0)) for one in parsed.get("entities", ()) if one.get("entity") == "service"]
    return (float(act["confidence"]) + max(services, default=0.0)) / 2


def answered(bodies: list[dict[str, Any]]) -> Answered:
    """The replies of one turn and what was understood, out of what our actions sent through Rasa."""
    understood = [body.get("understanding") or {} for body in bodies]
    first = understood[0]
    confidence = first.get("confidence") or {}
    return Answered(
        replies=tuple(reply_from_json(body) for body in bodies),
        understanding=Understanding(
            first.get("service"),
            first.get("act"),
            float(confidence.get("service", 0)),
            float(confidence.get("act", 0)),
            tuple(one.get("action", "") for one in understood),
        ),
        failed=any(body.get("failed") for body in bodies),
    )
