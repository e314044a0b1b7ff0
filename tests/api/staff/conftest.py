"""The staff page over an empty database, a stranger before it, and a member of staff behind it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.pages import files
from api.staff import accounts
from api.staff.photographs import Photographs
from api.staff.routes import router
from bot.catalogue.models import Words
from bot.database import Base, Sessions, open_database
from bot.say import load_sentences
from tests.api.staff.desk import NAME, PASSWORD, SAY, sign_in


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Sessions]:
    engine, opened = open_database(f"sqlite:///{tmp_path / 'nuanban.db'}")
    Base.metadata.create_all(engine)
    yield opened
    engine.dispose()


@pytest.fixture
def app(made: Sessions) -> FastAPI:
    app = FastAPI()
    app.state.sessions = made
    app.state.sentences = load_sentences(SAY)
    app.state.settings = SimpleNamespace(demo=False)
    app.state.labels = {"birth_date": "出生日期"}
    app.state.photographs = Photographs(lambda session, conversation: (), lambda session, conversation, id: None)
    services = {"retire": SimpleNamespace(title=Words(zh="退休")), "newborn": SimpleNamespace(title=Words(zh="新生儿出生"))}
    app.state.catalogue = SimpleNamespace(services=services)
    app.include_router(router)
    app.include_router(files.router)
    return app


@pytest.fixture
def visitor(app: FastAPI) -> TestClient:
    return TestClient(app, headers={"Sec-Fetch-Site": "same-origin"}, follow_redirects=False)


@pytest.fixture
def staff(visitor: TestClient, made: Sessions) -> TestClient:
    with made.begin() as session:
        accounts.add(session, NAME, PASSWORD)
    assert sign_in(visitor).headers["location"] == "/staff"
    return visitor
