"""The page behind a link into a talk: looking at it uses nothing up, pressing its one button does."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from sqlalchemy.orm import Session

from api.pages.cookies import TalkKey
from api.pages.errors import PageRoute
from api.pages.forms import fields
from api.pages.looks import looks_of
from api.pages.render import page
from api.talks import new_token
from api.wechat.pages.entering import again, discreet, enter
from api.wechat.pages.links import PATH, is_open, use_link
from bot.database import Sessions, reading


@dataclass(frozen=True)
class Links:
    """What these pages need."""

    sessions: Sessions
    forget_known: Callable[[Session, str], None]
    """(session, conversation): nobody is verified there any more."""
    now: Callable[[], datetime]


def link_routes(links: Links) -> APIRouter:
    """`/wechat/link`: for as long as the bridge is on."""
    router = APIRouter(route_class=PageRoute, include_in_schema=False)

    def opens(token: str) -> bool:
        with reading(links.sessions) as session:
            return is_open(session, token, links.now())

    def used(token: str) -> TalkKey | None:
        """The link is used up and the talk gets its new key in one transaction, or neither.

        Whoever was verified in it is so no more: a link can be passed on, and nobody knows who presses it.
        """
        with links.sessions.begin() as session:
            talk = use_link(session, token, links.now())
            key = new_token(session, talk) if talk is not None else None
            if talk is None or key is None:
                return None
            links.forget_known(session, talk)
            return TalkKey(talk, key)

    @router.get(PATH)
    async def look(request: Request, t: str = "") -> Response:
        """One button, or why there is none."""
        if not await asyncio.to_thread(opens, t):
            return again(request, "void", 410)
        return discreet(page(request, "wechat_link.html", looks=looks_of(request, "elder"), token=t, action=PATH))

    @router.post(PATH)
    async def press(request: Request, form: Annotated[dict[str, str], Depends(fields)]) -> Response:
        """Into the talk."""
        key = await asyncio.to_thread(used, form.get("t", ""))
        return await enter(request, key) if key is not None else again(request, "void", 410)

    return router
