"""A voice message that was not heard well: which of these it was, and what is meant by the answer to that."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Literal

from api.wechat.answering.answer import Answer
from api.wechat.answering.asides import Asides
from api.wechat.answering.commands import Command
from api.wechat.answering.yes_words import YesWords
from api.wechat.delivering.inbox import Delivery
from api.wechat.ports import Ports
from api.wechat.showing.choosing import HEARD, chosen, is_number
from bot.chinese import normalise
from bot.turn import Choice

Not = Literal["none", "again"]


class Doubts:
    """Asks which it was."""

    def __init__(self, ports: Ports) -> None:
        self._ports = ports
        self._asides = Asides(ports)

    async def ask(self, delivery: Delivery, conversation: str, said: str, readings: tuple[Choice, ...]) -> Answer:
        """Asks which of these (masked) it was; what is chosen goes on its way as typed words."""
        asked = self._ports.reply("voice_unsure_two" if len(readings) > 1 else "voice_unsure")
        return await self._asides.told(delivery, conversation, said, (replace(asked, choices=readings, expects=HEARD),), "unsure")

    async def kept(self, conversation: str, readings: tuple[str, ...]) -> tuple[Choice, ...]:
        """What may have been said, as choices, masked."""
        shown = [await asyncio.to_thread(self._ports.keep, conversation, "heard", text) for text in readings]
        return tuple(Choice(text, text) for text in shown)


def heard_after_all(text: str, command: Command | None, readings: tuple[Choice, ...], words: YesWords) -> Choice | Not | None:
    """The reading that these words choose.

    `none`: it was none of them; `again`: that cannot be told from a yes to two,
    or a number that none has. None: something else is said. A yes or a no here
    is about what was heard, and never about what had been asked before.
    """
    value = chosen(_without_yes(text, words), readings, None) or chosen(text, readings, None)
    if value is not None:
        return next(one for one in readings if one.value == value)
    if command == "agreed" or words.is_yes(text):
        return readings[0] if len(readings) == 1 else "again"
    if command == "declined" or words.is_no(text):
        return "none"
    return "again" if is_number(_without_yes(text, words)) else None


def _without_yes(text: str, words: YesWords) -> str:
    """对，第一个: 第一个."""
    first, _, rest = normalise(text).partition(",")
    return rest if rest.strip() and words.is_yes(first) else text
