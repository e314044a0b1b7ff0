"""The REST API and the live socket of docs' outside contract."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, HTTPException, Request, Response, WebSocket, WebSocketDisconnect
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from api.newcomers import admit
from api.rasa import Understanding
from api.talks import Conversation, Talks
from bot.turn import Channel, Language, Turn, reply_as_told


async def not_kept(response: Response) -> None:
    """What a resident said is kept by no browser and no proxy."""
    response.headers["Cache-Control"] = "no-store"


router = APIRouter(prefix="/api/v1/conversations", tags=["conversations"], dependencies=[Depends(not_kept)])

HELLO_WITHIN = 5.0
"""Seconds in which a socket must say who it is."""
REFUSED = 4401


class NewConversation(BaseModel):
    """Where a talk takes place."""

    model_config = ConfigDict(extra="forbid")
    channel: Channel = "web"
    language: Language = "zh"


class NewTurn(BaseModel):
    """One thing said."""

    model_config = ConfigDict(extra="forbid")
    text: Annotated[str, StringConstraints(max_length=10_000)]
    turn_id: Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=r"^[\x21-\x7e]+$")] | None = Field(
        default=None, description="The same id again gives the same answer; executed once"
    )


def talks_of(request: Request) -> Talks:
    """The talks of this gateway."""
    talks: Talks = request.app.state.talks
    return talks


AllTalks = Annotated[Talks, Depends(talks_of)]


async def own_talk(id: str, talks: AllTalks, authorization: Annotated[str, Header()] = "") -> Conversation:
    """The conversation of the path, if the bearer token is its own; an unknown one and a wrong token look alike."""
    scheme, _, token = authorization.partition(" ")
    conversation = await talks.authorise(id, token.strip()) if scheme.lower() == "bearer" else None
    if conversation is None:
        raise HTTPException(401, "unauthorised", headers={"WWW-Authenticate": "Bearer"})
    return conversation


OwnTalk = Annotated[Conversation, Depends(own_talk)]


@router.post("", status_code=201)
async def open_conversation(new: NewConversation, request: Request, talks: AllTalks) -> dict[str, Any]:
    """Begins a talk; the token is shown this once. 429 with Retry-After: this address has begun many just now."""
    admit(request)
    opened = await talks.open(new.channel, new.language)
    return {"id": opened.id, "token": opened.token, "replies": [reply_as_told(r) for r in opened.replies]}


@router.post("/{id}/turns")
async def take_turn(new: NewTurn, talk: OwnTalk, talks: AllTalks) -> dict[str, Any]:
    """Takes one turn and answers it."""
    turn = Turn(talk.id, new.text, new.turn_id or secrets.token_hex(8), talk.channel, talk.language)
    taken = await talks.take(turn)
    return {
        "turn_id": taken.turn_id,
        "replies": [reply_as_told(r) for r in taken.replies],
        "understanding": _understanding(taken.understanding),
        "held_by_staff": taken.held_by_staff,
    }


@router.get("/{id}")
async def read_conversation(talk: OwnTalk, talks: AllTalks) -> dict[str, Any]:
    """The resident's own talk."""
    exchanges = await talks.transcript.history(talk.id)
    turns = [{"said": e.said, "at": e.at.isoformat(), "replies": [reply_as_told(r) for r in e.replies]} for e in exchanges]
    return {"id": talk.id, "channel": talk.channel, "language": talk.language, "started_at": talk.started_at.isoformat(), "turns": turns}


@router.delete("/{id}", status_code=204)
async def erase_conversation(talk: OwnTalk, talks: AllTalks) -> Response:
    """Erases transcript and vault; cases already handed in stay with the departments."""
    await talks.erase(talk.id)
    return Response(status_code=204)


@router.websocket("/{id}/live")
async def live(socket: WebSocket, id: str) -> None:
    """Pushes replies as they come. The first text frame says hello with the token."""
    talks: Talks = socket.app.state.talks
    await socket.accept()
    token = await _said_hello(socket, talks, id)
    if token is None:
        await socket.close(REFUSED)
        return
    queue = talks.listeners.listen(id)
    pushing = asyncio.create_task(_push(socket, queue, lambda: talks.authorise(id, token)))
    try:
        while (await socket.receive())["type"] != "websocket.disconnect":
            pass  # a resident's words come by POST; here one only listens
    finally:
        pushing.cancel()
        talks.listeners.unlisten(id, queue)


async def _said_hello(socket: WebSocket, talks: Talks, id: str) -> str | None:
    """The token, if it opens this talk."""
    try:
        hello = await asyncio.wait_for(socket.receive_json(), HELLO_WITHIN)
    except (TimeoutError, ValueError, KeyError, RecursionError, WebSocketDisconnect):
        return None
    if not isinstance(hello, dict) or hello.get("type") != "hello" or not isinstance(hello.get("token"), str):
        return None
    token: str = hello["token"]
    return token if await talks.authorise(id, token) is not None else None


async def _push(socket: WebSocket, queue: asyncio.Queue[Any], still: Callable[[], Awaitable[Conversation | None]]) -> None:
    """Every reply, for as long as the token opens the talk: it may have been closed since, or gone on elsewhere with another key."""
    while True:
        reply = await queue.get()
        if await still() is None:
            await socket.close(REFUSED)
            return
        await socket.send_json({"type": "reply", **reply_as_told(reply)})


def _understanding(understood: Understanding) -> dict[str, Any]:
    return {
        "service": understood.service,
        "act": understood.act,
        "confidence": {"service": understood.confidence_service, "act": understood.confidence_act},
    }
