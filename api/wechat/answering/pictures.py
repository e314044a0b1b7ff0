"""Photographs that residents send: kept for their application, asked about where two could be meant, and what is said to them."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import structlog

from api.wechat.answering.answer import Answer
from api.wechat.answering.asides import Asides
from api.wechat.answering.asking_again import asked_again
from api.wechat.answering.fetching import Fetching
from api.wechat.client.errors import NoRight, TooLarge, WechatFailed
from api.wechat.delivering.inbox import Delivery
from api.wechat.followers import Follower
from api.wechat.keeping import PictureBetween, PictureKept, PictureNotKept, Place
from api.wechat.ports import Ports
from api.wechat.protocol.received import Picture
from api.wechat.showing.choosing import PICTURE_FOR, chosen, is_number, nearest
from bot.turn import Choice, Reply

PLACES: tuple[Place, Place] = ("handed_in", "open")
"""The two that may be chosen from, in their order."""

log = structlog.get_logger()


class Pictures:
    """Takes pictures in."""

    def __init__(self, ports: Ports, fetch: Fetching) -> None:
        self._ports = ports
        self._fetch = fetch
        self._asides = Asides(ports)

    async def take(self, delivery: Delivery, follower: Follower, conversation: str, picture: Picture) -> Answer:
        """The answer to a picture that was sent in this talk."""
        senders = {delivery.fingerprint, *([follower.person] if follower.person else [])}
        replies = await self._take(conversation, picture, senders, held=follower.held)
        return await self._asides.told(delivery, conversation, self._asides.sent("picture"), replies, "picture")

    async def place(self, delivery: Delivery, conversation: str, said: str, choices: tuple[Choice, ...]) -> Answer | None:
        """The answer to these words, after it was asked what a picture is for (`choices`); None when they speak of something else."""
        value = chosen(said, choices, PICTURE_FOR.kind) or nearest(said, choices)
        if value is None:
            words = self._ports.yes_words
            unclear = is_number(said) or words.is_yes(said) or words.is_no(said)
            return await self.ask(delivery, conversation, said, choices) if unclear else None
        place = PLACES[[one.value for one in choices].index(value)]
        kept = await asyncio.to_thread(self._ports.place_pictures, conversation, place)
        if kept is None:  # placed before: by this very delivery before a fault, or with what was handed in since
            return await self._asides.told(delivery, conversation, said, (self._reply("picture_placed"),), "picture_for")
        key = "picture_now_in" if kept.handed_in else "picture_stays_in" if place == "handed_in" else "picture_now_in_open"
        return await self._asides.told(delivery, conversation, said, (self._reply(key, service=kept.service),), "picture_for")

    async def ask(self, delivery: Delivery, conversation: str, said: str, choices: tuple[Choice, ...]) -> Answer:
        """Asks, once more, what the picture is for."""
        return await self._asides.told(delivery, conversation, said, (self._which(choices),), "picture_for")

    async def _take(self, conversation: str, picture: Picture, senders: set[str], *, held: bool) -> tuple[Reply, ...]:
        try:
            media = await self._fetch(picture.media_id)
        except TooLarge:
            return (self._reply("picture_too_large"),)
        except NoRight:
            return (self._reply("picture_no_right"),)
        except WechatFailed as fault:
            log.warning("media_not_fetched", fault=type(fault).__name__)
            return (self._reply("picture_failed"),)
        match await asyncio.to_thread(self._ports.keep_picture, conversation, media.content, senders):
            case PictureKept(service, handed_in):
                return (self._reply("picture_for_handed_in" if handed_in else "picture_for", service=service),)
            case PictureBetween(draft) if held:  # what they answer goes to whoever has the talk, who sees the picture
                return (self._reply("picture_for", service=draft),)
            case PictureBetween(draft, case):
                titles = [self._reply(f"picture_of.{place}", service=case if place == "handed_in" else draft).text for place in PLACES]
                return (self._which(tuple(Choice(title, title) for title in titles)),)
            case PictureNotKept("no_case"):
                return (await self._for_what(conversation),)
            case PictureNotKept(why):
                return (self._reply(f"picture_{why}"),)

    def _which(self, choices: tuple[Choice, ...]) -> Reply:
        return replace(self._reply("picture_which"), choices=choices, expects=PICTURE_FOR)

    async def _for_what(self, conversation: str) -> Reply:
        """Asks what it is for; where services are offered already, they can be chosen."""
        asked, again = self._reply("picture_no_case"), asked_again(await self._ports.talks.transcript.left_open(conversation))
        offered = next((one for one in again if one.expects is not None and one.expects.key == "which_service"), None)
        return replace(asked, choices=offered.choices, expects=offered.expects) if offered else asked

    def _reply(self, key: str, **values: str) -> Reply:
        return self._ports.reply(key, **values)
