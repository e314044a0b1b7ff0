"""From a menu's button onto the page: WeChat says who presses it (OAuth 2.0, scope snsapi_base, nothing is asked of the resident).

Only for accounts that have the right to it; others send links (links.py).
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import urlencode

import structlog
from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from api.pages.cookies import TalkKey, forget_briefly, keep_briefly, own_talk
from api.pages.errors import PageRoute
from api.pages.looks import HOMES
from api.talks import Talks
from api.wechat.pages.entering import again, discreet, enter

OPEN = "/wechat/open"
OPENED = "/wechat/opened"
STATE = "nuanban_wechat_state"
STATE_SECONDS = 600
ENTERED = "nuanban_wechat_entered"
"""The state by which this browser came in: WeChat's browser reloads the address, whose code is used up by then."""
ENTERED_SECONDS = 24 * 3600

log = structlog.get_logger()


class OpenidUnknown(Exception):
    """WeChat does not tell whose code this is: it was used, is too old, or WeChat cannot be reached. The message names no code."""


@dataclass(frozen=True)
class Opening:
    """What opening from the menu needs of the bridge."""

    app_id: str
    open_base: str
    """Where residents are asked: `https://open.weixin.qq.com`."""
    public_url: str
    """Where the world finds this door; its host is entered in the account's settings (网页授权域名)."""
    openid_of: Callable[[str], Awaitable[str]]
    """(code) → OpenID. Raises OpenidUnknown."""
    conversation_of: Callable[[str], Awaitable[str | None]]
    """(OpenID) → this follower's open talk, made when there is none; None for whoever has none and gets none."""


def opening_routes(opening: Opening) -> APIRouter:
    """`/wechat/open`, the address of the menu's button, and `/wechat/opened`, where WeChat leads back to."""
    router = APIRouter(route_class=PageRoute, include_in_schema=False)

    @router.get(OPEN)
    async def ask(request: Request) -> Response:
        """To WeChat, with a word that has to come back in the same browser."""
        state = secrets.token_hex(16)  # WeChat allows letters and digits
        response = RedirectResponse(authorize_url(opening, state), 303)
        keep_briefly(request, response, STATE, state, STATE_SECONDS, "/wechat")
        return discreet(response)

    @router.get(OPENED)
    async def back(request: Request, code: str = "", state: str = "") -> Response:
        """Into the talk of whoever WeChat says it is."""
        if await _is_in(request, state):
            return discreet(RedirectResponse(HOMES["elder"], 303))
        response = await _entered(opening, request, code, state)
        forget_briefly(response, STATE, "/wechat")
        return response

    return router


def authorize_url(opening: Opening, state: str) -> str:
    """Where WeChat asks who it is. It reads the parameters in this order only, and needs the fragment."""
    query = {
        "appid": opening.app_id,
        "redirect_uri": opening.public_url.rstrip("/") + OPENED,
        "response_type": "code",
        "scope": "snsapi_base",
        "state": state,
    }
    return f"{opening.open_base.rstrip('/')}/connect/oauth2/authorize?{urlencode(query)}#wechat_redirect"


async def _entered(opening: Opening, request: Request, code: str, state: str) -> Response:
    kept = request.cookies.get(STATE, "")
    if not code or not kept or not hmac.compare_digest(kept.encode(), state.encode()):
        log.warning("wechat_page_not_opened", why="no code" if not code else "another browser's state")
        return again(request, "failed", 400)
    try:
        openid = await opening.openid_of(code)
    except OpenidUnknown as unknown:
        log.warning("wechat_page_not_opened", why=str(unknown))
        return again(request, "failed", 503)
    talks: Talks = request.app.state.talks
    talk = await opening.conversation_of(openid)
    token = await talks.admit(talk) if talk is not None else None
    if talk is None or token is None:
        log.warning("wechat_page_not_opened", why="no talk")
        return again(request, "failed", 503)
    response = await enter(request, TalkKey(talk, token))
    keep_briefly(request, response, ENTERED, state, ENTERED_SECONDS, "/wechat")
    return response


async def _is_in(request: Request, state: str) -> bool:
    """Whether this browser came in by this very answer before, and the talk that it opened is still its own."""
    entered = request.cookies.get(ENTERED, "")
    return bool(entered) and hmac.compare_digest(entered.encode(), state.encode()) and await own_talk(request) is not None
