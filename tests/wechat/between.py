"""What stands between the parts of a system in these tests: a slow way to Rasa, and a balancer before the actions."""

from __future__ import annotations

import asyncio
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.living import free_port, wait_until


@dataclass
class Way:
    """Passes everything on, some of it slowly."""

    to: Callable[[], Sequence[str]]
    """Where to, as it is now; the first that takes the connection gets it."""
    seconds: float = 0.0
    """What a turn waits before it is passed on; set to less, it holds for those that wait already."""
    port: int = field(default_factory=free_port)
    turns: Counter[str] = field(default_factory=Counter)
    """How often each turn came by, by its id."""

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"

    async def pass_on(self, request: Request) -> Response:
        """One request."""
        body = await request.body()
        if request.url.path == "/webhooks/rest/webhook":
            self.turns[(await request.json())["metadata"]["turn"]] += 1
            began = time.monotonic()
            while time.monotonic() < began + self.seconds:  # noqa: ASYNC110  # changed from other threads
                await asyncio.sleep(0.02)
        given = {name: value for name, value in request.headers.items() if name.lower() not in {"host", "content-length"}}
        client: httpx.AsyncClient = request.app.state.client
        for base in self.to():
            try:
                answer = await client.request(
                    request.method, f"{base}{request.url.path}", params=request.query_params, content=body, headers=given
                )
            except httpx.TransportError:
                continue
            return Response(answer.content, answer.status_code, media_type=answer.headers.get("content-type"))
        return Response(status_code=502)


@contextmanager
def way(to: Callable[[], Sequence[str]], seconds: float = 0.0) -> Iterator[Way]:
    """A way on a port of its own."""
    one = Way(to, seconds)
    app = Starlette(routes=[Route("/{rest:path}", one.pass_on, methods=["GET", "POST"])])
    app.state.client = httpx.AsyncClient(trust_env=False, timeout=None, limits=httpx.Limits(max_connections=None))
    server = uvicorn.Server(
        uvicorn.Config(app, host="127.0.0.1", port=one.port, log_level="error", access_log=False, lifespan="off", backlog=1024)
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    wait_until(lambda: server.started, "the way does not open")
    try:
        yield one
    finally:
        server.should_exit = server.force_exit = True
        thread.join(10)
