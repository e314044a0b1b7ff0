"""From a delivery to its answer: what a resident sent becomes a turn of their talk, or a word to the channel itself."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from api import handing_over
from api.wechat import followers
from api.wechat.answering.answer import Answer
from api.wechat.answering.asides import Asides, turn_id
from api.wechat.answering.channel_words import WHILE_HELD, ChannelWords
from api.wechat.answering.doubts import Doubts, heard_after_all
from api.wechat.answering.fetching import Fetching
from api.wechat.answering.moving import Moving
from api.wechat.answering.pictures import Pictures
from api.wechat.answering.talk import OpenTalks
from api.wechat.answering.too_early import Earliness
from api.wechat.answering.voice_messages import Said, VoiceMessages
from api.wechat.delivering.inbox import Delivery
from api.wechat.delivering.pacing import Pacing
from api.wechat.followers import Follower
from api.wechat.menu import page_of, words_of
from api.wechat.ports import Ports
from api.wechat.protocol.received import (
    Followed,
    Location,
    NewsArrived,
    Other,
    Picture,
    Pressed,
    Subscribed,
    Text,
    Unfollowed,
    Unneeded,
    Voice,
)
from api.wechat.showing.choosing import HEARD, PICTURE_FOR, chosen
from bot.turn import Choice, Recognised, Reply, Turn


class Taking:
    """Answers deliveries. The same one again, after a fault in the middle, runs nothing twice: its turn has the same id."""

    def __init__(self, ports: Ports, pacing: Pacing) -> None:
        self._ports = ports
        self._talks = OpenTalks(ports)
        self._asides = Asides(ports)
        self._answers = ChannelWords(ports)
        self._moving = Moving(ports)
        fetch = Fetching(ports, pacing)
        self._pictures = Pictures(ports, fetch)
        self._earliness = Earliness(ports, self._pictures)
        self._voices = VoiceMessages(ports, fetch, self._earliness)
        self._doubts = Doubts(ports)

    async def __call__(self, delivery: Delivery) -> Answer:
        """The answer to one delivery."""
        follower = await self._talks.follower(delivery.follower)
        answer = await self._answer(delivery, follower)
        anew = follower.ended and answer.conversation is not None and not answer.moved and answer.replies
        return replace(answer, replies=(self._ports.reply("ended_elsewhere"), *answer.replies)) if anew else answer

    async def _answer(self, delivery: Delivery, follower: Follower) -> Answer:
        sent, word = self._asides.sent, self._asides.word
        match delivery.content:
            case Unfollowed():
                await asyncio.to_thread(self._part, follower.id)
                return Answer(None)
            case Followed():
                return await word(delivery, follower, "", "back" if follower.conversation else "welcome")
            case Other() | Unneeded() | Subscribed() | NewsArrived():
                return await word(delivery, follower, sent("other"), "unreadable")
            case Text(text):
                return await self._text(delivery, follower, text)
            case Pressed(key) if page_of(key) is not None:
                large = await self._answers.answer(delivery, follower, "large", sent("large"))
                return large or Answer(follower.conversation, (self._ports.reply("link_none"),))
            case Pressed(key):
                words = words_of(self._ports.menu, key)  # none: of a menu that was installed before
                return await self._text(delivery, follower, words) if words else await word(delivery, follower, "", "menu_start")
            case Location(label=label) if label.strip():
                return await self._turn(delivery, follower, label)
            case Location():
                asked = follower.expects == "region"  # what else is open would be a second question behind the one about the place
                return await word(delivery, follower, sent("location"), "location_unclear", again=asked)
            case Picture() as picture:
                return await self._pictures.take(delivery, follower, await self._talks.of(follower), picture)
            case Voice() as voice:
                follower = replace(follower, conversation=await self._talks.of(follower))
                heard = await self._voices.hear(delivery, follower, voice)
                return await self._text(delivery, follower, heard.text, heard.recognised) if isinstance(heard, Said) else heard

    async def _text(self, delivery: Delivery, follower: Follower, text: str, recognised: Recognised | None = None) -> Answer:
        """Words, typed or heard: for whoever has the talk, for a question of the channel's own, or as any other."""
        if follower.held:
            command = self._ports.commands.command_in(text)
            answered = await self._answers.answer(delivery, follower, command, text) if command in WHILE_HELD else None
            return answered or await self._turn(delivery, follower, text, recognised)
        early = await self._earliness.question(delivery, follower, text)
        if early is not None:
            return early
        if follower.expects == HEARD.kind and follower.conversation is not None:
            return await self._about_heard(delivery, follower, follower.conversation, text, recognised)
        if follower.expects == PICTURE_FOR.kind and follower.conversation is not None:
            placed = await self._pictures.place(delivery, follower.conversation, text, follower.choices)
            if placed is not None:
                return placed
        return await self._words(delivery, follower, text, recognised)

    async def _about_heard(
        self, delivery: Delivery, follower: Follower, conversation: str, text: str, recognised: Recognised | None
    ) -> Answer:
        """The answer to which reading it was; anything else goes on its way."""
        command = self._ports.commands.command_in(text)
        match heard_after_all(text, command, await self._talks.choices(follower), self._ports.yes_words):
            case Choice(value=value):
                return await self._words(delivery, replace(follower, choices=()), value)
            case "none":
                return await self._asides.word(delivery, follower, text, "voice_not_this")
            case "again":
                return await self._doubts.ask(delivery, conversation, text, follower.choices)
            case None:
                return await self._words(delivery, replace(follower, choices=()), text, recognised)

    async def _words(self, delivery: Delivery, follower: Follower, text: str, recognised: Recognised | None = None) -> Answer:
        """A code that hands a talk over, one of the numbered lines, a word to the channel, or a turn."""
        if (digits := handing_over.digits_in(text)) is not None:
            moved = await self._moving.by_code(delivery, follower, digits)
            if moved is not None:
                return moved
        meant = chosen(text, await self._talks.choices(follower), follower.expects) or text
        answered: Answer | None = None
        match self._ports.commands.command_in(meant):
            case None:
                pass
            case "back_to":
                answered = await self._moving.back(delivery, follower, meant)
            case command:
                answered = await self._answers.answer(delivery, follower, command, meant)
        return answered or await self._turn(delivery, follower, meant, recognised)

    async def _turn(self, delivery: Delivery, follower: Follower, text: str, recognised: Recognised | None = None) -> Answer:
        """The path of every turn."""
        conversation = await self._talks.of(follower)
        turn = Turn(conversation, text, turn_id(self._ports.seal, delivery), "wechat", "zh", recognised)
        taken = await self._ports.talks.take(turn)
        heard = (self._ports.reply("heard", text=taken.said),) if recognised is not None else ()
        leaving = await asyncio.to_thread(self._signed_out, follower, taken.kept)
        return Answer(conversation, (*heard, *taken.kept, *self._offer(follower, taken.kept), *leaving))

    def _signed_out(self, follower: Follower, replies: tuple[Reply, ...]) -> tuple[Reply, ...]:
        """Whoever signs out is not known here any more: the binding ends too, and that is said."""
        if follower.person is None or not any(reply.facts.get("signed_out") for reply in replies):
            return ()
        with self._ports.sessions.begin() as session:
            followers.unbind(session, follower.id)
        return (self._ports.reply("unbound_too"),)

    def _offer(self, follower: Follower, replies: tuple[Reply, ...]) -> tuple[Reply, ...]:
        """Beside a receipt, to whoever is not bound: that news can come here."""
        return (self._ports.reply("bound_offer"),) if follower.person is None and any(reply.receipt for reply in replies) else ()

    def _part(self, id: int) -> None:
        with self._ports.sessions.begin() as session:
            followers.part(session, id)
