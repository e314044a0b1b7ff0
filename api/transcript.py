"""What was said in a talk and answered, read again for its resident."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sqlalchemy import select

from api.door import Door
from api.tables import ConversationRow, TurnRow
from api.vault import ConversationVault
from bot.database import Sessions, reading
from bot.turn import Choice, Language, Reply, reply_from_json


@dataclass(frozen=True)
class Exchange:
    """One thing said and what was answered; `said` is None for the greeting, and empty where staff said something unasked."""

    said: str | None
    replies: tuple[Reply, ...]
    at: datetime
    aside: bool = False
    """Whether the dialogue knows nothing of it: what it has asked before is still open."""


class Transcript:
    """Reads the talks that were written down. Blocking work runs in threads."""

    def __init__(self, door: Door, sessions: Sessions, vault: ConversationVault) -> None:
        self._door = door
        self._sessions = sessions
        self._vault = vault

    async def history(self, id: str) -> tuple[Exchange, ...]:
        """The whole talk, opened for its resident, beginning with the greeting."""
        return await asyncio.to_thread(self._history, id)

    def _history(self, id: str) -> tuple[Exchange, ...]:
        now = datetime.now(UTC)
        with reading(self._sessions) as session:
            conversation = session.get_one(ConversationRow, id)
            rows = session.scalars(select(TurnRow).where(TurnRow.conversation_id == id).order_by(TurnRow.number)).all()
        language: Language = "en" if conversation.language == "en" else "zh"
        talk = [Exchange(None, (self._door.greeting(language),), conversation.started_at)]
        for row in rows:
            replies = () if row.replies is None and row.lease_until >= now else self.answer(row, language)
            talk.append(Exchange(self._vault.render(id, row.said, said=True), self.opened(id, replies), row.at, row.aside))
        return tuple(talk)

    async def last_kept(self, id: str) -> tuple[Reply, ...]:
        """What the dialogue answered last in this talk, masked; its greeting when nothing was said to it yet."""
        return await asyncio.to_thread(self._last_kept, id, greeted=True)

    async def left_open(self, id: str) -> tuple[Reply, ...]:
        """The same without the greeting: what the resident may still be asked."""
        return await asyncio.to_thread(self._last_kept, id, greeted=False)

    def _last_kept(self, id: str, *, greeted: bool) -> tuple[Reply, ...]:
        with reading(self._sessions) as session:
            language = session.get_one(ConversationRow, id).language
            answered = select(TurnRow).where(TurnRow.conversation_id == id, TurnRow.replies.is_not(None), TurnRow.aside.is_(False))
            row = session.scalars(answered.order_by(TurnRow.number.desc()).limit(1)).first()
        if row is None:
            return (self._door.greeting(language),) if greeted else ()
        return self.answer(row, language)

    def opened(self, conversation: str, replies: Sequence[Reply]) -> tuple[Reply, ...]:
        """Masked replies as their resident may see them."""
        return tuple(self._open_reply(conversation, reply) for reply in replies)

    def _open_reply(self, conversation: str, reply: Reply) -> Reply:
        show: Callable[[str], str] = lambda text: self._vault.render(conversation, text)  # noqa: E731
        aloud: Callable[[str], str] = lambda text: self._vault.render(conversation, text, ear=True)  # noqa: E731
        spoken = aloud(reply.speech or reply.text)
        whole = None if reply.whole is None else aloud(reply.whole)
        text = show(reply.text)
        choices = tuple(Choice(show(c.title), show(c.value)) for c in reply.choices)
        return replace(reply, text=text, speech=spoken if spoken != text else None, whole=whole, choices=choices)

    def answer(self, row: TurnRow, language: str) -> tuple[Reply, ...]:
        """The replies of a turn that nobody works on; one that was left without any has failed."""
        return (self._door.failed(language),) if row.replies is None else tuple(reply_from_json(r) for r in row.replies)
