"""A talk that was begun elsewhere goes on here by its code, and nowhere else from then on; the way back to what was open here."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from sqlalchemy import exists, select

from api import handing_over
from api.handing_over import TooMany, Wrong
from api.tables import TurnRow
from api.talks import new_token
from api.wechat import followers
from api.wechat.answering.answer import Answer
from api.wechat.answering.asides import Asides, turn_id
from api.wechat.delivering.inbox import Delivery
from api.wechat.followers import Follower
from api.wechat.pages import links
from api.wechat.ports import Ports
from bot.database import reading


@dataclass(frozen=True)
class Moved:
    """The talk goes on with this resident."""

    conversation: str
    forgotten: bool = False
    """Whether somebody was verified in it, who has to be asked again: whoever holds the code need not be that person."""
    kept: bool = False
    """Whether an application is left behind, to which `way_back` leads."""


class Moving:
    """Answers what is said about it."""

    def __init__(self, ports: Ports) -> None:
        self._ports = ports
        self._asides = Asides(ports)

    async def by_code(self, delivery: Delivery, follower: Follower, digits: str) -> Answer | None:
        """A talk that was begun elsewhere goes on here; None when these digits are more likely an answer."""
        taken = await asyncio.to_thread(take_along, self._ports, follower, digits, delivery.fingerprint)
        said = self._asides.sent("code")
        match taken:
            case Moved(conversation):
                told = {"code_accepted": True, "code_forgotten": taken.forgotten, "code_kept": taken.kept}
                accepted = tuple(self._ports.reply(key) for key, holds in told.items() if holds)
                await self._asides.keep(delivery, conversation, said, accepted, "code")
                return Answer(conversation, (*accepted, *await self._ports.talks.transcript.last_kept(conversation)), moved=True)
            case _ if handing_over.may_answer(follower.expects):
                return None
            case Wrong():
                return await self._asides.word(delivery, follower, said, "code_wrong")
            case TooMany(own=own):
                hotline = self._ports.sentences().say("hotline.city").text
                return await self._asides.word(delivery, follower, said, "code_too_many" if own else "code_many", hotline=hotline)
            case None:
                return None

    async def back(self, delivery: Delivery, follower: Follower, said: str) -> Answer | None:
        """The application that was open here before another talk was taken along; None when there is none.

        It is written down there before the talk moves: so the same delivery again, after a fault between the two, finds
        that it has moved, and does not lead away again.
        """
        to = await asyncio.to_thread(way_back, self._ports, follower, turn_id(self._ports.seal, delivery))
        if to is None:
            return None
        back = (self._ports.reply("code_back"),)
        await self._asides.keep(delivery, to, said, back, "back_to", again=False)
        await asyncio.to_thread(self._move, follower.id, to)
        return Answer(to, (*back, *await self._ports.talks.transcript.last_kept(to)), moved=True)

    def _move(self, id: int, to: str) -> None:
        with self._ports.sessions.begin() as session:
            followers.go_on_with(session, id, to, self._ports.now())


def take_along(ports: Ports, follower: Follower, digits: str, by: str) -> Moved | Wrong | TooMany | None:
    """Takes a code in. None when no code is open, so that none can be meant. Blocks.

    In one transaction the keys and links that opened the talk elsewhere open
    nothing any more, and whoever was verified in it is forgotten, unless this
    WeChat is bound to that very person. `by` is a fingerprint of the resident.
    """
    now = ports.now()
    with ports.sessions.begin() as session:
        if not handing_over.any_open(session, now):
            return None
        taken = handing_over.take(session, ports.seal, digits, by, now, answering=handing_over.may_answer(follower.expects))
        if not isinstance(taken, str):
            return taken
        if taken == follower.conversation:
            return Moved(taken)  # the same code sent again: a page that was opened from here meanwhile stays open
        kept = follower.conversation is not None and ports.unfinished(session, follower.conversation)
        new_token(session, taken)
        links.void(session, taken)
        known = ports.known(session, taken)
        forgotten = known is not None and known.person != follower.person
        if forgotten:
            ports.forget_known(session, taken)
        followers.go_on_with(session, follower.id, taken, now)
        return Moved(taken, forgotten, kept)


def way_back(ports: Ports, follower: Follower, turn: str) -> str | None:
    """The talk before, if an application is open in it, or the one to which this very turn has led already. Blocks."""
    with reading(ports.sessions) as session:
        led_here = select(exists().where(TurnRow.conversation_id == follower.conversation, TurnRow.turn_id == turn))
        if session.scalar(led_here):
            return follower.conversation
        before = followers.talk_before(session, follower.id, ports.now())
        return before if before is not None and ports.unfinished(session, before) else None
