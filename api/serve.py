"""The door's process: `python -m api.serve`.

With a certificate the world comes in over TLS, and Rasa, which would not
believe that certificate on 127.0.0.1, comes in over a plain port on loopback.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from api.app import create_app
from api.logs import set_up
from api.settings import Settings, load_settings

LARGEST_FRAME = 128 * 1024
"""Bytes of a socket's frame beyond which the connection is cut at once; from half of that on a voice socket says so."""
GRACE = 8
"""Seconds that turns get to finish when the door closes."""


class Beside(uvicorn.Server):
    """A second server in a process whose signals belong to the first."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leaves the signals alone."""
        yield


async def serve(settings: Settings) -> None:
    """Serves until SIGINT or SIGTERM."""
    app = create_app(settings)
    set_up(settings.log_level)
    level = "info" if settings.log_level == "debug" else settings.log_level  # at debug, every frame of a socket is written down
    door = uvicorn.Server(
        uvicorn.Config(
            app,
            host=settings.host,
            port=settings.port,
            ssl_certfile=settings.tls_cert,
            ssl_keyfile=settings.tls_key,
            log_config=None,
            log_level=level,
            access_log=False,
            server_header=False,
            ws_max_size=LARGEST_FRAME,
            ws_per_message_deflate=False,  # sound does not get smaller
            timeout_graceful_shutdown=GRACE,
        )
    )
    if settings.tls_cert is None:
        await door.serve()
        return
    inside = uvicorn.Config(
        app, host="127.0.0.1", port=settings.actions_port, lifespan="off", log_config=None, log_level=level, access_log=False
    )
    for_rasa = Beside(inside)
    actions = asyncio.create_task(for_rasa.serve())
    await door.serve()
    for_rasa.should_exit = True
    await actions


if __name__ == "__main__":
    asyncio.run(serve(load_settings()))
