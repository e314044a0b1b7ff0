"""Answers what came in and sends what is due, resident by resident.

One gateway at a time holds a resident's lease: it takes their deliveries in
order, sends what is due to them, and gives the lease back. Whatever nobody
serves, because a gateway died or something waits for its time, is found by
looking once a second.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from collections import Counter
from datetime import timedelta

import structlog
from sqlalchemy.exc import SQLAlchemyError

from api.wechat import followers
from api.wechat.answering.answer import Answer
from api.wechat.answering.taking import Taking
from api.wechat.delivering import inbox, leases, outbox
from api.wechat.delivering.inbox import Delivery
from api.wechat.delivering.pacing import Pacing
from api.wechat.delivering.sending import Sending
from api.wechat.delivering.sweeping import Sweeping
from api.wechat.delivering.unserved import unserved
from api.wechat.ports import Ports
from api.wechat.showing.rendering import rendered
from bot.database import reading

LOOK = 1.0
"""Seconds between looks for residents whom nobody serves."""
FOUND = 200
"""Residents taken up in one look."""
LEASE = timedelta(seconds=30)
"""How long the residents of a gateway that died wait for another one."""
RENEWED = 10.0
"""Seconds between renewals of the leases that this gateway holds."""
GRACE = 8.0
"""Seconds in which a gateway that closes finishes what it is doing for each resident."""
TRIES = 5
"""Faults of the database at one delivery; then the resident hears that it failed."""
log = structlog.get_logger()


class Serving:
    """One gateway's part. `answered` is called with each delivery whose answer is written down."""

    def __init__(self, ports: Ports, taking: Taking, pacing: Pacing) -> None:
        self._ports = ports
        self._take, self._send, self._pacing = taking, Sending(ports, pacing), pacing
        self._who = secrets.token_hex(8)
        self._sweeping = Sweeping(ports)
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._more: set[int] = set()
        """Residents of whom something new came in while they were being served."""
        self._leased: set[int] = set()
        self._faults: Counter[int] = Counter()
        """Delivery → how often the database failed at it."""
        self._waiting: dict[int, list[asyncio.Event]] = {}
        """Delivery → who waits for its answer."""
        self._watching: list[asyncio.Task[None]] = []
        self._closing = False
        self._renewed = time.monotonic()

    def start(self) -> None:
        """Begins to look for residents whom nobody serves, and to forget what is over."""
        always = self._look(), self._pacing.watch(), self._sweeping.watch()
        self._watching = [asyncio.create_task(one) for one in always]

    async def close(self) -> None:
        """Finishes the step that is under way for each resident; what is left is taken up by another gateway at once."""
        self._closing = True
        if self._tasks:
            await asyncio.wait(self._tasks.values(), timeout=GRACE)
        tasks = [*self._watching, *self._tasks.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.to_thread(self._give_back)

    def serve(self, follower: int) -> None:
        """Sees to it that this resident is being served, here unless another gateway does."""
        if self._closing:
            return
        if follower in self._tasks:
            self._more.add(follower)
            return
        task = self._tasks[follower] = asyncio.create_task(self._serve(follower))
        task.add_done_callback(lambda _: self._served(follower))

    def serves(self, follower: int) -> bool:
        """Whether this resident is being served here, or is about to be."""
        return follower in self._tasks

    def tell_when_done(self, delivery: int, done: asyncio.Event) -> None:
        """Sets `done` when the answer to this delivery is written down here. Take it back with `forget`."""
        self._waiting.setdefault(delivery, []).append(done)

    def forget(self, delivery: int, done: asyncio.Event) -> None:
        """Nobody waits by this event any more."""
        waiting = self._waiting.get(delivery, [])
        waiting.remove(done)
        if not waiting:
            self._waiting.pop(delivery, None)

    def _served(self, follower: int) -> None:
        del self._tasks[follower]
        if follower in self._more:
            self._more.discard(follower)
            self.serve(follower)

    async def _serve(self, follower: int) -> None:
        """Everything there is to do for one resident, one step at a time: others have theirs in between."""
        try:
            while not self._closing:
                async with self._pacing:
                    if not await self._step(follower):
                        break
        except SQLAlchemyError as fault:
            log.error("wechat_not_served", fault=type(fault).__name__)
            await asyncio.sleep(LOOK)  # then somebody finds the resident again
        finally:
            await asyncio.shield(asyncio.to_thread(self._give_back, follower))

    async def _step(self, follower: int) -> bool:
        """One delivery answered or one message sent. False when there is nothing to do, or another gateway does it.

        A request that waits comes first: it takes along what is still to be shown.
        """
        if not await asyncio.to_thread(self._has_lease, follower):
            return False
        self._more.discard(follower)
        awaited, delivery = await asyncio.to_thread(self._next, follower)
        if not awaited and await self._send.next(follower, self._who):
            return True
        if delivery is None:
            return False
        await self._answer(delivery)
        return True

    async def _answer(self, delivery: Delivery) -> None:
        try:
            answer = await self._take(delivery)
        except Exception as fault:  # the door: whatever it was, the resident hears of it, and their next message is not held up by it
            self._faults[delivery.id] += 1
            if isinstance(fault, SQLAlchemyError) and self._faults[delivery.id] < TRIES:
                raise  # is tried again: the database comes back
            log.exception("wechat_not_answered", delivery=delivery.id)
            answer = Answer(None, (self._ports.talks.failed("zh"),))
        await asyncio.to_thread(self._write_down, delivery, answer)
        self._faults.pop(delivery.id, None)
        for done in self._waiting.get(delivery.id, ()):
            done.set()

    def _write_down(self, delivery: Delivery, answer: Answer) -> None:
        """The answer and that the delivery is done, in one transaction."""
        now = self._ports.now()
        with self._ports.sessions.begin() as session:
            if inbox.close(session, delivery.id, delivery.follower, now) is None or not answer.replies:
                return
            body = outbox.body_of(answer.replies)
            put = outbox.put(session, delivery.follower, answer.conversation, body, now, delivery=delivery.id)
            aloud = outbox.body_of(answer.aloud or answer.replies)["replies"]
            if self._ports.reads_aloud and followers.follower_by_id(session, delivery.follower, now).speaks:
                outbox.put(session, delivery.follower, answer.conversation, {"voice": aloud}, now, delivery=delivery.id)
            shown = rendered(answer.replies, self._ports.sentences(), "zh")
            if shown.choices or shown.kind:
                followers.note_asked(session, delivery.follower, put, shown.choices, shown.kind)
            else:
                followers.keep_asked(session, delivery.follower)

    async def _look(self) -> None:
        """Takes up whom nobody serves, and keeps the leases."""
        while True:
            try:
                for follower in await asyncio.to_thread(self._unserved):
                    self.serve(follower)
                if self._leased and time.monotonic() >= self._renewed + RENEWED:
                    self._renewed = time.monotonic()
                    await asyncio.to_thread(self._renew)
            except Exception:  # the door: whatever it was, whoever is not served is found by the next look
                log.exception("wechat_not_looked")
            await asyncio.sleep(LOOK)

    def _has_lease(self, follower: int) -> bool:
        if follower in self._leased:
            return True
        now = self._ports.now()
        with self._ports.sessions.begin() as session:
            taken = leases.take(session, follower, self._who, now, LEASE)
        if taken:
            self._leased.add(follower)
        return taken

    def _give_back(self, follower: int | None = None) -> None:
        """The lease of this resident, if it is ours; without one, all of them. One that could not be given back runs out."""
        if follower is not None and follower not in self._leased:
            return
        try:
            with self._ports.sessions.begin() as session:
                leases.give_back(session, self._who, follower)
        except SQLAlchemyError as fault:
            log.error("wechat_not_given_back", fault=type(fault).__name__)
        finally:
            if follower is None:
                self._leased.clear()
            else:
                self._leased.discard(follower)

    def _renew(self) -> None:
        with self._ports.sessions.begin() as session:
            leases.renew(session, self._who, tuple(self._leased), self._ports.now() + LEASE)

    def _next(self, follower: int) -> tuple[bool, Delivery | None]:
        """Whether a request of this resident waits for its answer; and the delivery whose turn it is."""
        with reading(self._ports.sessions) as session:
            delivery = inbox.next_delivery(session, self._ports.seal, follower)
            return inbox.is_awaited(session, follower, self._ports.now()), delivery

    def _unserved(self) -> list[int]:
        with reading(self._ports.sessions) as session:
            return unserved(session, self._ports.now(), FOUND, pushes=self._ports.pushes)
