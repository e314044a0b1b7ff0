"""GET and POST /channels/wechat: what WeChat's server asks of us."""

from __future__ import annotations

import asyncio
import hashlib
from datetime import UTC, datetime

import structlog
from fastapi import APIRouter, Request, Response
from sqlalchemy.exc import SQLAlchemyError

from api.metrics import WECHAT_NOT_UNDERSTOOD, WECHAT_REFUSED
from api.wechat.bridge import Bridge
from api.wechat.delivering.inbox import Reused
from api.wechat.protocol.beginning import begun
from api.wechat.protocol.elements import Forbidden, Malformed
from api.wechat.protocol.envelope import Envelope, Query, Refused
from api.wechat.protocol.messages import parse
from api.wechat.protocol.passive import ACKNOWLEDGED, text_answer
from api.wechat.protocol.received import Received

log = structlog.get_logger()

WECHAT_WAITS = 5.0
"""Seconds after which WeChat breaks the connection, and delivers once more."""

NO_BODY = hashlib.sha256(b"").hexdigest()

router = APIRouter(prefix="/channels/wechat", include_in_schema=False)


@router.get("")
async def verify(request: Request) -> Response:
    """Shows WeChat that this address is ours."""
    envelope, bridge = _open(request)
    query = _query(request)
    try:
        envelope.verified(query, datetime.now(UTC))
        await bridge.noted(query.signature, NO_BODY)  # in plain mode it would do for a delivery too
    except (Refused, Reused) as why:
        return _refused(why)
    except SQLAlchemyError as fault:
        log.error("wechat_not_verified", fault=type(fault).__name__)
        return Response(status_code=503)
    return Response(query.echostr, media_type="text/plain; charset=utf-8")


@router.post("")
async def deliver(request: Request) -> Response:
    """Takes a delivery, and gives its answer back if it is there in time."""
    envelope, bridge = _open(request)
    query, body = _query(request), await request.body()
    now = datetime.now(UTC)
    try:
        received = _read(envelope, envelope.opened(query, body, now))
        if received.fault:
            _not_understood(received.fault)
        text = await bridge.answer(received, query.proof, hashlib.sha256(body).hexdigest())
    except (Refused, Forbidden, Reused) as why:
        return _refused(why)
    except Malformed as why:
        if not envelope.proves_bodies:
            return _refused(why)
        _not_understood(str(why))
        return Response(ACKNOWLEDGED, media_type="text/plain")  # else WeChat repeats it, and tells its resident that we are broken
    except (SQLAlchemyError, TimeoutError) as fault:
        log.error("wechat_not_taken", fault=type(fault).__name__)
        await asyncio.sleep(WECHAT_WAITS)  # it delivers again what was not answered in time, not what was answered with a fault
        return Response(status_code=503)
    if not text:
        return Response(ACKNOWLEDGED, media_type="text/plain")
    return Response(envelope.sealed(text_answer(received.openid, received.account, text, now), now), media_type="application/xml")


def _read(envelope: Envelope, xml: bytes) -> Received:
    """The delivery; one that is broken further on is its sender's all the same, where the envelope proves it. Raises Malformed."""
    try:
        return parse(xml)
    except Forbidden:
        raise
    except Malformed as why:
        received = begun(xml, str(why)) if envelope.proves_bodies else None
        if received is None:
            raise
        return received


def _query(request: Request) -> Query:
    given = request.query_params
    return Query(
        signature=given.get("signature", ""),
        timestamp=given.get("timestamp", ""),
        nonce=given.get("nonce", ""),
        msg_signature=given.get("msg_signature", ""),
        encrypt_type=given.get("encrypt_type", ""),
        echostr=given.get("echostr", ""),
    )


def _open(request: Request) -> tuple[Envelope, Bridge]:
    state = request.app.state
    return state.wechat_envelope, state.wechat


def _not_understood(why: str) -> None:
    WECHAT_NOT_UNDERSTOOD.inc()
    log.warning("wechat_not_understood", why=why)


def _refused(why: Refused | Malformed | Reused) -> Response:
    WECHAT_REFUSED.labels(type(why).__name__).inc()
    log.warning("wechat_refused", why=str(why))
    return Response(status_code=403)
