"""From the page into WeChat: the code that takes one's own talk along."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from api.handing_over import Code
from api.pages.cookies import own_talk
from api.pages.errors import PageRoute
from api.pages.forms import fields
from api.pages.looks import HANDING_OVER, looks_of
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


def may_go_on(request: Request, exchanges: int) -> bool:
    """Whether a talk of so many exchanges, the greeting among them, is offered to go on in WeChat."""
    return request.app.state.into_wechat is not None and exchanges > 1 and WECHATS_OWN not in request.headers.get("user-agent", "")


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
