"""The resident's page and its forms."""

from __future__ import annotations

import hmac
import secrets
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from api.newcomers import admit
from api.pages import files, handing_over, sounds, summaries
from api.pages.cookies import LANGUAGE, TalkKey, forget_talk, keep_choice, keep_talk, language_of, own_talk
from api.pages.errors import PageRoute
from api.pages.forms import fields
from api.pages.looks import HANDED_OVER, HOMES, MODE, Mode, keep_looks, looks_of, mode_at, mode_of, place_of
from api.pages.render import page
from api.pages.view import TalkView, china_time, talk_view
from api.talks import Talks
from api.transcript import Exchange
from bot.turn import Turn

LONGEST_SAID = 2000
"""Characters that the page takes at once; what is longer is handed back with a request to say it in pieces."""

router = APIRouter(route_class=PageRoute, include_in_schema=False)
for part in (files, sounds, summaries, handing_over):
    router.include_router(part.router)

Fields = Annotated[dict[str, str], Depends(fields)]


@router.get("/")
async def show_talk(request: Request) -> Response:
    """The ordinary page; whoever was on the elders' page last is led there."""
    if mode_of(request) == "elder":
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(HOMES["elder"] + query, 303)
    return await _open_or_show(request, "plain")


@router.get("/elder")
async def show_elder_talk(request: Request) -> Response:
    """The same talk in large letters, one question at a time; this browser comes back here from now on."""
    response = await _open_or_show(request, "elder")
    keep_choice(request, response, MODE, "elder")
    return response


async def _open_or_show(request: Request, mode: Mode) -> Response:
    """The talk of this browser, or a new one with its greeting once somebody is there to answer."""
    key = await own_talk(request)
    if key is not None:
        return await _show(request, key, mode)
    if await handing_over.moved(request):
        return RedirectResponse(HANDED_OVER, 303)
    if not await request.app.state.ready():
        raise HTTPException(503)
    admit(request)
    opened = await _talks(request).open("web", language_of(request))
    view = talk_view([Exchange(None, opened.replies, datetime.now(UTC))], language_of(request), voice=sounds.has_voice(request))
    # The talk before this one was begun by a form, and yet no cookie came back.
    notice = "no_cookies" if "new" in request.query_params else None
    response = await _talk_page(request, opened.id, view, mode, notice=notice)
    keep_talk(request, response, TalkKey(opened.id, opened.token))
    return response


@router.post("/talk")
async def say(request: Request, form: Fields) -> Response:
    """Takes what was typed or tapped as one turn, and leads back to the talk."""
    text = form.get("text", "").strip()
    mode = mode_at(request, form.get("to", ""))
    key = await own_talk(request)
    if key is not None and (not text or len(text) > LONGEST_SAID):
        return await _show(request, key, mode, notice="too_long" if text else "empty", typed=text, status=422)
    to = f"{HOMES[mode]}#latest"
    if key is None and await handing_over.moved(request):
        return RedirectResponse(HANDED_OVER, 303)  # what was typed is no beginning of another talk
    if key is None:
        admit(request)
        opened = await _talks(request).open("web", language_of(request))
        key, to = TalkKey(opened.id, opened.token), f"{HOMES[mode]}?new=1#latest"
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
    response = RedirectResponse(HOMES[mode_at(request, form.get("to", ""))], 303)
    forget_talk(response)
    return response


@router.get("/leave")
async def ask_leave(request: Request) -> Response:
    """Asks how to leave: one tap beside the one that was meant must not end a talk."""
    return page(request, "leave.html")


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
async def choose_looks(request: Request, form: Fields) -> Response:
    """Remembers the mode, the size of letters or the contrast, whichever the form chose."""
    place = place_of(request, form.get("to", ""))
    chosen = next((mode for mode in HOMES if mode == form.get("mode")), None)
    response = RedirectResponse((HOMES[chosen] if chosen else place) + "#latest", 303)
    if chosen:
        keep_choice(request, response, MODE, chosen)
    keep_looks(request, response, mode_at(request, place), form)
    return response


@router.post("/language")
async def choose_language(request: Request, form: Fields) -> Response:
    """Remembers the language."""
    response = RedirectResponse(place_of(request, form.get("to", "")) + "#latest", 303)
    keep_choice(request, response, LANGUAGE, "en" if form.get("language") == "en" else "zh")
    return response


async def _sign_out(request: Request) -> TalkKey | None:
    key = await own_talk(request)
    if key is not None:
        await _talks(request).sign_out(key.id)
    return key


async def _show(request: Request, key: TalkKey, mode: Mode, *, notice: str | None = None, typed: str = "", status: int = 200) -> Response:
    view = talk_view(await _talks(request).transcript.history(key.id), language_of(request), voice=sounds.has_voice(request))
    return await _talk_page(request, key.id, view, mode, notice=notice, typed=typed, status=status)


async def _talk_page(
    request: Request, talk: str, view: TalkView, mode: Mode, *, notice: str | None = None, typed: str = "", status: int = 200
) -> Response:
    state = request.app.state
    demo = state.settings.demo
    return page(
        request,
        "elder.html" if mode == "elder" else "talk.html",
        status,
        looks=looks_of(request, mode),
        talk=talk,
        view=view,
        notice=notice,
        typed=typed,
        turn_id=secrets.token_hex(8),
        longest=LONGEST_SAID,
        hears=state.hears,
        speaks=sounds.has_voice(request),
        into_wechat=await handing_over.may_go_on(request, talk, len(view.exchanges)),
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
