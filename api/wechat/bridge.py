"""The bridge between WeChat's server and the talks.

A delivery is written down first; from then on it is answered, whatever dies
(`serving`). Its request waits a while for the answer and takes it back, else it
takes an acknowledgement, and the answer follows by customer service.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import structlog
from sqlalchemy.exc import IntegrityError, OperationalError, SQLAlchemyError

from api.metrics import SENT_AGAIN, WECHAT_ANSWERED
from api.wechat import followers
from api.wechat.answering.taking import Taking
from api.wechat.answering.talk import OpenTalks
from api.wechat.delivering import carrying, inbox
from api.wechat.delivering.carrying import Carried, Later, Wait
from api.wechat.delivering.in_time import TooLate, in_time
from api.wechat.delivering.inbox import Arrival
from api.wechat.delivering.pacing import Pacing
from api.wechat.delivering.serving import Serving
from api.wechat.followers import Follower
from api.wechat.ports import Ports
from api.wechat.protocol.received import Content, Received, Text
from api.wechat.showing.rendering import Rendered, rendered, with_more
from bot.database import urgently
from bot.turn import Reply

WITHIN = 3.5
"""Seconds after which a delivery is acknowledged in place of answered; WeChat waits five."""
LATEST = 4.3
"""Seconds after which a request takes nothing along any more, whatever keeps it waiting: WeChat might not hear it."""
GLANCE = 0.5
"""Seconds between looks at a delivery, which another gateway may be answering."""
AGAIN = 0.2
"""Seconds until a delivery that the database did not take is written down once more."""

log = structlog.get_logger()


class Bridge:
    """One gateway's end."""

    def __init__(self, ports: Ports) -> None:
        self._ports = ports
        self._talks = OpenTalks(ports)
        pacing = Pacing()
        self._serving = Serving(ports, Taking(ports, pacing), pacing)
        self._door = ThreadPoolExecutor(4, "wechat")  # of its own: an acknowledgement must not wait behind departments

    def start(self) -> None:
        """Begins to serve."""
        self._serving.start()

    async def close(self) -> None:
        """Ends what runs; what was not finished is taken up by the next gateway at once."""
        await self._serving.close()
        self._door.shutdown(wait=False)
        await self._ports.api.close()

    async def answer(self, received: Received, signature: str, body: str) -> str:
        """What goes back with this delivery, within WITHIN seconds, or LATEST where the database keeps it waiting; empty: nothing.

        `body` is the SHA-256 of the request's body. Raises inbox.Reused, and SQLAlchemyError or TimeoutError when the delivery
        could not be written down in that time.
        """
        began = time.monotonic()
        async with asyncio.timeout(LATEST):
            arrival = await self._received(received, signature, body, began + WITHIN)
        if arrival is None:
            return ""
        done = asyncio.Event()
        self._serving.tell_when_done(arrival.delivery, done)
        try:
            if arrival.done:
                done.set()
            else:
                self._serving.serve(arrival.follower)
            return await self._passive(arrival, done, began)
        except SQLAlchemyError as fault:
            log.error("wechat_not_carried", fault=type(fault).__name__)  # it is written down: the answer follows by another way
            return ""
        finally:
            self._serving.forget(arrival.delivery, done)

    async def noted(self, signature: str, body: str) -> None:
        """Writes down that this signature was used, with this body (its SHA-256). Raises inbox.Reused."""
        await self._at_door(partial(self._note, signature, body))

    async def conversation_of(self, openid: str) -> str:
        """The talk that goes on with this resident; a new one where none is open."""
        follower = await asyncio.to_thread(self._follower_of, openid)
        return await self._talks.of(follower)

    async def _received(self, received: Received, signature: str, body: str, ends: float) -> Arrival | None:
        """Writes the delivery down, again where another gateway did so at the same moment, or the database failed."""
        while True:
            try:
                return await asyncio.shield(self._at_door(partial(self._receive, received, signature, body)))
            except (IntegrityError, OperationalError):
                if time.monotonic() + AGAIN >= ends:
                    raise
            await asyncio.sleep(AGAIN)

    async def _passive(self, arrival: Arrival, done: asyncio.Event, began: float) -> str:
        ends = began + WITHIN
        while True:
            left = ends - time.monotonic()
            if left > 0 and not done.is_set():
                await _either(done, min(left, GLANCE))
            if not done.is_set() and self._serving.serves(arrival.follower) and time.monotonic() < ends:
                continue  # it is being answered here, and will be told
            match await self._carried(arrival.delivery, began):
                case Wait():
                    done.clear()
                case Later():
                    WECHAT_ANSWERED.labels("acknowledged").inc()
                    return self._ports.sentences().say("wechat.later" if self._ports.pushes else "wechat.later_ask").text
                case Carried(text, more, again):
                    SENT_AGAIN.inc(again)
                    WECHAT_ANSWERED.labels("answered" if text else "nothing").inc()
                    return with_more(text, self._ports.sentences(), "zh") if more else text

    async def _carried(self, delivery: int, began: float) -> Carried | Later | Wait:
        """What a request that began then takes along. Too late: nothing, and that is not noted as taken along."""
        now = time.monotonic()
        try:
            return await in_time(self._door, began + LATEST - now, partial(self._carry, delivery=delivery, over=now >= began + WITHIN))
        except TooLate:
            log.warning("wechat_database_waits", delivery=delivery)
            return Later()

    def _at_door[Result](self, work: Callable[[], Result]) -> asyncio.Future[Result]:
        return asyncio.get_running_loop().run_in_executor(self._door, work)

    def _receive(self, received: Received, signature: str, body: str) -> Arrival | None:
        with urgently(self._ports.sessions) as session:
            known = self._ports.seal, received, signature, body, self._ports.now(), self._too_many(received.content)
            return inbox.receive(session, *known, pushes=self._ports.pushes)

    def _too_many(self, content: Content) -> Reply | None:
        """What a resident hears who has too much waiting; nothing to words of danger, which are always answered."""
        return None if isinstance(content, Text) and self._ports.talks.is_alarm(content.text) else self._ports.reply("too_many_waiting")

    def _note(self, signature: str, body: str) -> None:
        with urgently(self._ports.sessions) as session:
            inbox.check_signature(session, signature, body, self._ports.now())

    def _follower_of(self, openid: str) -> Follower:
        with urgently(self._ports.sessions) as session:
            return followers.follower_by_id(session, inbox.visitor(session, self._ports.seal, openid, self._ports.now()), self._ports.now())

    def _carry(self, decide: Callable[[], None], *, delivery: int, over: bool) -> Carried | Later | Wait:
        with urgently(self._ports.sessions) as session:
            taken = carrying.carry(session, self._show, delivery, self._ports.now(), over=over, pushes=self._ports.pushes)
            if not isinstance(taken, Wait):
                session.flush()  # whatever may wait has waited: what is left is the commit
                decide()
            return taken

    def _show(self, conversation: str | None, replies: Sequence[Reply]) -> Rendered:
        return rendered(self._ports.talks.transcript.opened(conversation or "", replies), self._ports.sentences(), "zh")


async def _either(done: asyncio.Event, seconds: float) -> None:
    """Until it is done, or the time is over."""
    try:
        await asyncio.wait_for(done.wait(), seconds)
    except TimeoutError:
        return
