"""A voice message, heard by our own ears: it goes on its way as words, or it is asked what it was."""

from __future__ import annotations

from dataclasses import dataclass

import structlog

from api.wechat.answering.answer import Answer
from api.wechat.answering.asides import Asides
from api.wechat.answering.doubts import Doubts
from api.wechat.answering.fetching import Fetching
from api.wechat.answering.talk import OpenTalks
from api.wechat.answering.too_early import Earliness
from api.wechat.client.errors import NoRight, WechatFailed
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

    def __init__(self, ports: Ports, fetch: Fetching, earliness: Earliness) -> None:
        self._ports = ports
        self._fetch = fetch
        self._earliness = earliness
        self._talks = OpenTalks(ports)
        self._asides = Asides(ports)
        self._doubts = Doubts(ports)

    async def hear(self, delivery: Delivery, follower: Follower, voice: Voice) -> Said | Answer:
        """What was said; an answer where that is not known. The resident's talk is open."""
        conversation = await self._talks.of(follower)
        sent = self._asides.sent("voice")
        try:
            heard = await self._heard(voice, conversation)
        except WechatFailed as fault:
            log.warning("media_not_fetched", fault=type(fault).__name__)
            failed = "voice_no_right" if isinstance(fault, NoRight) else "failed_media"
            return await self._asides.word(delivery, follower, sent, failed)
        match heard:
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

    async def _heard(self, voice: Voice, conversation: str) -> VoiceHeard | VoiceNotHeard:
        """What it says at 16 kHz; at 8 kHz where WeChat has no other, or the other cannot be fetched or read. Raises WechatFailed."""
        if voice.media_id_16k is not None:
            try:
                finer = await self._heard_in(voice.media_id_16k, conversation)
            except NoRight:
                raise
            except WechatFailed as fault:
                log.warning("finer_media_not_fetched", fault=type(fault).__name__)
            else:
                if finer != VoiceNotHeard("unreadable"):
                    return finer
        return await self._heard_in(voice.media_id, conversation)

    async def _heard_in(self, media_id: str, conversation: str) -> VoiceHeard | VoiceNotHeard:
        media = await self._fetch(media_id)
        return await self._ports.hear(media.content, conversation, "zh")
