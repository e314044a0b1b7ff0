"""From a delivery to its answer: what a resident sent becomes a turn of their talk, or a word to the channel itself."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace

import structlog

from api import handing_over
from api.handing_over import TooMany, Wrong
from api.wechat import followers
from api.wechat.answering.asides import Asides, turn_id
from api.wechat.answering.asking_again import asked_again
from api.wechat.answering.channel_words import ChannelWords
from api.wechat.answering.commands import Command
from api.wechat.answering.doubts import heard_after_all
from api.wechat.answering.moving import Moved, go_back, take_along
from api.wechat.answering.pictures import Pictures
from api.wechat.answering.too_early import is_too_early, may_be_a_yes, was_seen
from api.wechat.client.errors import WechatFailed
from api.wechat.delivering import inbox
from api.wechat.delivering.inbox import Delivery
from api.wechat.followers import Follower
from api.wechat.hearing import VoiceHeard, VoiceNotHeard
from api.wechat.menu import page_of, words_of
from api.wechat.ports import Ports
from api.wechat.protocol.received import Followed, Location, Other, Picture, Pressed, Text, Unfollowed, Unneeded, Voice
from api.wechat.showing.choosing import BINDING, HEARD, OF_CHANNEL, chosen, is_number
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
    aloud: tuple[Reply, ...] = ()
    """What is read aloud in place of these."""
    moved: bool = False
    """Whether the talk was begun elsewhere and goes on here from now on."""


class Taking:
    """Answers deliveries. The same one again, after a fault in the middle, runs nothing twice: its turn has the same id."""

    def __init__(self, ports: Ports) -> None:
        self._ports = ports
        self._answers = ChannelWords(ports)
        self._pictures = Pictures(ports)
        self._asides = Asides(ports)

    async def __call__(self, delivery: Delivery) -> Answer:
        """The answer to one delivery."""
        follower = await asyncio.to_thread(self._follower, delivery.follower)
        answer = await self._answer(delivery, follower)
        anew = follower.ended and answer.conversation is not None and not answer.moved and answer.replies
        return replace(answer, replies=(self._reply("ended_elsewhere"), *answer.replies)) if anew else answer

    async def _answer(self, delivery: Delivery, follower: Follower) -> Answer:
        match delivery.content:
            case Unfollowed():
                await asyncio.to_thread(self._part, follower.id)
                return Answer(None)
            case Followed():
                return await self._aside(delivery, follower, "", "back" if follower.conversation else "welcome")
            case Other() | Unneeded():
                return await self._aside(delivery, follower, self._asides.sent("other"), "unreadable")
            case Text(text):
                return await self._text(delivery, follower, text)
            case Pressed(key) if page_of(key) is not None:
                large = await self._command(delivery, follower, "large", self._asides.sent("large"))
                return large or self._say(follower, "link_none")
            case Pressed(key):
                words = words_of(self._ports.menu, key)  # none: of a menu that was installed before
                return await self._text(delivery, follower, words) if words else await self._aside(delivery, follower, "", "menu_start")
            case Location(label=label):
                if label.strip():
                    return await self._turn(delivery, follower, label)
                asked = follower.expects == "region"  # what else is open would be a second question behind the one about the place
                return await self._aside(delivery, follower, self._asides.sent("location"), "location_unclear", again=asked)
            case Picture() as picture:
                conversation = await self._conversation(follower)
                replies = await self._pictures.take(conversation, picture)
                return await self._told(delivery, conversation, self._asides.sent("picture"), replies, "picture")
            case Voice() as voice:
                return await self._voice(delivery, follower, voice)

    async def _text(self, delivery: Delivery, follower: Follower, text: str, recognised: Recognised | None = None) -> Answer:
        """Words, typed or heard: for whoever has the talk, for a question of the channel's own, or as any other."""
        if follower.held:
            return await self._turn(delivery, follower, text, recognised)
        early = await self._too_early(delivery, follower, text)
        if early is not None:
            return early
        if follower.expects == HEARD.kind and follower.conversation is not None:
            return await self._about_heard(delivery, follower, follower.conversation, text, recognised)
        return await self._words(delivery, follower, text, recognised)

    async def _too_early(self, delivery: Delivery, follower: Follower, text: str) -> Answer | None:
        """The question, to a number or a yes that was sent before it was on the screen; None for all else."""
        if follower.conversation is None or self._ports.talks.is_alarm(text):
            return None
        own, seen = follower.expects in OF_CHANNEL, was_seen(follower, delivery.received_at)
        if own and not seen and (is_number(text) or may_be_a_yes(text)):
            return Answer(follower.conversation) if follower.asking else await self._ask_own_again(delivery, follower, text)
        if not is_too_early(follower, delivery.received_at, text, await self._ports.talks.left_open(follower.conversation)):
            return None
        if follower.asking:
            return Answer(follower.conversation)  # it comes with this request, or by itself
        return await self._aside(delivery, follower, text, "not_seen")

    async def _ask_own_again(self, delivery: Delivery, follower: Follower, said: str) -> Answer | None:
        """The channel's own question once more."""
        if follower.expects == BINDING.kind:
            return await self._command(delivery, follower, "bind", said)
        return await self._which(delivery, follower.conversation or "", said, follower.choices)

    async def _about_heard(
        self, delivery: Delivery, follower: Follower, conversation: str, text: str, recognised: Recognised | None
    ) -> Answer:
        """The answer to which reading it was; anything else goes on its way."""
        shown = await asyncio.to_thread(self._opened, conversation, follower.choices)
        match heard_after_all(text, self._ports.commands.command_in(text), shown):
            case Choice(value=value):
                return await self._words(delivery, replace(follower, choices=()), value)
            case "none":
                return await self._aside(delivery, follower, text, "voice_not_this")
            case "again":
                return await self._which(delivery, conversation, text, follower.choices)
            case None:
                return await self._words(delivery, replace(follower, choices=()), text, recognised)

    async def _words(self, delivery: Delivery, follower: Follower, text: str, recognised: Recognised | None = None) -> Answer:
        """A code that hands a talk over, one of the numbered lines, a word to the channel, or a turn."""
        if (digits := handing_over.digits_in(text)) is not None:
            answered = await self._handed_over(delivery, follower, digits)
            if answered is not None:
                return answered
        meant = await asyncio.to_thread(self._meant, follower, text)
        command = self._ports.commands.command_in(meant)
        if command == "continue" and follower.conversation and await asyncio.to_thread(self._came, delivery):
            return await self._told(delivery, follower.conversation, meant, (), command)
        answered = await self._command(delivery, follower, command, meant) if command is not None else None
        return answered or await self._turn(delivery, follower, meant, recognised)

    async def _command(self, delivery: Delivery, follower: Follower, command: Command, said: str) -> Answer | None:
        """A word to the channel; None when it is one for the dialogue after all."""
        if command == "back_to":
            return await self._back(delivery, follower, said)
        conversation = await self._conversation(follower)
        replies = await asyncio.to_thread(self._answers.to, replace(follower, conversation=conversation), command)
        if replies is None and command == "continue" and asked_again(await self._ports.talks.left_open(conversation)):
            replies = (self._reply("nothing_more"),)
        if command == "voice_on" and replies is not None:
            told = await self._told(delivery, conversation, said, replies, command)
            return replace(told, aloud=(*replies, *await self._ports.talks.last_kept(conversation)))
        return None if replies is None else await self._told(delivery, conversation, said, replies, command)

    async def _back(self, delivery: Delivery, follower: Follower, said: str) -> Answer | None:
        """The application that was open here before another talk was taken along; None when there is none."""
        before = await asyncio.to_thread(go_back, self._ports, follower)
        if before is None:
            return None
        back = (self._reply("code_back"),)
        await self._asides.keep(delivery, before, said, back, "back_to", again=False)
        return Answer(before, (*back, *await self._ports.talks.last_kept(before)), moved=True)

    async def _handed_over(self, delivery: Delivery, follower: Follower, digits: str) -> Answer | None:
        """A talk that was begun elsewhere goes on here; None when these digits are more likely an answer."""
        match await asyncio.to_thread(take_along, self._ports, follower, digits, delivery.fingerprint):
            case Moved(conversation) as moved:
                said = {"code_accepted": True, "code_forgotten": moved.forgotten, "code_kept": moved.kept}
                accepted = tuple(self._reply(key) for key, holds in said.items() if holds)
                await self._asides.keep(delivery, conversation, self._asides.sent("code"), accepted, "code")
                return Answer(conversation, (*accepted, *await self._ports.talks.last_kept(conversation)), moved=True)
            case _ if handing_over.may_answer(follower.expects):
                return None
            case Wrong():
                return await self._aside(delivery, follower, self._asides.sent("code"), "code_wrong")
            case TooMany(own=own):
                hotline = self._ports.sentences().say("hotline.city").text
                key = "code_too_many" if own else "code_many"
                return await self._aside(delivery, follower, self._asides.sent("code"), key, hotline=hotline)
            case _:
                return None

    async def _voice(self, delivery: Delivery, follower: Follower, voice: Voice) -> Answer:
        """A voice message, heard by our own ears."""
        conversation = await self._conversation(follower)
        follower, sent = replace(follower, conversation=conversation), self._asides.sent("voice")
        try:
            media = await self._ports.api.media(voice.media_id_16k or voice.media_id)
        except WechatFailed as fault:
            log.warning("media_not_fetched", fault=type(fault).__name__)
            return await self._aside(delivery, follower, sent, "failed_media")
        match await self._ports.hear(media.content, conversation, "zh"):
            case VoiceNotHeard(why):
                return await self._aside(delivery, follower, sent, f"voice_unheard.{why}")
            case VoiceHeard(_, _, "again"):
                return await self._aside(delivery, follower, sent, "voice_unheard.noise")
            case VoiceHeard(_, recognised, None) as heard:
                return await self._text(delivery, follower, heard.text, recognised)
            case VoiceHeard(text, recognised) if follower.held:
                return await self._turn(delivery, follower, text, recognised)
            case VoiceHeard(readings=readings):
                for one in readings:
                    if (early := await self._too_early(delivery, follower, one)) is not None:
                        return early
                kept = await asyncio.to_thread(self._kept, conversation, readings)
                return await self._which(delivery, conversation, sent, kept)

    async def _which(self, delivery: Delivery, conversation: str, said: str, readings: tuple[Choice, ...]) -> Answer:
        """Asks which of these (masked) it was; what is chosen goes on its way as typed words."""
        asked = self._reply("voice_unsure_two" if len(readings) > 1 else "voice_unsure")
        return await self._told(delivery, conversation, said, (replace(asked, choices=readings, expects=HEARD),), "unsure")

    def _kept(self, conversation: str, readings: tuple[str, ...]) -> tuple[Choice, ...]:
        """What may have been said, as choices, masked."""
        shown = [self._ports.keep(conversation, "heard", text) for text in readings]
        return tuple(Choice(text, text) for text in shown)

    async def _aside(self, delivery: Delivery, follower: Follower, said: str, key: str, *, again: bool = True, **values: str) -> Answer:
        """One sentence of the channel, to something that the dialogue does not hear of."""
        replies = (self._reply(key, **values),)
        if follower.conversation is None:
            return Answer(None, replies)
        return await self._told(delivery, follower.conversation, said, replies, key, again=again)

    async def _told(
        self, delivery: Delivery, conversation: str, said: str, replies: tuple[Reply, ...], why: str, *, again: bool = True
    ) -> Answer:
        return Answer(conversation, await self._asides.keep(delivery, conversation, said, replies, why, again=again))

    async def _turn(self, delivery: Delivery, follower: Follower, text: str, recognised: Recognised | None = None) -> Answer:
        """The path of every turn."""
        conversation = await self._conversation(follower)
        turn = Turn(conversation, text, turn_id(self._ports.seal, delivery), "wechat", "zh", recognised)
        taken = await self._ports.talks.take(turn)
        heard = (self._reply("heard", text=taken.said),) if recognised is not None else ()
        leaving = await asyncio.to_thread(self._signed_out, follower, taken.kept)
        return Answer(conversation, (*heard, *taken.kept, *self._offer(follower, taken.kept), *leaving))

    def _signed_out(self, follower: Follower, replies: tuple[Reply, ...]) -> tuple[Reply, ...]:
        """Whoever signs out is not known here any more: the binding ends too, and that is said."""
        if follower.person is None or not any(reply.facts.get("signed_out") for reply in replies):
            return ()
        with self._ports.sessions.begin() as session:
            followers.unbind(session, follower.id)
        return (self._reply("unbound_too"),)

    def _offer(self, follower: Follower, replies: tuple[Reply, ...]) -> tuple[Reply, ...]:
        """Beside a receipt, to whoever is not bound: that news can come here."""
        return (self._reply("bound_offer"),) if follower.person is None and any(reply.receipt for reply in replies) else ()

    def _meant(self, follower: Follower, text: str) -> str:
        """The words, or what the number of a line stands for."""
        if follower.conversation is None or not follower.choices:
            return text
        return chosen(text, self._opened(follower.conversation, follower.choices), follower.expects) or text

    def _opened(self, conversation: str, choices: tuple[Choice, ...]) -> tuple[Choice, ...]:
        return self._ports.talks.opened(conversation, [Reply("", choices=choices)])[0].choices

    async def _conversation(self, follower: Follower) -> str:
        """The resident's talk; a new one where none is open."""
        return follower.conversation or await self.begin(follower.id)

    async def begin(self, follower: int) -> str:
        """A new talk, which goes on with this resident from now on."""
        opened = await self._ports.talks.open("wechat", "zh")
        await asyncio.to_thread(self._go_on_with, follower, opened.id)
        return opened.id

    def _came(self, delivery: Delivery) -> bool:
        """Whether what the resident asks for (好了吗) has come since."""
        with reading(self._ports.sessions) as session:
            return inbox.answered_meanwhile(session, delivery.id)

    def _follower(self, id: int) -> Follower:
        with reading(self._ports.sessions) as session:
            return followers.follower_by_id(session, id, self._ports.now())

    def _go_on_with(self, id: int, conversation: str) -> None:
        with self._ports.sessions.begin() as session:
            followers.go_on_with(session, id, conversation, self._ports.now())

    def _part(self, id: int) -> None:
        with self._ports.sessions.begin() as session:
            followers.part(session, id)

    def _say(self, follower: Follower, key: str) -> Answer:
        return Answer(follower.conversation, (self._reply(key),))

    def _reply(self, key: str, **values: str) -> Reply:
        return self._ports.reply(key, **values)
