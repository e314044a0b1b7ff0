"""How much a request may bring: beyond that it is refused before anybody reads it."""

from __future__ import annotations

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

RESIDENTS = 256 * 1024
"""Bytes of a resident's or staff request: 10,000 Chinese characters fit, however they are encoded."""
RASA = 8 * 1024 * 1024
"""Bytes of an action call, which carries a whole talk."""


class BodyLimit:
    """Counts a body while it comes, whatever its headers say."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = RASA if scope["path"].startswith("/actions/") else RESIDENTS
        body = b""
        more = True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            body += message.get("body", b"")
            more = message.get("more_body", False)
            if len(body) > limit:
                await _too_large(scope, receive, send)
                return
        sent = False

        async def replay() -> Message:
            nonlocal sent
            if sent:
                return await receive()
            sent = True
            return {"type": "http.request", "body": body, "more_body": False}

        await self._app(scope, replay, send)


async def _too_large(scope: Scope, receive: Receive, send: Send) -> None:
    body = {"type": "about:blank", "title": "Content Too Large", "status": 413, "detail": f"at most {RESIDENTS} bytes"}
    await JSONResponse(body, 413, media_type="application/problem+json")(scope, receive, send)
