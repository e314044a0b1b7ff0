"""/actions/webhook: Rasa calls our actions here. Loopback or not, it shows the secret."""

from __future__ import annotations

import asyncio
import hmac
from typing import Any

import structlog
from fastapi import APIRouter, HTTPException, Request
from rasa_sdk.executor import ActionExecutor

from api.settings import SECRET_HEADER
from bot.turn import reply_as_json

log = structlog.get_logger()
router = APIRouter(include_in_schema=False)


@router.post("/actions/webhook")
async def run_action(request: Request) -> dict[str, Any]:
    """Runs one action. Whatever goes wrong inside becomes a sentence that says so."""
    state = request.app.state
    shown = request.headers.get(SECRET_HEADER, "")
    if not hmac.compare_digest(shown.encode(), state.settings.action_secret.get_secret_value().encode()):
        raise HTTPException(403)
    call = await request.json()
    call.setdefault("domain", {})  # Rasa leaves it out (enable_selective_domain) and the executor would ask for it; ours need none
    name, conversation = call.get("next_action"), call.get("sender_id")
    executor: ActionExecutor = state.executor
    try:
        result = await asyncio.wait_for(executor.run(call), state.settings.action_timeout)
    except Exception as fault:  # the one wide catch of the actions: a resident hears a sentence, never silence
        log.exception("action_failed", action=name, conversation=conversation, fault=type(fault).__name__)
        return failure(request, call)
    return result.model_dump() if result is not None else failure(request, call)


def failure(request: Request, call: dict[str, Any]) -> dict[str, Any]:
    """What Rasa is told in place of an action's answer."""
    metadata = call.get("tracker", {}).get("latest_message", {}).get("metadata") or {}
    reply = request.app.state.talks.failed(metadata.get("language", "zh"))
    body = reply_as_json(reply) | {"failed": True, "understanding": {"action": call.get("next_action")}}
    return {"events": [], "responses": [{"custom": body}]}
