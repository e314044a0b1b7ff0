"""A yes or a number counts only for a question that was on the screen when it was sent: nothing is handed in by one meant for another."""

from __future__ import annotations

from datetime import datetime

from api.wechat.answering.answer import Answer
from api.wechat.answering.asides import Asides
from api.wechat.answering.asking_again import asked_again
from api.wechat.answering.channel_words import ChannelWords
from api.wechat.answering.doubts import Doubts
from api.wechat.answering.pictures import Pictures
from api.wechat.answering.yes_words import YesWords
from api.wechat.delivering.inbox import Delivery
from api.wechat.followers import Follower
from api.wechat.ports import Ports
from api.wechat.showing.choosing import BINDING, OF_CHANNEL, PICTURE_FOR, is_number
from bot.turn import Reply


class Earliness:
    """Gives such words the question in place of an answer."""

    def __init__(self, ports: Ports, pictures: Pictures) -> None:
        self._ports = ports
        self._pictures = pictures
        self._answers = ChannelWords(ports)
        self._doubts = Doubts(ports)
        self._asides = Asides(ports)

    async def question(self, delivery: Delivery, follower: Follower, text: str) -> Answer | None:
        """The question, to a number or a yes that was sent before it was on the screen; None for all else."""
        words, sent_at = self._ports.yes_words, delivery.received_at
        if follower.conversation is None or self._ports.talks.is_alarm(text):
            return None
        if follower.expects in OF_CHANNEL and not was_seen(follower, sent_at) and (is_number(text) or words.may_be_a_yes(text)):
            return await self._own_again(delivery, follower, follower.conversation, text)
        if not is_too_early(follower, sent_at, text, await self._ports.talks.transcript.left_open(follower.conversation), words):
            return None
        if follower.asking:
            return Answer(follower.conversation)  # it comes with this request, or by itself
        return await self._asides.word(delivery, follower, text, "not_seen")

    async def _own_again(self, delivery: Delivery, follower: Follower, conversation: str, said: str) -> Answer | None:
        """The channel's own question once more."""
        if follower.asking:
            return Answer(conversation)
        if follower.expects == BINDING.kind:
            return await self._answers.answer(delivery, follower, "bind", said)
        if follower.expects == PICTURE_FOR.kind:
            return await self._pictures.ask(delivery, conversation, said, follower.choices)
        return await self._doubts.ask(delivery, conversation, said, follower.choices)


def is_too_early(follower: Follower, sent_at: datetime, text: str, left_open: tuple[Reply, ...], words: YesWords) -> bool:
    """Whether these words might answer a question of the dialogue that their resident had not seen when they sent them.

    `left_open`: what the dialogue answered last, masked. It may have been shown
    elsewhere (on the page), or not have left yet; or a member of staff may have
    asked something since. Numbers are meant, and where yes is an answer whatever
    could be one; 青禾区 is the same answer whenever it was sent.
    """
    open_now = asked_again(left_open)
    if not open_now or (was_seen(follower, sent_at) and (follower.expects in OF_CHANNEL or _shows(follower, open_now[-1]))):
        return False
    asked = open_now[-1].expects
    return is_number(text) or ((asked is None or asked.kind == "yes_no") and words.may_be_a_yes(text))


def was_seen(follower: Follower, sent_at: datetime) -> bool:
    """Whether what was asked last in WeChat had left when this was sent."""
    return follower.asked_at is not None and follower.asked_at < sent_at


def _shows(follower: Follower, question: Reply) -> bool:
    """Whether this question is the one that WeChat shows."""
    return follower.choices == question.choices and follower.expects == (question.expects.kind if question.expects else None)
