"""What residents send that the dialogue does not hear of: it stands in the transcript with its answer, and is answered once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from api.wechat.answering.answer import Answer
from api.wechat.answering.asking_again import asked_again
from api.wechat.delivering.inbox import Delivery
from api.wechat.followers import Follower
from api.wechat.ports import Ports
from bot.turn import Reply
from bot.vault import Seal

Sent = Literal["picture", "voice", "location", "other", "code", "large"]
"""What stands in the transcript in place of words: wechat.sent of data/say."""


class Asides:
    """Keeps such exchanges."""

    def __init__(self, ports: Ports) -> None:
        self._ports = ports

    async def keep(
        self, delivery: Delivery, conversation: str, said: str, replies: Sequence[Reply], why: str, *, again: bool = True
    ) -> tuple[Reply, ...]:
        """The replies (masked) to this delivery: those of the first time, where it was answered before.

        `again`: with the open question behind them, unless they have choices of their own.
        """
        if not replies:
            return ()
        last = await self._ports.talks.transcript.left_open(conversation) if again and not any(one.choices for one in replies) else ()
        told = (*replies, *asked_again(last))
        return await self._ports.talks.note(conversation, turn_id(self._ports.seal, delivery), said, told, why)

    async def told(
        self, delivery: Delivery, conversation: str, said: str, replies: Sequence[Reply], why: str, *, again: bool = True
    ) -> Answer:
        """These replies (masked), `again` with the open question behind them."""
        return Answer(conversation, await self.keep(delivery, conversation, said, replies, why, again=again))

    async def word(self, delivery: Delivery, follower: Follower, said: str, key: str, *, again: bool = True, **values: str) -> Answer:
        """One sentence of the channel: wechat.<key> of data/say."""
        replies = (self._ports.reply(key, **values),)
        if follower.conversation is None:
            return Answer(None, replies)
        return Answer(follower.conversation, await self.keep(delivery, follower.conversation, said, replies, key, again=again))

    def sent(self, what: Sent) -> str:
        """How something without words is called in the transcript."""
        return self._ports.sentences().say(f"wechat.sent.{what}", "zh").text


def turn_id(seal: Seal, delivery: Delivery) -> str:
    """The same for the same delivery, whoever takes it and however often."""
    return seal.fingerprint(f"wechat/turn/{delivery.fingerprint}/{delivery.key}")[:40]
