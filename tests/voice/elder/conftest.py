"""One whole system that hears and speaks, and a browser, for all who come to the elders' page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete

from actions.identity.tables import CodeRow
from api.settings import ROOT
from tests.living import Living, living
from tests.voice.elder.page import Somebody
from tests.voice.resident import Resident, resident

MODEL = ROOT / "tests/voice/model"


@pytest.fixture(scope="package")
def alive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Living]:
    """A whole system that hears and speaks."""
    with living(tmp_path_factory.mktemp("aloud"), speaker="auto", recognizer="vosk", vosk_model=str(MODEL)) as running:
        yield running


@pytest.fixture(scope="package")
def playwright() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as found:
        yield found


@pytest.fixture(autouse=True)
def nobody_has_asked_for_a_code(alive: Living) -> None:
    """Codes are rationed by the person."""
    with alive.house.sessions.begin() as session:
        session.execute(delete(CodeRow))


@pytest.fixture
def somebody(playwright: Any, alive: Living, tmp_path: Path) -> Somebody:
    """Somebody at a page: `with somebody("m8") as he:`; `url` is another door than the usual."""

    def comes(voice: str = "f5", url: str | None = None, **context: Any) -> AbstractContextManager[Resident]:
        return resident(playwright, tmp_path / voice, url or alive.house.settings.url, voice, **context)

    return comes
