"""What residents say to the channel itself, not to the dialogue: bind me, large text, answer aloud."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from api.wechat import followers
from api.wechat.answering.answer import Answer
from api.wechat.answering.asides import Asides
from api.wechat.answering.asking_again import asked_again
from api.wechat.answering.binding import Binding
from api.wechat.answering.commands import Command
from api.wechat.answering.talk import OpenTalks
from api.wechat.delivering import inbox, outbox
from api.wechat.delivering.inbox import Delivery
from api.wechat.followers import Follower
from api.wechat.ports import Ports
from bot.database import reading
from bot.turn import Reply

AT_ANY_TIME: frozenset[Command] = frozenset({"large", "voice_on", "voice_off"})
"""Words to the channel that need no question of its own before them."""
WHILE_HELD: frozenset[Command] = AT_ANY_TIME | {"unbind", "bound_who"}
"""Words that a member of staff who has the talk cannot answer."""
SIGNS = " 。.，,！!～~"
Replies = tuple[Reply, ...]
"""Masked."""


class ChannelWords:
    """Answers such words."""

    def __init__(self, ports: Ports) -> None:
        self._ports = ports
        self._binding = Binding(ports)
        self._talks = OpenTalks(ports)
        self._asides = Asides(ports)

    async def answer(self, delivery: Delivery, follower: Follower, command: Command, said: str) -> Answer | None:
        """The answer; None when it is a word for the dialogue after all: 继续 when nothing waits, a yes when nothing was asked."""
        if command == "continue" and follower.conversation and await asyncio.to_thread(self._came, delivery):
            return Answer(follower.conversation)
        conversation = await self._talks.of(follower)
        if command in AT_ANY_TIME and await asyncio.to_thread(self._answers, conversation, said):
            return None
        replies = await asyncio.to_thread(self._to, follower, conversation, command)
        if replies is None and command == "continue" and asked_again(await self._ports.talks.transcript.left_open(conversation)):
            replies = self._say("nothing_more")
        if replies is None:
            return None
        told = await self._asides.told(delivery, conversation, said, replies, command, again=not follower.held)
        if command == "voice_on" and not follower.held:
            return replace(told, aloud=(*replies, *await self._ports.talks.transcript.last_kept(conversation)))
        return told

    def _to(self, follower: Follower, conversation: str, command: Command) -> Replies | None:
        match command:
            case "continue":
                return () if self._unread(follower.id) else None
            case "large":
                return self._link(conversation)
            case "voice_on" | "voice_off":
                return self._speak(follower, on=command == "voice_on")
            case _:
                return self._binding.to(follower, conversation, command)

    def _answers(self, conversation: str, said: str) -> bool:
        """Whether these words answer what is asked: a residence permit may be 看不清 too."""
        with reading(self._ports.sessions) as session:
            return said.strip(SIGNS) in self._ports.answers(session, conversation)

    def _came(self, delivery: Delivery) -> bool:
        """Whether what the resident asks for (好了吗) has come since."""
        with reading(self._ports.sessions) as session:
            return inbox.answered_meanwhile(session, delivery.id)

    def _unread(self, id: int) -> bool:
        """Whether words wait for this resident: they go back with this very request."""
        with reading(self._ports.sessions) as session:
            return outbox.unread(session, id)

    def _link(self, conversation: str) -> Replies:
        url = self._ports.link(conversation)
        return self._say("link", url=self._ports.keep(conversation, "link", url)) if url else self._say("link_none")

    def _speak(self, follower: Follower, *, on: bool) -> Replies:
        possible = on and self._ports.reads_aloud
        with self._ports.sessions.begin() as session:
            followers.let_speak(session, follower.id, on=possible)
        return self._say("voice_on" if possible else "voice_cannot" if on else "voice_off")

    def _say(self, key: str, **values: str) -> Replies:
        return (self._ports.reply(key, **values),)
