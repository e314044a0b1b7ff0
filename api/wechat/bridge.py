"""The bridge between WeChat's server and the talks.

A delivery is written down first; from then on it is answered, whatever dies.
For each resident one gateway at a time holds a lease: it takes their deliveries
in order, sends what is due to them, and gives the lease back. Whatever nobody
serves is found by looking once a second.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from weakref import WeakValueDictionary

import structlog
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from api.metrics import WECHAT_ANSWERED
from api.wechat import followers, inbox, outbox
from api.wechat.followers import Follower
from api.wechat.inbox import Arrival, Delivery
from api.wechat.outbox import Carried, Later, Wait
from api.wechat.pacing import Pacing
from api.wechat.ports import Ports
from api.wechat.received import Received
from api.wechat.rendering import Rendered, rendered, with_more
from api.wechat.sending import Sending
from api.wechat.taking import Answer, Taking
from bot.database import reading, urgently
from bot.turn import Reply

WITHIN = 3.5
"""Seconds after which a delivery is acknowledged in place of answered; WeChat waits five."""
LOOK = 1.0
"""Seconds between looks for residents whom nobody serves."""
FOUND = 200
"""Residents taken up in one look."""
GLANCE = 0.5
"""Seconds between looks at a delivery, which another gateway may be answering."""
LEASE = timedelta(seconds=20)
"""How long a resident waits for a gateway that died; longer than a turn may take, see `Bridge`."""
HOUR = 3600.0
KEPT_AFTER_LEAVING = timedelta(days=30)
"""After that everything of a resident who stopped following is erased, but for cases handed in."""

log = structlog.get_logger()


class Bridge:
    """One gateway's end. `turn_timeout`: seconds that a turn may take; a lease outlasts it."""

    def __init__(self, ports: Ports, turn_timeout: float) -> None:
        self._ports = ports
        self._take, self._send = Taking(ports), Sending(ports)
        self._lease = LEASE + timedelta(seconds=turn_timeout)
        self._who = secrets.token_hex(8)
        self._door = ThreadPoolExecutor(4, "wechat")  # of its own: an acknowledgement must not wait behind departments
        self._pacing = Pacing()
        self._serving: dict[int, asyncio.Task[None]] = {}
        self._more: set[int] = set()
        """Residents of whom something new came in while they were being served."""
        self._done: WeakValueDictionary[int, asyncio.Event] = WeakValueDictionary()
        """Of deliveries that somebody waits for."""
        self._leased: dict[int, float] = {}
        """Residents served here → when their lease was taken."""
        self._watching: list[asyncio.Task[None]] = []
        self._swept = 0.0

    def start(self) -> None:
        """Begins to look for residents whom nobody serves."""
        self._watching = [asyncio.create_task(self._look()), asyncio.create_task(self._pacing.watch())]

    async def close(self) -> None:
        """Ends what runs; what was not finished is taken up by the next gateway at once."""
        tasks = [*self._watching, *self._serving.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.to_thread(self._give_back)
        self._door.shutdown(wait=False)
        await self._ports.api.close()

    async def answer(self, received: Received, signature: str, body: str) -> str:
        """What goes back with this delivery, within WITHIN seconds; empty: nothing.

        `body` is the SHA-256 of the request's body. Raises inbox.Reused.
        """
        ends = time.monotonic() + WITHIN
        arrival = await self._at_door(partial(self._receive, received, signature, body))
        if arrival is None:
            return ""
        done = self._done.setdefault(arrival.delivery, asyncio.Event())
        if arrival.done:
            done.set()
        else:
            self._serve(arrival.follower)
        return await self._passive(arrival, done, ends)

    async def conversation_of(self, openid: str) -> str:
        """The talk that goes on with this resident; a new one where none is open."""
        follower = await asyncio.to_thread(self._follower_of, openid)
        if follower.conversation is not None:
            return follower.conversation
        return await self._take.begin(follower.id)

    async def _passive(self, arrival: Arrival, done: asyncio.Event, ends: float) -> str:
        while True:
            left = ends - time.monotonic()
            if left > 0 and not done.is_set():
                await _either(done, min(left, GLANCE))
            if not done.is_set() and arrival.follower in self._serving and time.monotonic() < ends:
                continue  # it is being answered here, and will be told
            carried = await self._at_door(partial(self._carry, arrival.delivery, over=time.monotonic() >= ends))
            match carried:
                case Wait():
                    done.clear()
                case Later():
                    WECHAT_ANSWERED.labels("acknowledged").inc()
                    return self._ports.sentences().say("wechat.later" if self._ports.pushes else "wechat.later_ask").text
                case Carried(text, more):
                    WECHAT_ANSWERED.labels("answered" if text else "nothing").inc()
                    return with_more(text, self._ports.sentences(), "zh") if more else text

    def _serve(self, follower: int) -> None:
        """Sees to it that this resident is being served here, unless another gateway does."""
        if follower in self._serving:
            self._more.add(follower)
            return
        task = self._serving[follower] = asyncio.create_task(self._serve_all(follower))
        task.add_done_callback(lambda _: self._served(follower))

    def _served(self, follower: int) -> None:
        del self._serving[follower]
        self._leased.pop(follower, None)
        if follower in self._more:
            self._more.discard(follower)
            self._serve(follower)

    async def _serve_all(self, follower: int) -> None:
        """Everything there is to do for one resident. A request that waits comes first: it takes along what is still to be shown."""
        try:
            async with self._pacing:
                while await asyncio.to_thread(self._has_lease, follower):
                    self._more.discard(follower)
                    awaited, delivery = await asyncio.to_thread(self._next, follower)
                    if not awaited and await self._send.next(follower):
                        continue
                    if delivery is None:
                        break
                    await self._answered(delivery)
                self._leased.pop(follower, None)
                await asyncio.to_thread(self._give_back, follower)
        except SQLAlchemyError as fault:
            log.error("wechat_not_served", fault=type(fault).__name__)  # the next look finds the resident again

    async def _answered(self, delivery: Delivery) -> None:
        try:
            answer = await self._take(delivery)
        except SQLAlchemyError:
            raise  # is tried again: the database comes back
        except Exception:  # the door: whatever it was, the resident hears of it, and their next message is not held up by it
            log.exception("wechat_not_answered", delivery=delivery.id)
            answer = Answer(None, (self._ports.talks.failed("zh"),))
        await asyncio.to_thread(self._write_down, delivery, answer)
        if (waiting := self._done.get(delivery.id)) is not None:
            waiting.set()

    def _write_down(self, delivery: Delivery, answer: Answer) -> None:
        """The answer and that the delivery is done, in one transaction."""
        now = self._ports.now()
        with self._ports.sessions.begin() as session:
            if inbox.close(session, delivery.id, now) is None or not answer.replies:
                return
            body = outbox.body_of(answer.replies)
            outbox.put(session, delivery.follower, answer.conversation, body, now, delivery=delivery.id)
            if self._ports.reads_aloud and followers.follower_by_id(session, delivery.follower, now).speaks:
                outbox.put(session, delivery.follower, answer.conversation, {"voice": body["replies"]}, now, delivery=delivery.id)
            shown = rendered(answer.replies, self._ports.sentences(), "zh")
            followers.note_asked(session, delivery.follower, shown.choices, shown.kind)

    async def _look(self) -> None:
        """Takes up whom nobody serves, and forgets what is over."""
        while True:
            try:
                for follower in await asyncio.to_thread(self._unserved):
                    if follower not in self._serving:
                        self._serve(follower)
                if time.monotonic() >= self._swept + HOUR:
                    self._swept = time.monotonic()
                    await self._sweep()
            except SQLAlchemyError as fault:
                log.error("wechat_not_looked", fault=type(fault).__name__)
            await asyncio.sleep(LOOK)

    async def _sweep(self) -> None:
        gone = await asyncio.to_thread(self._forget_old)
        for follower, conversation in gone:
            if conversation is not None:
                await self._ports.talks.erase(conversation)
            await asyncio.to_thread(self._forget, follower)

    async def _at_door[Result](self, work: partial[Result]) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self._door, work)

    def _receive(self, received: Received, signature: str, body: str) -> Arrival | None:
        for _ in range(2):
            try:
                with urgently(self._ports.sessions) as session:
                    return inbox.receive(session, self._ports.seal, received, signature, body, self._ports.now())
            except IntegrityError:
                continue  # another gateway was given the same at this moment: now it is there
        with urgently(self._ports.sessions) as session:
            return inbox.receive(session, self._ports.seal, received, signature, body, self._ports.now())

    def _follower_of(self, openid: str) -> Follower:
        with urgently(self._ports.sessions) as session:
            id = inbox.follower_of(session, self._ports.seal, openid).id
            return followers.follower_by_id(session, id, self._ports.now())

    def _carry(self, delivery: int, *, over: bool) -> Carried | Later | Wait:
        with urgently(self._ports.sessions) as session:
            return outbox.carry(session, self._show, delivery, self._ports.now(), over=over, pushes=self._ports.pushes)

    def _show(self, conversation: str | None, replies: Sequence[Reply]) -> Rendered:
        return rendered(self._ports.talks.opened(conversation or "", replies), self._ports.sentences(), "zh")

    def _has_lease(self, follower: int) -> bool:
        """Whether this resident is ours; the lease is renewed in its second half."""
        if time.monotonic() < self._leased.get(follower, 0.0) + self._lease.total_seconds() / 2:
            return True
        self._leased[follower] = time.monotonic()
        with self._ports.sessions.begin() as session:
            return inbox.take_lease(session, follower, self._who, self._ports.now(), self._lease)

    def _give_back(self, follower: int | None = None) -> None:
        with self._ports.sessions.begin() as session:
            inbox.give_back(session, self._who, follower)

    def _next(self, follower: int) -> tuple[bool, Delivery | None]:
        """Whether a request of this resident waits for its answer; and the delivery whose turn it is."""
        with reading(self._ports.sessions) as session:
            delivery = inbox.next_delivery(session, self._ports.seal, follower)
            return delivery is not None and inbox.is_awaited(session, follower, self._ports.now()), delivery

    def _unserved(self) -> list[int]:
        with reading(self._ports.sessions) as session:
            return inbox.unserved(session, self._ports.now(), FOUND, pushes=self._ports.pushes)

    def _forget_old(self) -> list[tuple[int, str | None]]:
        now = self._ports.now()
        with self._ports.sessions.begin() as session:
            inbox.sweep(session, now)
            return followers.gone_since(session, now - KEPT_AFTER_LEAVING)

    def _forget(self, follower: int) -> None:
        with self._ports.sessions.begin() as session:
            followers.forget(session, follower)


async def _either(done: asyncio.Event, seconds: float) -> None:
    """Until it is done, or the time is over."""
    try:
        await asyncio.wait_for(done.wait(), seconds)
    except TimeoutError:
        return
