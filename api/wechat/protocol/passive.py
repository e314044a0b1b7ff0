"""The passive answer: what stands in the response to WeChat's own request, within its five seconds."""

from __future__ import annotations

from datetime import datetime

from api.wechat.protocol.elements import cdata

ACKNOWLEDGED = "success"
"""Says that the delivery has arrived and nothing is answered here. Never encrypted."""


def text_answer(to: str, account: str, text: str, now: datetime) -> str:
    """The XML of a text answer from our account to the OpenID `to`, not yet sealed (`Envelope.sealed`).

    What XML cannot carry is left out. The 2,048 bytes that WeChat takes are the caller's to keep.
    """
    return (
        f"<xml><ToUserName>{cdata(to)}</ToUserName><FromUserName>{cdata(account)}</FromUserName>"
        f"<CreateTime>{int(now.timestamp())}</CreateTime><MsgType>{cdata('text')}</MsgType><Content>{cdata(text)}</Content></xml>"
    )
