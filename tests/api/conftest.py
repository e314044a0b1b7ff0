"""A page, somebody who visits it, and a browser that is real."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.api.paging import CHROMIUM, Talks, build_app


@pytest.fixture
def app() -> FastAPI:
    return build_app()


@pytest.fixture
def talks(app: FastAPI) -> Talks:
    found: Talks = app.state.talks
    return found


@pytest.fixture
def browser(app: FastAPI) -> TestClient:
    return TestClient(app, headers={"Accept": "text/html", "Sec-Fetch-Site": "same-origin"}, raise_server_exceptions=False)


@pytest.fixture
def address(app: FastAPI) -> Iterator[str]:
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """A browser for one file: while it is there its loop runs in this thread, and `asyncio.run` refuses to begin another."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield browser
        browser.close()
