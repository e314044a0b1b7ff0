"""A voice message, heard by our own ears: it goes on its way as words, or it is asked what it was."""

from __future__ import annotations

from dataclasses import dataclass

import structlog

from api.wechat.answering.answer import Answer
from api.wechat.answering.asides import Asides
from api.wechat.answering.doubts import Doubts
from api.wechat.answering.talk import OpenTalks
from api.wechat.answering.too_early import Earliness
from api.wechat.client.errors import WechatFailed
from api.wechat.delivering.inbox import Delivery
from api.wechat.followers import Follower
from api.wechat.hearing import VoiceHeard, VoiceNotHeard
from api.wechat.ports import Ports
from api.wechat.protocol.received import Voice
from bot.turn import Recognised

log = structlog.get_logger()


@dataclass(frozen=True)
class Said:
    """Words that were heard."""

    text: str
    recognised: Recognised


class VoiceMessages:
    """Hears them."""

    def __init__(self, ports: Ports) -> None:
        self._ports = ports
        self._talks = OpenTalks(ports)
        self._asides = Asides(ports)
        self._doubts = Doubts(ports)
        self._earliness = Earliness(ports)

    async def hear(self, delivery: Delivery, follower: Follower, voice: Voice) -> Said | Answer:
        """What was said; an answer where that is not known. The resident's talk is open."""
        conversation = await self._talks.of(follower)
        sent = self._asides.sent("voice")
        try:
            media = await self._ports.api.media(voice.media_id_16k or voice.media_id)
        except WechatFailed as fault:
            log.warning("media_not_fetched", fault=type(fault).__name__)
            return await self._asides.word(delivery, follower, sent, "failed_media")
        match await self._ports.hear(media.content, conversation, "zh"):
            case VoiceNotHeard(why):
                return await self._asides.word(delivery, follower, sent, f"voice_unheard.{why}")
            case VoiceHeard(_, _, "again"):
                return await self._asides.word(delivery, follower, sent, "voice_unheard.noise")
            case VoiceHeard(text, recognised, doubt) if doubt is None or follower.held:
                return Said(text, recognised)
            case VoiceHeard(readings=readings):
                for one in readings:
                    if (early := await self._earliness.question(delivery, follower, one)) is not None:
                        return early
                return await self._doubts.ask(delivery, conversation, sent, await self._doubts.kept(conversation, readings))
