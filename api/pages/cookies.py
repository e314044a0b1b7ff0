"""What the page asks a browser to remember: which talk is its own, and the language. Its looks are in looks.py."""

from __future__ import annotations

import re
from dataclasses import dataclass

from fastapi import Request, Response

from bot.turn import Language

TALK = "nuanban_talk"
LANGUAGE = "nuanban_language"
_KEY = re.compile(r"([0-9A-Za-z]{1,32})\.([\w-]{1,128})", re.ASCII)
_YEAR = 365 * 24 * 3600


@dataclass(frozen=True)
class TalkKey:
    """What opens one conversation to its resident."""

    id: str
    token: str


def talk_key(request: Request) -> TalkKey | None:
    """The key in the cookie, not yet tried; None when there is none or it cannot be one."""
    return key_in(request.cookies.get(TALK, ""))


def key_in(cookie: str) -> TalkKey | None:
    """The key that this cookie holds; None for what cannot be one."""
    found = _KEY.fullmatch(cookie)
    return TalkKey(found[1], found[2]) if found else None


async def own_talk(request: Request) -> TalkKey | None:
    """The key in the cookie, when it opens a talk."""
    key = talk_key(request)
    return key if key is not None and await request.app.state.talks.authorise(key.id, key.token) is not None else None


def keep_talk(request: Request, response: Response, key: TalkKey) -> None:
    """Gives the browser the talk's key until it is closed. Scripts cannot read it."""
    response.set_cookie(TALK, f"{key.id}.{key.token}", httponly=True, samesite="lax", secure=_secure(request))


def forget_talk(response: Response) -> None:
    """Takes the talk's key out of the browser."""
    response.delete_cookie(TALK, httponly=True, samesite="lax")


def language_of(request: Request) -> Language:
    """The language chosen on the page; Chinese until another is chosen."""
    return "en" if request.cookies.get(LANGUAGE) == "en" else "zh"


def keep_choice(request: Request, response: Response, name: str, value: str) -> None:
    """Remembers a choice of the page for a year."""
    response.set_cookie(name, value, max_age=_YEAR, httponly=True, samesite="lax", secure=_secure(request))


def keep_briefly(request: Request, response: Response, name: str, value: str, seconds: int, path: str) -> None:
    """Remembers something for the next step, for the pages under this path. Scripts cannot read it."""
    response.set_cookie(name, value, max_age=seconds, path=path, httponly=True, samesite="lax", secure=_secure(request))


def forget_briefly(response: Response, name: str, path: str) -> None:
    """Takes it out of the browser."""
    response.delete_cookie(name, path=path, httponly=True, samesite="lax")


def _secure(request: Request) -> bool:
    return request.url.scheme == "https"
