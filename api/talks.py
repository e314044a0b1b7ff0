"""The path of a turn, the same for every channel."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from weakref import WeakValueDictionary

import structlog
from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from api.listeners import Listeners
from api.metrics import TURN_SECONDS, TURNS
from api.rasa import Answered, Rasa, RasaFailed, Understanding
from api.tables import ConversationRow, TurnRow
from api.taking_in import Door, Taking, add_noted, add_told, claim, keep_turn
from api.transcript import Transcript
from api.vault import ConversationVault
from bot.chinese import LONGEST, normalise
from bot.database import Sessions, reading
from bot.turn import Channel, Language, Reply, Turn, reply_from_json

log = structlog.get_logger()

POLL = 0.2
"""Seconds between looks at a turn that somebody else is working on."""
LEEWAY = 2
"""Seconds beyond Rasa's time in which a turn's replies are written down; then another may take it."""


@dataclass(frozen=True)
class Conversation:
    """One talk, as its resident may know it."""

    id: str
    channel: Channel
    language: Language
    started_at: datetime


@dataclass(frozen=True)
class Opened:
    """A new talk: the token is shown once and lies nowhere."""

    id: str
    token: str
    replies: tuple[Reply, ...]


@dataclass(frozen=True)
class Taken:
    """A turn with its replies, opened for the resident."""

    turn_id: str
    replies: tuple[Reply, ...]
    understanding: Understanding
    held_by_staff: bool = False
    kept: tuple[Reply, ...] = ()
    """The same replies as they are written down: masked."""
    said: str = ""
    """What was said, masked."""


class Talks:
    """Opens talks and takes their turns. Blocking work runs in threads."""

    def __init__(self, door: Door, sessions: Sessions, vault: ConversationVault, rasa: Rasa, turn_timeout: float) -> None:
        self._door = door
        self.transcript = Transcript(door, sessions, vault)
        self.listeners = Listeners()
        self._sessions = sessions
        self._rasa = rasa
        self._timeout = turn_timeout
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def open(self, channel: Channel, language: Language) -> Opened:
        """Begins a talk with its greeting."""
        id, token = secrets.token_hex(16), secrets.token_urlsafe(32)
        now = datetime.now(UTC)
        row = ConversationRow(id=id, token_hash=_hash(token), channel=channel, language=language, started_at=now, last_at=now)
        await asyncio.to_thread(self._insert, row)
        return Opened(id, token, (self._door.greeting(language),))

    def _insert(self, row: ConversationRow) -> None:
        with self._sessions.begin() as session:
            session.add(row)

    def failed(self, language: str) -> Reply:
        """The sentence for what failed."""
        return self._door.failed(language)

    def is_alarm(self, text: str) -> bool:
        """Whether plain words of danger, crisis or fraud stand in it."""
        return self._door.alarm(text, "zh") is not None

    async def authorise(self, id: str, token: str) -> Conversation | None:
        """The talk of this id if the token is its own."""
        return await asyncio.to_thread(self._authorise, id, token)

    def _authorise(self, id: str, token: str) -> Conversation | None:
        with reading(self._sessions) as session:
            row = session.get(ConversationRow, id)
            stored = row.token_hash if row else _hash("")
            if not hmac.compare_digest(stored, _hash(token)) or row is None or row.closed_at is not None:
                return None
            return Conversation(row.id, row.channel, row.language, row.started_at)  # type: ignore[arg-type]  # both come from `open`

    async def admit(self, id: str) -> str | None:
        """A new token for whoever has proved that this talk is theirs; the old one opens nothing any more.

        None when the talk is closed or erased.
        """
        return await asyncio.to_thread(self._admit, id)

    def _admit(self, id: str) -> str | None:
        with self._sessions.begin() as session:
            return new_token(session, id)

    async def take(self, turn: Turn) -> Taken:
        """Takes one turn from words to replies. The same turn_id again gives the same replies and runs nothing, unless it failed."""
        async with self._locks.setdefault(turn.conversation, asyncio.Lock()):
            return await self._take(turn)

    async def _take(self, turn: Turn) -> Taken:
        began = time.monotonic()
        cut = (self._door.too_long(turn.language),) if len(turn.text) > LONGEST else ()
        turn = replace(turn, text=normalise(turn.text))
        taking = await self._begin(turn)
        if isinstance(taking, Taken):
            return taking
        if taking.held_by is not None:
            leaving = self._door.signs_out(turn.text, turn.language)
            return await self._finish(turn, taking, Answered((leaving,) if leaving else (), Understanding()), began)
        if taking.done:
            return await self._finish(turn, taking, Answered(taking.done, Understanding()), began)
        try:
            answered = await self._rasa.say(turn.conversation, taking.masked, taking.metadata)
            why = ", ".join(answered.understanding.actions)
        except RasaFailed as failure:
            log.error("turn_failed", conversation=turn.conversation, turn=turn.turn_id, why=str(failure))
            said = self._door.alarm(turn.text, turn.language) or self._door.failed(turn.language)
            answered, why = Answered((said,), Understanding(), failed=True), str(failure)
        return await self._finish(turn, taking, replace(answered, replies=(*taking.late, *cut, *answered.replies)), began, why)

    async def _begin(self, turn: Turn) -> Taking | Taken:
        """Claims the turn, or gives what was answered before; waits while another turn of this talk is worked on, here or elsewhere."""
        while True:
            claimed = await asyncio.to_thread(self._claim, turn, datetime.now(UTC))
            if isinstance(claimed, TurnRow):
                return await asyncio.to_thread(self._taken, claimed, turn.language)
            if claimed is not None:
                return claimed
            await asyncio.sleep(POLL)

    def _claim(self, turn: Turn, now: datetime) -> Taking | TurnRow | None:
        with self._sessions.begin() as session:
            return claim(self._door, session, turn, now, timedelta(seconds=self._timeout + LEEWAY))

    async def _finish(self, turn: Turn, taking: Taking, answered: Answered, began: float, why: str = "") -> Taken:
        ms = round((time.monotonic() - began) * 1000)
        if not await asyncio.to_thread(self._keep, turn, taking, answered, ms, why):
            log.warning("turn_taken_over", conversation=turn.conversation, turn=turn.turn_id)
            return await self._take(turn)  # what was answered since, or is being answered
        TURNS.labels(turn.channel, "failed" if answered.failed else "answered").inc()
        TURN_SECONDS.observe(ms / 1000)
        replies = await asyncio.to_thread(self.transcript.opened, turn.conversation, answered.replies)
        self.listeners.push(turn.conversation, replies)
        return Taken(turn.turn_id, replies, answered.understanding, taking.held_by is not None, answered.replies, taking.masked)

    def _keep(self, turn: Turn, taking: Taking, answered: Answered, ms: int, why: str) -> bool:
        with self._sessions.begin() as session:
            if not keep_turn(session, turn, taking, answered, ms, why, self._door.model()):
                return False
            if any(reply.facts.get("signed_out") for reply in answered.replies):
                self._close(session, turn.conversation, turn.channel)
            return True

    def _taken(self, row: TurnRow, language: str) -> Taken:
        understanding = Understanding(row.service, row.act, row.confidence_service or 0.0, row.confidence_act or 0.0)
        kept = self.transcript.answer(row, language)
        return Taken(row.turn_id, self.transcript.opened(row.conversation_id, kept), understanding, kept=kept, said=row.said)

    async def note(self, conversation: str, turn_id: str, said: str, replies: Sequence[Reply], why: str) -> tuple[Reply, ...]:
        """Keeps in the transcript what was said to the channel and not to the dialogue, with its replies (masked).

        `said` as it arrived. Rasa never hears of it. Gives the replies that are
        kept: those of the first time, where this turn_id was noted or taken
        before. Raises sqlalchemy.exc.NoResultFound when the talk was erased.
        """
        turn = Turn(conversation, said, turn_id)
        before = await asyncio.to_thread(self._note, turn, replies, why)
        if before is not None and before.replies is not None:
            return tuple(reply_from_json(body) for body in before.replies)
        if before is not None:
            return tuple(replies)  # left lying on its way to the dialogue, and stays so: what was done is told with the next turn
        self.listeners.push(conversation, await asyncio.to_thread(self.transcript.opened, conversation, replies))
        return tuple(replies)

    def _note(self, turn: Turn, replies: Sequence[Reply], why: str) -> TurnRow | None:
        with self._sessions.begin() as session:
            before = add_noted(self._door, session, turn, replies, datetime.now(UTC), why)
            channel = session.get_one(ConversationRow, turn.conversation).channel
        if before is None:
            TURNS.labels(channel, "aside").inc()
        return before

    async def tell(self, id: str, text: str, by: str) -> None:
        """Says something in a talk that nobody asked for: words of the member of staff who has taken over.

        It stands in the transcript, is pushed to whoever listens, and is on its
        way in the channel in the same transaction. Raises KeyError when there is
        no such talk, or it is closed.
        """
        kept = await asyncio.to_thread(self._tell, id, text, by)
        self.listeners.push(id, await asyncio.to_thread(self.transcript.opened, id, kept))

    def _tell(self, id: str, text: str, by: str) -> tuple[Reply, ...]:
        now = datetime.now(UTC)
        with self._sessions.begin() as session:
            conversation = session.get(ConversationRow, id, with_for_update=True)
            if conversation is None or conversation.closed_at is not None:
                raise KeyError(id)
            replies = (Reply(self._door.masked(session, id, normalise(text)), facts={"by": by}),)
            add_told(session, id, replies, now, f"staff: {by}")
            self._door.carry(session, id, replies, now)
        return replies

    async def sign_out(self, id: str) -> None:
        """Forgets who was verified in this talk and closes it, from its page: whoever comes next to this computer finds nothing."""
        await asyncio.to_thread(self._sign_out, id)

    def _sign_out(self, id: str) -> None:
        with self._sessions.begin() as session:
            self._close(session, id, "web")

    def _close(self, session: Session, id: str, channel: Channel) -> None:
        now = datetime.now(UTC)
        self._door.sign_out(session, id)
        self._door.leave(session, id, channel, now)
        session.execute(update(ConversationRow).where(ConversationRow.id == id).values(closed_at=now))

    async def erase(self, id: str) -> None:
        """The right to erase: transcript, vault and drafts go; a case handed in stays with the departments."""
        async with self._locks.setdefault(id, asyncio.Lock()):
            await asyncio.to_thread(self._erase, id)

    def _erase(self, id: str) -> None:
        self._door.forget(id)  # first: should Rasa's store be out of reach, the resident can ask again
        with self._sessions.begin() as session:
            self._door.sign_out(session, id)
            session.execute(delete(ConversationRow).where(ConversationRow.id == id))


def new_token(session: Session, id: str) -> str | None:
    """A new bearer token in place of the old one of this talk; None when it is closed or erased."""
    token = secrets.token_urlsafe(32)
    found = update(ConversationRow).where(ConversationRow.id == id, ConversationRow.closed_at.is_(None))
    changed = session.scalar(found.values(token_hash=_hash(token)).returning(ConversationRow.id))
    return token if changed is not None else None


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
