"""From a delivery to its answer: what a resident sent becomes a turn of their talk, or a word to the channel itself."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace

import structlog

from api.wechat import followers
from api.wechat.channel_words import ChannelWords
from api.wechat.choosing import chosen
from api.wechat.errors import WechatFailed
from api.wechat.followers import Follower
from api.wechat.hearing import NotUnderstood
from api.wechat.inbox import Delivery
from api.wechat.menu import words_of
from api.wechat.ports import Ports
from api.wechat.received import Followed, Location, Other, Picture, Pressed, Text, Unfollowed, Unneeded, Voice
from bot.database import reading
from bot.turn import Choice, Recognised, Reply, Turn

log = structlog.get_logger()


@dataclass(frozen=True)
class Answer:
    """What a delivery is answered with."""

    conversation: str | None
    """The talk whose tokens stand in the replies."""
    replies: tuple[Reply, ...] = ()
    """Masked. Empty: nothing is shown (a person has the talk, or only what waits was asked for)."""


class Taking:
    """Answers deliveries. The same one again, after a fault in the middle, runs nothing twice: its turn has the same id."""

    def __init__(self, ports: Ports) -> None:
        self._ports = ports
        self._answers = ChannelWords(ports)

    async def __call__(self, delivery: Delivery) -> Answer:
        """The answer to one delivery."""
        follower = await asyncio.to_thread(self._follower, delivery.follower)
        match delivery.content:
            case Unfollowed():
                await asyncio.to_thread(self._leave, follower.id)
                return Answer(None)
            case Followed():
                return self._say(follower, "back" if follower.conversation else "welcome")
            case Other() | Unneeded():
                return self._say(follower, "unreadable")
            case Text(text):
                return await self._text(delivery, follower, text)
            case Pressed(key):
                return await self._text(delivery, follower, words_of(self._ports.menu, key) or key)
            case Location(label=label):
                return await self._turn(delivery, follower, label) if label.strip() else self._say(follower, "location_unclear")
            case Picture():
                return self._say(follower, "picture_no_case")
            case Voice() as voice:
                return await self._voice(delivery, follower, voice)

    async def _text(self, delivery: Delivery, follower: Follower, text: str) -> Answer:
        """Words: a code that hands a talk over, a word to the channel, one of the numbered lines, or a turn."""
        handed = await asyncio.to_thread(self._ports.take_code, text, delivery.fingerprint)
        if handed is not None:
            await asyncio.to_thread(self._go_on_with, follower.id, handed)
            return Answer(handed, (self._reply("code_accepted"), *await self._last_said(handed)))
        command = self._ports.words.command_in(text)
        if command is not None:
            follower = replace(follower, conversation=await self._conversation(follower))
            answered = await asyncio.to_thread(self._answers.to, follower, command)
            if answered is not None:
                return Answer(follower.conversation, answered)
        return await self._turn(delivery, follower, await asyncio.to_thread(self._meant, follower, text))

    async def _voice(self, delivery: Delivery, follower: Follower, voice: Voice) -> Answer:
        """A voice message, heard by our own ears."""
        conversation = await self._conversation(follower)
        try:
            media = await self._ports.api.media(voice.media_id_16k or voice.media_id)
        except WechatFailed as fault:
            log.warning("media_not_fetched", fault=type(fault).__name__)
            return self._say(follower, "failed_media")
        heard = await self._ports.hearing(media.content, conversation)
        if isinstance(heard, NotUnderstood):
            return self._say(follower, f"voice_unheard.{heard.why}")
        if heard.instead:
            choices = tuple(Choice(text, text) for text in await asyncio.to_thread(self._masked, conversation, heard.instead))
            return Answer(conversation, (replace(self._reply("voice_unsure"), choices=choices),))
        return await self._turn(delivery, follower, heard.text, heard.recognised)

    async def _turn(self, delivery: Delivery, follower: Follower, text: str, recognised: Recognised | None = None) -> Answer:
        """The path of every turn."""
        conversation = await self._conversation(follower)
        id = self._ports.seal.fingerprint(f"wechat/turn/{delivery.fingerprint}/{delivery.key}")[:40]
        taken = await self._ports.talks.take(Turn(conversation, text, id, "wechat", "zh", recognised))
        heard = (self._reply("heard", text=taken.said),) if recognised is not None else ()
        return Answer(conversation, (*heard, *taken.kept, *self._offer(follower, taken.kept)))

    def _offer(self, follower: Follower, replies: tuple[Reply, ...]) -> tuple[Reply, ...]:
        """Beside a receipt, to whoever is not bound: that news can come here."""
        return (self._reply("bound_offer"),) if follower.person is None and any(reply.receipt for reply in replies) else ()

    def _meant(self, follower: Follower, text: str) -> str:
        """The words, or what the number of a line stands for."""
        if follower.conversation is None or not follower.choices:
            return text
        shown = self._ports.talks.opened(follower.conversation, [Reply("", choices=follower.choices)])[0].choices
        return chosen(text, shown, follower.expects) or text

    async def _conversation(self, follower: Follower) -> str:
        """The resident's talk; a new one where none is open."""
        if follower.conversation is not None:
            return follower.conversation
        opened = await self._ports.talks.open("wechat", "zh")
        await asyncio.to_thread(self._go_on_with, follower.id, opened.id)
        return opened.id

    async def _last_said(self, conversation: str) -> tuple[Reply, ...]:
        """Where a talk that was begun elsewhere stands: its last replies, masked."""
        return await self._ports.talks.last_kept(conversation)

    def _masked(self, conversation: str, texts: tuple[str, ...]) -> list[str]:
        return [self._ports.keep(conversation, "heard", text) for text in texts]

    def _follower(self, id: int) -> Follower:
        with reading(self._ports.sessions) as session:
            return followers.follower_by_id(session, id, self._ports.now())

    def _go_on_with(self, id: int, conversation: str) -> None:
        with self._ports.sessions.begin() as session:
            followers.go_on_with(session, id, conversation)

    def _leave(self, id: int) -> None:
        with self._ports.sessions.begin() as session:
            followers.leave(session, id, self._ports.now())

    def _say(self, follower: Follower, key: str) -> Answer:
        return Answer(follower.conversation, (self._reply(key),))

    def _reply(self, key: str, **values: str) -> Reply:
        said = self._ports.sentences().say(f"wechat.{key}", "zh", **values)
        return Reply(said.text, said.speech)


