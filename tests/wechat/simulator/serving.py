"""The API on a real port, in the loop that runs already."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol


class BreakableProtocol(HttpToolsProtocol):
    """Lets the application break the connection: `scope["transport"].abort()`."""

    def on_message_begin(self) -> None:
        """A call begins."""
        super().on_message_begin()
        self.scope["transport"] = self.transport  # type: ignore[typeddict-unknown-key]


@asynccontextmanager
async def serving(app: ASGIApp, listening: socket.socket) -> AsyncIterator[None]:
    """Serves until the end of the block; what is answered slowly then is broken off."""
    config = uvicorn.Config(app, http=BreakableProtocol, ws="none", lifespan="off", log_level="critical", access_log=False)
    config.load()
    server = uvicorn.Server(config)
    server.lifespan = config.lifespan_class(config)
    await server.startup(sockets=[listening])  # without its main loop and its shutdown, which take their time
    try:
        yield
    finally:
        for listener in server.servers:
            listener.close()
        for connection in list(server.server_state.connections):
            connection.transport.abort()
        running = list(server.server_state.tasks)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)


def listen(port: int = 0) -> socket.socket:
    """A port of this machine, any free one unless given, that takes connections from now on."""
    return socket.create_server(("127.0.0.1", port), backlog=1024)
