"""From the page into WeChat: the code that takes one's own talk along."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from api.handing_over import Code
from api.pages.cookies import own_talk, talk_key
from api.pages.errors import PageRoute
from api.pages.forms import fields
from api.pages.looks import HANDED_OVER, HANDING_OVER, looks_of
from api.pages.render import page

WECHATS_OWN = "MicroMessenger"
"""In the User-Agent of the browser inside WeChat: who reads there has nothing to hand over."""

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@dataclass(frozen=True)
class IntoWechat:
    """What these pages need; the application has one where WeChat is connected (`app.state.into_wechat`), else None."""

    account: str
    """The Official Account's name, as residents search for it."""
    offer: Callable[[str], Code]
    """(conversation) → a new code."""
    goes_on: Callable[[str], bool]
    """(conversation) → whether it goes on in WeChat now."""


async def may_go_on(request: Request, talk: str, exchanges: int) -> bool:
    """Whether a talk of so many exchanges, the greeting among them, is offered to go on in WeChat; not where it does so already."""
    into: IntoWechat | None = request.app.state.into_wechat
    if into is None or exchanges < 2 or WECHATS_OWN in request.headers.get("user-agent", ""):
        return False
    return not await asyncio.to_thread(into.goes_on, talk)


async def moved(request: Request) -> bool:
    """Whether the talk whose key this browser holds goes on in WeChat. For a key that opens nothing (any more)."""
    into: IntoWechat | None = request.app.state.into_wechat
    key = talk_key(request)
    return into is not None and key is not None and await asyncio.to_thread(into.goes_on, key.id)


@router.get(HANDED_OVER)
async def closed(request: Request) -> Response:
    """Where the talk has gone, and how to read it in large letters."""
    into: IntoWechat | None = request.app.state.into_wechat
    if into is None or await own_talk(request) is not None or not await moved(request):
        return RedirectResponse(looks_of(request).home, 303)
    return page(request, "handed_over.html", to=HANDED_OVER, account=into.account)


@router.get(HANDING_OVER)
async def explain(request: Request) -> Response:
    """What it is for, and a button: a code is made by pressing it, never by looking."""
    return await _shown(request, make=False)


@router.post(HANDING_OVER)
async def hand_over(request: Request, form: Annotated[dict[str, str], Depends(fields)]) -> Response:
    """A new code in large digits. It is shown once: the page reloaded shows another one."""
    return await _shown(request, make=True)


async def _shown(request: Request, *, make: bool) -> Response:
    into: IntoWechat | None = request.app.state.into_wechat
    if into is None:
        raise HTTPException(404)
    key = await own_talk(request)
    if key is None:
        return RedirectResponse(looks_of(request).home, 303)
    code = await asyncio.to_thread(into.offer, key.id) if make else None
    return page(request, "handing_over.html", to=HANDING_OVER, account=into.account, code=code)
