"""What the account sends on its own: customer-service and template messages.

Sources: 客服消息, 模板消息 (developers.weixin.qq.com) and the city's facts; from memory: text of at most 2,048 bytes (45002),
and that WeChat shows `\\u4f60` literally where the JSON was written with such escapes.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from tests.wechat.simulator.answers import TEXT_BYTES
from tests.wechat.simulator.clock import Clock
from tests.wechat.simulator.errors import WeChatError
from tests.wechat.simulator.media import Media
from tests.wechat.simulator.resident import Resident, Shown, Via


@dataclass(frozen=True)
class Template:
    """One template message that the account may use."""

    template_id: str
    title: str
    content: str
    """`您的办件：{{thing1.DATA}}\\n时间：{{time2.DATA}}`."""


def body_of(raw: bytes) -> dict[str, Any]:
    """The JSON object of a call. Raises 44002 or 47001."""
    if not raw:
        raise WeChatError(44002)
    try:
        body = json.loads(re.sub(r"(?<!\\)\\u(?=[0-9a-fA-F]{4})", r"\\\\u", raw.decode()))
    except ValueError as wrong:
        raise WeChatError(47001) from wrong
    if not isinstance(body, dict):
        raise WeChatError(47001)
    return body


def service_message(body: dict[str, Any], resident: Resident, media: Media, clock: Clock) -> None:
    """Shows one. Raises what `body` deserves: 40008, 44004, 45002, 40007, and 45015 or 45047."""
    kind = body.get("msgtype")
    inner = body.get(kind) if isinstance(kind, str) else None
    if kind not in {"text", "voice", "image"}:
        raise WeChatError(40008)
    if not isinstance(inner, dict):
        raise WeChatError(47001)
    text, content = "", b""
    if kind == "text":
        text = str(inner.get("content", ""))
        if not text.strip():
            raise WeChatError(44004)
        if len(text.encode()) > TEXT_BYTES:
            raise WeChatError(45002)
    else:
        content = media.get(str(inner.get("media_id", ""))).content
    if not resident.following:
        raise WeChatError(45015)
    resident.allowance.take(clock.now())
    resident.sees(Shown(clock.now(), Via.SERVICE, str(kind), text, content))


def template_message(body: dict[str, Any], resident: Resident, templates: dict[str, Template], clock: Clock, *, shown: bool = True) -> None:
    """Shows one, unless it only takes it. Raises 40037, 47003 (a word of the template is not given) or 43004."""
    template = templates.get(str(body.get("template_id")))
    if template is None:
        raise WeChatError(40037)
    if not resident.following:
        raise WeChatError(43004)
    data = body.get("data")
    words = re.findall(r"\{\{(\w+)\.DATA\}\}", template.content)
    text = template.content
    for word in words:
        given = data.get(word) if isinstance(data, dict) else None
        if not isinstance(given, dict) or not str(given.get("value", "")):
            raise WeChatError(47003, f"argument invalid! data.{word}.value is empty")
        text = text.replace("{{" + word + ".DATA}}", str(given["value"]))
    if shown:
        resident.sees(Shown(clock.now(), Via.TEMPLATE, "text", f"{template.title}\n{text}", url=str(body.get("url") or "")))
