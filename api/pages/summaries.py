"""Everything of one's own talk on one sheet, to print or to keep as a picture."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from api.pages.cookies import language_of, own_talk
from api.pages.errors import PageRoute
from api.pages.looks import SHEET, looks_of
from api.pages.render import page
from api.pages.view import china_time, grouped, lang_of
from bot.summary import Summary

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get(SHEET)
async def show_summary(request: Request) -> Response:
    """The sheet; without a talk the way back to one."""
    key = await own_talk(request)
    if key is None:
        return RedirectResponse(looks_of(request).home, 303)
    language = language_of(request)
    made: Summary | None = await asyncio.to_thread(request.app.state.summary, key.id, language)
    return page(
        request,
        "summary.html",
        to=SHEET,
        sheets=made.sheets if made else (),
        grouped=grouped,
        when=china_time,
        lang=lambda text: lang_of(text, language),
    )
