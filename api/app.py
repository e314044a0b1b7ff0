"""The door: one ASGI application for residents, staff, Rasa's action calls and machines."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Any

import prometheus_client
import structlog
from fastapi import FastAPI, HTTPException, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, PlainTextResponse
from sqlalchemy import text
from starlette.exceptions import HTTPException as StarletteHTTPException

from api import actions_door, rest, voice_door
from api.house import House
from api.limits import BodyLimit
from api.newcomers import Newcomers
from api.pages import routes as pages
from api.pages.errors import error_page, wants_page
from api.settings import SECRET_HEADER, Settings, load_settings
from api.staff import routes as staff
from api.voicing import prepare
from api.wechat import door as wechat_door
from api.wiring import build
from bot.catalogue import DataError
from bot.database import reading

THREADS = 32
"""For work that waits: a department that takes its five seconds must not stop other residents."""

log = structlog.get_logger()


def create_app(settings: Settings | None = None) -> FastAPI:
    """The whole gateway. Refuses to start, with file, place and remedy, when anything is missing."""
    return app_of(build(settings or load_settings()))


def app_of(house: House) -> FastAPI:
    """The application around a house that is already built."""
    account = house.wechat()

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(THREADS))
        preparing = asyncio.create_task(prepare(house.voicing, house.fixed_sentences()))
        preparing.add_done_callback(_tell_fault)
        if account is not None:
            account.bridge.start()
        yield
        if account is not None:
            await account.bridge.close()
        preparing.cancel()
        await asyncio.gather(preparing, return_exceptions=True)
        await house.voicing.mouth.close()
        await house.rasa.close()

    app = FastAPI(title="Nuanban 暖办", docs_url=None, redoc_url=None, lifespan=lifespan)
    app.add_middleware(BodyLimit)
    _hand_in(app, house)
    app.state.newcomers = Newcomers(house.settings.new_talks)
    app.state.calls = voice_door.Calls(house.settings.calls)
    for router in (rest.router, voice_door.router, actions_door.router, pages.router, staff.router):
        app.include_router(router)
    if account is not None:
        app.state.wechat_envelope, app.state.wechat = account.envelope, account.bridge
        for router in (wechat_door.router, *account.pages):
            app.include_router(router)
    _machines(app, house)
    app.add_exception_handler(StarletteHTTPException, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(Exception, _broken)
    return app


def _tell_fault(task: asyncio.Task[None]) -> None:
    """Sentences that could not be made ready are made when they are said; why they could not is told."""
    if not task.cancelled() and (fault := task.exception()) is not None:
        log.error("sentences_not_ready", fault=f"{type(fault).__name__}: {fault}")


def _hand_in(app: FastAPI, house: House) -> None:
    state = app.state
    state.house, state.settings, state.talks, state.executor = house, house.settings, house.talks, house.executor
    state.ready, state.summary = house.rasa.ready, house.summary
    state.say = house.voicing.wav if house.voicing.speaks else None
    state.hears = house.voicing.ears is not None
    state.answer_call = house.calling()
    state.sessions, state.catalogue, state.sentences, state.labels = (
        house.sessions,
        house.desk.catalogue,
        house.desk.sentences,
        house.labels(),
    )
    state.demo_people = house.demo_people()
    state.photographs = house.photographs()
    state.into_wechat = house.into_wechat()
    state.outbox = lambda: [(message.to, message.text, message.at) for message in house.messages()]


def _machines(app: FastAPI, house: House) -> None:
    @app.get("/healthz", include_in_schema=False)
    async def alive() -> dict[str, str]:
        return {"status": "ok"}

    @app.get("/readyz", include_in_schema=False)
    async def ready() -> JSONResponse:
        parts = {
            "database": await asyncio.to_thread(_database_answers, house),
            "rasa": await house.rasa.ready(),
            "tracker": await asyncio.to_thread(house.tracker.ready),
        }
        return JSONResponse(parts, 200 if all(parts.values()) else 503)

    @app.get("/metrics", include_in_schema=False)
    async def metrics() -> Response:
        return PlainTextResponse(prometheus_client.generate_latest(), media_type=prometheus_client.CONTENT_TYPE_LATEST)

    @app.post("/internal/reload", include_in_schema=False)
    async def reload(request: Request) -> dict[str, str]:
        shown = request.headers.get(SECRET_HEADER, "")
        if not hmac.compare_digest(shown.encode(), house.settings.action_secret.get_secret_value().encode()):
            raise HTTPException(403)
        try:
            await asyncio.to_thread(house.reload)
        except DataError as fault:
            raise HTTPException(422, str(fault)) from fault
        _hand_in(app, house)
        return {"status": "reloaded"}


def _database_answers(house: House) -> bool:
    try:
        with reading(house.sessions) as session:
            return session.execute(text("SELECT 1")).scalar() == 1
    except Exception:  # readiness reports any fault as not ready
        log.exception("database_not_ready")
        return False


async def _refused(request: Request, refused: Exception) -> Response:
    assert isinstance(refused, StarletteHTTPException)
    if wants_page(request):
        return error_page(request, refused.status_code, refused.headers)
    return problem(request, refused.status_code, refused.detail if refused.status_code == 422 else None, refused.headers)


async def _invalid(request: Request, invalid: Exception) -> Response:
    assert isinstance(invalid, RequestValidationError)
    places = "; ".join(f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in invalid.errors())
    return problem(request, 422, places)


async def _broken(request: Request, fault: Exception) -> Response:
    log.exception("door_failed", path=request.url.path, fault=type(fault).__name__)
    return error_page(request, 500) if wants_page(request) else problem(request, 500)


def problem(request: Request, status: int, detail: str | None = None, headers: Any = None) -> JSONResponse:
    """RFC 9457 problem details, in the resident's language."""
    sentences = request.app.state.sentences
    key = f"problem.{status}" if f"problem.{status}" in sentences.keys() else "problem.other"  # noqa: SIM118  # keys of a language
    title = sentences.say(key, "en" if request.headers.get("accept-language", "").startswith("en") else "zh").text
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail or title}
    return JSONResponse(body, status, headers, media_type="application/problem+json")
