"""Fixtures: the real page and socket with a small call behind them; a folder's conftest names them for its tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi import FastAPI

from tests.voice.voice_app import SmallCalls, build_app, serving


@pytest.fixture
def app() -> FastAPI:
    return build_app()


@pytest.fixture
def calls(app: FastAPI) -> SmallCalls:
    found: SmallCalls = app.state.small
    return found


@pytest.fixture
def port(app: FastAPI) -> Iterator[int]:
    with serving(app) as found:
        yield found
