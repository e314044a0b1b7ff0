"""A server at the edge of the system's world, in place of one that is not there, that is slow, or that talks nonsense."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest


@dataclass
class Edge:
    """Answers each POST with what `answer` makes of its body; what it was told is kept."""

    port: int
    answer: Callable[[dict[str, Any]], Any] = field(default=lambda told: [])
    """Bytes go as they are, anything else as JSON."""
    status: int = 200
    told: list[dict[str, Any]] = field(default_factory=list)
    asked: threading.Event = field(default_factory=threading.Event)
    """Set with the first request."""
    let_go: threading.Event = field(default_factory=threading.Event)
    """For answers that wait; set at the end of the test."""


@pytest.fixture
def edge() -> Iterator[Edge]:
    """A server on a port of its own."""
    with new_edge() as place:
        yield place


@contextmanager
def new_edge() -> Iterator[Edge]:
    """For fixtures of a wider scope: a server on a port of its own."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            place.told.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            place.asked.set()
            answer = place.answer(place.told[-1])
            body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
            self.send_response(place.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    place = Edge(server.server_address[1])
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield place
    finally:
        place.let_go.set()
        server.shutdown()
        server.server_close()
