"""Photographs that residents send: kept for their application, and what is said to them."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import structlog

from api.wechat.answering.asking_again import asked_again
from api.wechat.client.errors import TooLarge, WechatFailed
from api.wechat.keeping import PictureKept, PictureNotKept
from api.wechat.ports import Ports
from api.wechat.protocol.received import Picture
from bot.turn import Reply

log = structlog.get_logger()


class Pictures:
    """Takes pictures in."""

    def __init__(self, ports: Ports) -> None:
        self._ports = ports

    async def take(self, conversation: str, picture: Picture) -> tuple[Reply, ...]:
        """What is said to a picture that was sent in this talk (masked)."""
        try:
            media = await self._ports.api.media(picture.media_id)
        except TooLarge:
            return (self._reply("picture_too_large"),)
        except WechatFailed as fault:
            log.warning("media_not_fetched", fault=type(fault).__name__)
            return (self._reply("picture_failed"),)
        match await asyncio.to_thread(self._ports.keep_picture, conversation, media.content):
            case PictureKept(service):
                return (self._reply("picture_for", service=service),)
            case PictureNotKept("no_case"):
                return (await self._for_what(conversation),)
            case PictureNotKept(why):
                return (self._reply(f"picture_{why}"),)

    async def _for_what(self, conversation: str) -> Reply:
        """Asks what it is for; where services are offered already, they can be chosen."""
        asked, again = self._reply("picture_no_case"), asked_again(await self._ports.talks.transcript.left_open(conversation))
        offered = next((one for one in again if one.expects is not None and one.expects.key == "which_service"), None)
        return replace(asked, choices=offered.choices, expects=offered.expects) if offered else asked

    def _reply(self, key: str, **values: str) -> Reply:
        return self._ports.reply(key, **values)
