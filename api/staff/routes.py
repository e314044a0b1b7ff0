"""The staff page's addresses. Whoever is not signed in is led to the door."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable, Coroutine, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import structlog
from fastapi import APIRouter, Depends, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from api.pages.cookies import language_of
from api.pages.errors import PageRoute
from api.pages.forms import fields
from api.pages.render import TEMPLATES, environment, page
from api.pages.view import china_time
from api.staff import accounts, talks
from api.staff import sessions as staff_sessions
from api.staff.filters import filter_of
from api.staff.labels import labelled
from api.staff.photographs import shown
from api.staff.sessions import COOKIE, Member
from bot.acts import ACTS
from bot.database import Sessions

log = structlog.get_logger()

_templates = environment(Path(__file__).parent / "templates", TEMPLATES)
_BEFORE = "nuanban_staff_door"
"""A cookie that the sign-in form must repeat: nobody can sign a browser in from elsewhere."""


class NotSignedIn(Exception):
    """Nobody is signed in on this browser."""


class StaffRoute(PageRoute):
    """A page that leads whoever is not signed in to the door."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The route's handler with NotSignedIn turned into a way to the door."""
        handle = super().get_route_handler()

        async def handled(request: Request) -> Response:
            try:
                return await handle(request)
            except NotSignedIn:
                return RedirectResponse("/staff/login", 303, {"Cache-Control": "no-store"})

        return handled


router = APIRouter(prefix="/staff", route_class=StaffRoute, include_in_schema=False)

Fields = Annotated[dict[str, str], Depends(fields)]


def signed_in(request: Request) -> Member:
    """Who is signed in. Raises NotSignedIn."""
    with _sessions(request).begin() as session:
        found = staff_sessions.member(session, request.cookies.get(COOKIE, ""), datetime.now(UTC))
    if found is None:
        raise NotSignedIn
    return found


def own_form(form: Fields, who: Annotated[Member, Depends(signed_in)]) -> dict[str, str]:
    """A form that we gave to this session. Raises HTTPException 403 for any other."""
    if not who.sent(form):
        raise HTTPException(403)
    return form


SignedIn = Annotated[Member, Depends(signed_in)]
OwnForm = Annotated[dict[str, str], Depends(own_form)]


@router.get("/login")
def door(request: Request) -> Response:
    """The sign-in form."""
    return _door(request, refused=False)


@router.post("/login")
def sign_in(request: Request, form: Fields) -> Response:
    """Signs in with name and password; a wrong name, a wrong password and a locked account are told alike."""
    given = request.cookies.get(_BEFORE, "")
    if not given or not hmac.compare_digest(given.encode(), form.get("csrf", "").encode()):
        raise HTTPException(403)
    now = datetime.now(UTC)
    staff_id = accounts.verify(_sessions(request), form.get("name", ""), form.get("password", ""), now)
    if staff_id is None:
        return _door(request, refused=True)
    with _sessions(request).begin() as session:
        token = staff_sessions.sign_in(session, staff_id, now)
    response = RedirectResponse("/staff", 303)
    response.delete_cookie(_BEFORE, path="/staff", httponly=True, samesite="strict")
    _set_cookie(request, response, COOKIE, token)
    return response


@router.post("/logout")
def sign_out(request: Request, who: SignedIn, form: OwnForm) -> Response:
    """Ends the session."""
    with _sessions(request).begin() as session:
        staff_sessions.sign_out(session, request.cookies.get(COOKIE, ""))
    response = RedirectResponse("/staff/login", 303)
    response.delete_cookie(COOKIE, path="/staff", httponly=True, samesite="strict")
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


@router.get("")
def list_talks(request: Request, who: SignedIn) -> Response:
    """Talks, newest first, filtered and searched."""
    wanted = filter_of(request.query_params)
    with _sessions(request).begin() as session:
        found = talks.listing(session, wanted)
    return _page(request, who, "list.html", wanted=wanted, found=found, number=min(wanted.number, found.pages), here=str(request.url.query))


@router.get("/talks/{conversation}")
def read_talk(request: Request, conversation: str, who: SignedIn) -> Response:
    """One talk, masked. Opening it is written down."""
    if not _is_id(conversation):
        raise HTTPException(404)
    with _sessions(request).begin() as session:
        found = talks.turns_of(session, conversation)
        if found is None:
            raise HTTPException(404)
        talks.note_view(session, who.name, conversation)
        photographs = request.app.state.photographs.of_talk(session, conversation)
    talk, turns = found
    return _page(request, who, "talk.html", talk=talk, turns=turns, photographs=photographs)


@router.get("/talks/{conversation}/photographs/{id}")
def see_photograph(request: Request, conversation: str, id: str, who: SignedIn) -> Response:
    """A photograph that belongs to this talk. Every look is written down."""
    if not _is_id(conversation) or not _is_id(id):
        raise HTTPException(404)
    with _sessions(request).begin() as session:
        try:
            picture = request.app.state.photographs.open(session, conversation, id)
        except ValueError as fault:
            log.error("photograph_unreadable", photograph=id, fault=str(fault))
            raise HTTPException(500) from fault
        if picture is None:
            raise HTTPException(404)
        talks.note_view(session, who.name, conversation, id)
    return shown(picture, id)


@router.post("/talks/{conversation}/turns/{number}/mark")
def mark_turn(request: Request, conversation: str, number: str, who: SignedIn, form: OwnForm) -> Response:
    """Keeps what this turn should have been understood as."""
    service, act = form.get("service") or None, form.get("act") or None
    if not _is_id(conversation) or not _is_number(number):
        raise HTTPException(404)
    if (service and service not in request.app.state.catalogue.services) or (act and act not in ACTS):
        raise HTTPException(422)
    with _sessions(request).begin() as session:
        if not talks.mark(session, conversation, int(number), who.name, service, act):
            raise HTTPException(404)
    return RedirectResponse(f"/staff/talks/{conversation}#turn-{number}", 303)


@router.get("/{rest:path}")
def nothing_here(rest: str, who: SignedIn) -> Response:
    """Any other address under /staff: a page that is missing, for those who may know."""
    raise HTTPException(404)


def _door(request: Request, *, refused: bool) -> Response:
    csrf = secrets.token_urlsafe(24)
    response = page(request, "login.html", 403 if refused else 200, templates=_templates, csrf=csrf, refused=refused, who=None)
    _set_cookie(request, response, _BEFORE, csrf)
    return response


def _page(request: Request, who: Member, name: str, **values: Any) -> Response:
    language = language_of(request)
    state = request.app.state
    services: Mapping[str, str] = {id: service.title.in_(language) for id, service in state.catalogue.services.items()}
    otherwise = state.sentences.say("staff.personal", language).text

    def tokens(text: str) -> str:
        return labelled(text, state.labels, otherwise)

    return page(
        request,
        name,
        templates=_templates,
        who=who,
        services=services,
        acts=ACTS,
        tokens=tokens,
        labels=state.labels,
        when=china_time,
        **values,
    )


def _set_cookie(request: Request, response: Response, name: str, value: str) -> None:
    response.set_cookie(name, value, path="/staff", httponly=True, samesite="strict", secure=request.url.scheme == "https")


def _sessions(request: Request) -> Sessions:
    sessions: Sessions = request.app.state.sessions
    return sessions


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10


def _is_id(text: str) -> bool:
    """Whether it could be a conversation's id; other text may hold what PostgreSQL refuses to be asked."""
    return text.isascii() and text.isalnum() and len(text) <= 32
