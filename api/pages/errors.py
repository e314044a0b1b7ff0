"""Pages for what went wrong: plain, kind, with a telephone number and no stack trace."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from typing import Any

from fastapi import HTTPException, Request, Response
from fastapi.responses import HTMLResponse
from fastapi.routing import APIRoute

from api.pages.render import page

_SAID = {403: "elsewhere", 404: "missing", 413: "too_long", 429: "too_many", 503: "not_ready"}
"""Status → sentence under `page.error`; all others get `broken`, or `unclear` when the request was at fault."""


def error_page(request: Request, status: int, headers: Mapping[str, str] | None = None) -> HTMLResponse:
    """The page that tells a resident about this HTTP status: 404, 429, 500, 503 while Rasa is not ready …"""
    said = _SAID.get(status, "unclear" if status < 500 else "broken")
    response = page(request, "error.html", status, said=said)
    if status == 503:
        response.headers["Retry-After"] = "10"
    if headers and "Retry-After" in headers:
        response.headers["Retry-After"] = headers["Retry-After"]
    return response


def wants_page(request: Request) -> bool:
    """Whether an error should be a page: somebody looks, and it is not the API, a channel or a machine's address."""
    machine = request.url.path.startswith(("/api/", "/actions/", "/channels/", "/healthz", "/readyz", "/metrics", "/internal/"))
    return not machine and "text/html" in request.headers.get("accept", "")


class PageRoute(APIRoute):
    """A route whose refusals (HTTPException) are pages."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The route's handler with its refusals turned into pages."""
        handle = super().get_route_handler()

        async def handled(request: Request) -> Response:
            try:
                return await handle(request)
            except HTTPException as refused:
                return error_page(request, refused.status_code, refused.headers)

        return handled
