"""From WeChat onto the page: whoever has proved that a talk is theirs gets its key and large letters."""

from __future__ import annotations

from typing import Literal

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from api.pages.cookies import LANGUAGE, TalkKey, keep_choice, keep_talk
from api.pages.looks import HOMES, MODE, looks_of
from api.pages.render import page
from api.talks import Talks


async def enter(request: Request, key: TalkKey) -> Response:
    """Leads to the talk in large letters and in its own language; this browser has its key from now on."""
    talks: Talks = request.app.state.talks
    response = RedirectResponse(HOMES["elder"], 303)
    talk = await talks.authorise(key.id, key.token)
    keep_talk(request, response, key)
    keep_choice(request, response, MODE, "elder")
    if talk is not None:
        keep_choice(request, response, LANGUAGE, talk.language)
    return discreet(response)


def again(request: Request, said: Literal["void", "failed"], status: int) -> Response:
    """The page that says what went wrong (a key of `opening`) and the other way: asking for a link in WeChat."""
    return discreet(page(request, "wechat_again.html", status, looks=looks_of(request, "elder"), said=said))


def discreet(response: Response) -> Response:
    """Nobody keeps this answer, and its address goes nowhere.

    `strict-origin` names the site without the address; `no-referrer` would
    also blank the Origin of the form, by which it is known to be ours.
    """
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "strict-origin"
    return response
