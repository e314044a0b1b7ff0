"""The resident's page and its forms."""

from __future__ import annotations

import hmac
import secrets
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from api.pages import files
from api.pages.cookies import LANGUAGE, SIZE, SIZES, TalkKey, forget_talk, keep_choice, keep_talk, language_of, talk_key
from api.pages.errors import PageRoute
from api.pages.forms import fields
from api.pages.render import page
from api.pages.view import TalkView, china_time, talk_view
from bot.turn import Turn

if TYPE_CHECKING:
    from api.talks import Talks

LONGEST_SAID = 2000
"""Characters that the page takes at once; what is longer is handed back with a request to say it in pieces."""

router = APIRouter(route_class=PageRoute, include_in_schema=False)
router.include_router(files.router)

Fields = Annotated[dict[str, str], Depends(fields)]


@router.get("/")
async def show_talk(request: Request) -> Response:
    """The talk of this browser, or a new one with its greeting once somebody is there to answer."""
    key = await _own_talk(request)
    if key is not None:
        return await _show(request, key)
    if not await request.app.state.ready():
        raise HTTPException(503)
    opened = await _talks(request).open("web", language_of(request))
    view = talk_view([(None, opened.replies, datetime.now(UTC))], language_of(request))
    # The talk before this one was begun by a form, and yet no cookie came back.
    notice = "no_cookies" if "new" in request.query_params else None
    response = _talk_page(request, opened.id, view, notice=notice)
    keep_talk(request, response, TalkKey(opened.id, opened.token))
    return response


@router.post("/talk")
async def say(request: Request, form: Fields) -> Response:
    """Takes what was typed or tapped as one turn, and leads back to the talk."""
    text = form.get("text", "").strip()
    key = await _own_talk(request)
    if key is not None and (not text or len(text) > LONGEST_SAID):
        return await _show(request, key, notice="too_long" if text else "empty", typed=text, status=422)
    to = "/#latest"
    if key is None:
        opened = await _talks(request).open("web", language_of(request))
        key, to = TalkKey(opened.id, opened.token), "/?new=1#latest"
    if text and len(text) <= LONGEST_SAID:
        turn_id = _turn_id(key, form.get("turn_id") or secrets.token_hex(8), text)
        taken = await _talks(request).take(Turn(key.id, text, turn_id, "web", language_of(request)))
        if any(reply.facts.get("signed_out") for reply in taken.replies):
            return _goodbye("/bye")
    response = RedirectResponse(to, 303)
    keep_talk(request, response, key)
    return response


@router.post("/restart")
async def restart(request: Request, form: Fields) -> Response:
    """Ends this talk and begins another; the identity shown in the old one does not carry over."""
    await _sign_out(request)
    response = RedirectResponse("/", 303)
    forget_talk(response)
    return response


@router.post("/leave")
async def leave(request: Request, form: Fields) -> Response:
    """Signs out, erases the talk where asked to, and leaves nothing of it in this browser."""
    key = await _sign_out(request)
    erased = key is not None and form.get("erase") == "yes"
    if key is not None and erased:
        await _talks(request).erase(key.id)
    return _goodbye("/bye?erased=1" if erased else "/bye")


def _goodbye(to: str) -> Response:
    response = RedirectResponse(to, 303)
    forget_talk(response)
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


@router.get("/bye")
async def bye(request: Request) -> Response:
    """Says that one has left."""
    return page(request, "bye.html", erased="erased" in request.query_params)


@router.post("/mode")
async def choose_size(request: Request, form: Fields) -> Response:
    """Remembers the size of letters."""
    response = RedirectResponse("/#latest", 303)
    size = form.get("size", "")
    keep_choice(request, response, SIZE, size if size in SIZES else SIZES[0])
    return response


@router.post("/language")
async def choose_language(request: Request, form: Fields) -> Response:
    """Remembers the language."""
    response = RedirectResponse("/#latest", 303)
    keep_choice(request, response, LANGUAGE, "en" if form.get("language") == "en" else "zh")
    return response


async def _own_talk(request: Request) -> TalkKey | None:
    """The key in the cookie, when it opens a talk."""
    key = talk_key(request)
    return key if key is not None and await _talks(request).authorise(key.id, key.token) is not None else None


async def _sign_out(request: Request) -> TalkKey | None:
    key = await _own_talk(request)
    if key is not None:
        await _talks(request).sign_out(key.id)
    return key


async def _show(request: Request, key: TalkKey, *, notice: str | None = None, typed: str = "", status: int = 200) -> Response:
    talk = [(one.said, one.replies, one.at) for one in await _talks(request).history(key.id)]
    return _talk_page(request, key.id, talk_view(talk, language_of(request)), notice=notice, typed=typed, status=status)


def _talk_page(request: Request, talk: str, view: TalkView, *, notice: str | None = None, typed: str = "", status: int = 200) -> Response:
    state = request.app.state
    demo = state.settings.demo
    return page(
        request,
        "talk.html",
        status,
        talk=talk,
        view=view,
        notice=notice,
        typed=typed,
        turn_id=secrets.token_hex(8),
        longest=LONGEST_SAID,
        people=state.demo_people if demo else (),
        outbox=[(to, text, china_time(at)) for to, text, at in state.outbox()] if demo else (),
    )


def _talks(request: Request) -> Talks:
    talks: Talks = request.app.state.talks
    return talks


def _turn_id(key: TalkKey, shown: str, text: str) -> str:
    """The turn's id: the same page and the same words are the same turn, other words on a page shown again are another.

    Keyed with the talk's token, which no table holds, so that the id tells
    nobody what was said.
    """
    return hmac.digest(key.token.encode(), f"{shown}\n{text}".encode("utf-8", "replace"), "sha256").hex()[:40]
