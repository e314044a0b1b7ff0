"""A reply of one's own talk, read aloud: all of it, for that is what was asked for."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from fastapi import APIRouter, HTTPException, Request, Response

from api.pages.cookies import language_of, own_talk
from api.pages.errors import PageRoute
from api.pages.looks import mode_of
from api.pages.view import lang_of
from bot.turn import Language

Say = Callable[[str, Language, bool], Awaitable[bytes | None]]
"""From words, their language, and whether slowly, to a WAV file; None when it could not be made audible."""

router = APIRouter(route_class=PageRoute, include_in_schema=False)


def has_voice(request: Request) -> bool:
    """Whether replies can be read aloud here."""
    return request.app.state.say is not None


@router.get("/speech")
async def sound(request: Request, turn: int, reply: int) -> Response:
    """The sound of one reply of this browser's own talk, both counted from 0; slowly on the elders' page.

    404 without a talk, such a reply or a voice; 503 when the voice failed.
    """
    say: Say | None = request.app.state.say
    key = await own_talk(request)
    if say is None or key is None:
        raise HTTPException(404)
    talk = await request.app.state.talks.transcript.history(key.id)
    if not (0 <= turn < len(talk) and 0 <= reply < len(talk[turn].replies)):
        raise HTTPException(404)
    said = talk[turn].replies[reply]
    words = said.whole or said.speech or said.text
    language: Language = "zh" if lang_of(words, language_of(request)) == "zh-CN" else "en"
    wave = await say(words, language, mode_of(request) == "elder")
    if wave is None:
        raise HTTPException(503)
    return Response(wave, media_type="audio/wav", headers={"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"})
